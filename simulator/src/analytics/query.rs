//! `POST analytics/conversations/details/query`: conversations that match predicates.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

use super::details;
use crate::clock::Time;
use crate::error::ApiError;
use crate::external_contacts::read;
use crate::identity::EntityKind;
use crate::server::{ApiRequest, ApiResult};

/// Number of customers that a query without a contact scans.
const SCANNED: u32 = 300;
const PAGE_SIZE: usize = 25;
const LARGEST_PAGE: usize = 100;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Query {
    interval: String,
    #[serde(default)]
    conversation_filters: Vec<Filter>,
    #[serde(default)]
    segment_filters: Vec<Filter>,
    #[serde(default)]
    order: Order,
    paging: Option<Paging>,
}

#[derive(Clone, Copy, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Order {
    #[default]
    Asc,
    Desc,
    Unordered,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Paging {
    page_size: usize,
    page_number: usize,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Junction {
    And,
    Or,
}

/// A filter, or a clause of one.
#[derive(Deserialize)]
struct Filter {
    #[serde(rename = "type")]
    junction: Junction,
    #[serde(default)]
    clauses: Vec<Filter>,
    #[serde(default)]
    predicates: Vec<Predicate>,
}

#[derive(Deserialize)]
struct Predicate {
    dimension: String,
    #[serde(default)]
    operator: Operator,
    value: Option<String>,
}

#[derive(Clone, Copy, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
enum Operator {
    #[default]
    Matches,
    Exists,
    NotExists,
}

pub(crate) fn conversations(request: &ApiRequest) -> ApiResult {
    let query: Query = read(request)?;
    let (from, to) = interval(&query.interval)?;
    let (size, page) = query.paging.map_or((PAGE_SIZE, 1), |paging| {
        (paging.page_size, paging.page_number)
    });
    if !(1..=LARGEST_PAGE).contains(&size) || page == 0 {
        return Err(ApiError::bad_request(format!(
            "The page size must be between 1 and {LARGEST_PAGE}, and the page number at least 1."
        )));
    }
    let filters = (&query.conversation_filters, &query.segment_filters);
    let mut found: Vec<(Time, Value)> = Vec::new();
    for customer in customers(request, filters.0.iter().chain(filters.1)) {
        for session in request.world.sessions(customer, None, request.now) {
            let Some(conversation) = session.conversation() else {
                continue;
            };
            if !(from..to).contains(&conversation.start) || !request.sees(&session.divisions()) {
                continue;
            }
            let details = details(request.world, &session, conversation);
            let rows = rows(&details);
            let of_conversation = [vec![&details]];
            let chosen = filters.0.iter().all(|filter| filter.any(&of_conversation))
                && filters.1.iter().all(|filter| filter.any(&rows));
            if chosen {
                found.push((conversation.start, details));
            }
        }
    }
    match query.order {
        Order::Asc => found.sort_by_key(|(start, _)| *start),
        Order::Desc => found.sort_by_key(|(start, _)| std::cmp::Reverse(*start)),
        Order::Unordered => {}
    }
    let total = found.len();
    let page: Vec<Value> = found
        .into_iter()
        .skip((page - 1).saturating_mul(size))
        .take(size)
        .map(|(_, details)| details)
        .collect();
    Ok(json!({ "conversations": page, "totalHits": total }).into())
}

/// Parses `start/end`, both ISO 8601.
fn interval(text: &str) -> Result<(Time, Time), ApiError> {
    let read = |text: &str| text.parse::<DateTime<Utc>>().ok();
    text.split_once('/')
        .and_then(|(from, to)| Some((read(from)?, read(to)?)))
        .filter(|(from, to)| from < to)
        .ok_or_else(|| ApiError::invalid_value("interval", text))
}

/// Customers whose conversations can match: those of the contacts or conversations in the filters, else the first ones.
fn customers<'a>(request: &ApiRequest, filters: impl Iterator<Item = &'a Filter>) -> Vec<u32> {
    let mut named: Vec<u32> = filters
        .flat_map(|filter| {
            filter
                .predicates
                .iter()
                .chain(filter.clauses.iter().flat_map(|clause| &clause.predicates))
        })
        .filter_map(|predicate| {
            let id = predicate.value.as_deref()?;
            let kind = match predicate.dimension.as_str() {
                "conversationId" => EntityKind::Conversation,
                "externalContactId" | "canonicalExternalContactId" => EntityKind::Contact,
                "journeyCustomerSessionId" => EntityKind::Session,
                _ => return None,
            };
            Some(request.world.ids.read(kind, id)?.first)
        })
        .collect();
    named.sort_unstable();
    named.dedup();
    if named.is_empty() {
        (0..request.world.customers.min(SCANNED)).collect()
    } else {
        named
    }
}

/// For each segment: the segment, its session and its participant.
fn rows(details: &Value) -> Vec<Vec<&Value>> {
    let mut rows = Vec::new();
    for participant in array(&details["participants"]) {
        for session in array(&participant["sessions"]) {
            for segment in array(&session["segments"]) {
                rows.push(vec![segment, session, participant]);
            }
        }
    }
    rows
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

impl Filter {
    fn any(&self, rows: &[Vec<&Value>]) -> bool {
        rows.iter().any(|row| self.holds(row))
    }

    fn holds(&self, row: &[&Value]) -> bool {
        let mut parts = self
            .predicates
            .iter()
            .map(|predicate| predicate.holds(row))
            .chain(self.clauses.iter().map(|clause| clause.holds(row)));
        match self.junction {
            Junction::And => parts.all(|holds| holds),
            Junction::Or => parts.any(|holds| holds),
        }
    }
}

impl Predicate {
    fn holds(&self, row: &[&Value]) -> bool {
        let name = match self.dimension.as_str() {
            "canonicalExternalContactId" => "externalContactId",
            "divisionId" => "divisionIds",
            name => name,
        };
        let value = row
            .iter()
            .map(|token_record| &token_record[name])
            .find(|value| !value.is_null());
        match (self.operator, value) {
            (Operator::Exists, value) => value.is_some(),
            (Operator::NotExists, value) => value.is_none(),
            (Operator::Matches, Some(Value::Array(values))) => {
                values.iter().any(|value| self.equals(value))
            }
            (Operator::Matches, value) => value.is_some_and(|value| self.equals(value)),
        }
    }

    fn equals(&self, value: &Value) -> bool {
        let wanted = self.value.as_deref().unwrap_or_default();
        match value {
            Value::String(text) => text == wanted,
            Value::Bool(flag) => wanted.parse() == Ok(*flag),
            _ => false,
        }
    }
}
