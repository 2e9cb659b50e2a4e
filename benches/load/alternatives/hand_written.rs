//! A server written by hand for these queries: waves of concurrent calls, deserialized into and serialized from borrowed
//! structs, without an intermediate tree of values.

mod client;
mod response;
#[expect(clippy::struct_field_names, reason = "the names are the platform's")]
mod wire;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use futures_util::future::try_join_all;
use serde::Deserialize;
use tokio::try_join;

use super::{EVENT_TYPE_PREFIX, Failed, VISIT_LABEL, VISIT_MEDIUM};
use client::{Caller, Client};
use response::{Card, Customer, Data, Nodes, One, Short, ShortCustomer};
use wire::{Contact, Event, Named, Page, Session};

/// Names by id.
type Names<'a> = HashMap<&'a str, Named<'a>>;

pub(super) fn routes(platform: &str) -> Router {
    Router::new()
        .route("/graphql", post(handle))
        .with_state(Client::new(platform))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    operation_name: &'a str,
    #[serde(borrow)]
    variables: BTreeMap<&'a str, &'a str>,
}

async fn handle(
    State(client): State<Client>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failed> {
    let request: Request = serde_json::from_slice(&body)?;
    let caller = client.on_behalf(&headers);
    let ids = request.variables.values().copied();
    let json = match request.operation_name {
        "TenCustomers" => ten(&caller, &ids.collect::<Vec<_>>()).await?,
        operation => {
            let id = ids.last().unwrap_or_default();
            one(&caller, id, operation == "JourneyTab").await?
        }
    };
    Ok(([(header::CONTENT_TYPE, "application/json")], json).into_response())
}

/// One customer with 20 sessions, and the events of each if the query shows them.
async fn one(caller: &Caller<'_>, id: &str, has_events: bool) -> Result<Vec<u8>, Failed> {
    let (contact, page) = try_join!(caller.contact(id), caller.sessions(id))?;
    let contact: Contact = serde_json::from_slice(&contact)?;
    let sessions = serde_json::from_slice::<Page<Session>>(&page)?.entities;
    if !has_events {
        let cards = sessions.iter().map(|session| Card::new(session, None));
        return answer(&contact, cards.collect());
    }
    let visits = sessions.iter().filter(|session| session.is_visit());
    let bodies = try_join_all(visits.map(|visit| caller.events(visit.id))).await?;
    let events: Result<Vec<Page<Event>>, _> = bodies
        .iter()
        .map(|body| serde_json::from_slice(body))
        .collect();
    let cards = sessions
        .iter()
        .zip(events?)
        .map(|(session, events)| Card::new(session, Some(events.entities)));
    answer(&contact, cards.collect())
}

fn answer(contact: &Contact<'_>, nodes: Vec<Card<'_>>) -> Result<Vec<u8>, Failed> {
    let customer = Customer {
        id: contact.id,
        first_name: contact.first_name,
        last_name: contact.last_name,
        sessions: Nodes { nodes },
    };
    Ok(serde_json::to_vec(&Data {
        data: One { customer },
    })?)
}

/// Ten customers with the names of queues and wrap-up codes.
async fn ten(caller: &Caller<'_>, ids: &[&str]) -> Result<Vec<u8>, Failed> {
    let calls = ids
        .iter()
        .map(async |id| try_join!(caller.contact(id), caller.sessions(id)));
    let bodies = try_join_all(calls).await?;
    let customers: Result<Vec<(Contact, Vec<Session>)>, Failed> = bodies
        .iter()
        .map(|(contact, page)| {
            let page: Page<Session> = serde_json::from_slice(page)?;
            Ok((serde_json::from_slice(contact)?, page.entities))
        })
        .collect();
    let customers = customers?;
    let sessions = || customers.iter().flat_map(|(_, sessions)| sessions);
    let queues: BTreeSet<_> = sessions().filter_map(Session::queue).collect();
    let codes: BTreeSet<_> = sessions().filter_map(Session::code).collect();
    let (queues, codes) = try_join!(caller.queues(&queues), caller.codes(&codes))?;
    let (queues, codes) = (names(&queues)?, names(&codes)?);
    let data: BTreeMap<_, _> = customers
        .iter()
        .enumerate()
        .map(|(index, (contact, sessions))| {
            let nodes = sessions
                .iter()
                .map(|session| Short::new(session, &queues, &codes));
            let customer = ShortCustomer {
                id: contact.id,
                sessions: Nodes {
                    nodes: nodes.collect(),
                },
            };
            (format!("c{index}"), customer)
        })
        .collect();
    Ok(serde_json::to_vec(&Data { data })?)
}

fn names(body: &[u8]) -> Result<Names<'_>, Failed> {
    let page: Page<Named> = serde_json::from_slice(body)?;
    let named = page.entities.into_iter();
    Ok(named.map(|named| (named.id, named)).collect())
}
