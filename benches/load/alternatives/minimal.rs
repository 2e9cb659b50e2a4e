//! A server written by hand for this one tab: two waves of concurrent calls, deserialized into and serialized from borrowed
//! structs, without an intermediate tree of values.

mod response;
mod wire;

use std::collections::{HashMap, HashSet};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use futures_util::future::try_join_all;
use serde::Deserialize;
use tokio::try_join;

use super::rest::{Caller, Failed, Rest};
use super::text::Text;
use super::timeline::Details;
use super::{SESSIONS, labels};
use response::{Card, Customer, Data, Nodes, TabResponse};
use wire::{Contacts, Event, Named, Page, Session};

pub(super) fn routes(rest: Rest) -> Router {
    Router::new()
        .route("/graphql", post(handle))
        .with_state(rest)
}

#[derive(Deserialize)]
struct Request<'a> {
    #[serde(borrow)]
    variables: Variables<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Variables<'a> {
    #[serde(borrow)]
    customer_id: Text<'a>,
}

async fn handle(
    State(rest): State<Rest>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failed> {
    let request: Request = serde_json::from_slice(&body)?;
    let json = tab(&rest.on_behalf(&headers), &request.variables.customer_id).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], json).into_response())
}

async fn tab(caller: &Caller, customer: &str) -> Result<Vec<u8>, Failed> {
    let ids = [customer.to_owned()];
    let (contact, page) = try_join!(caller.contacts(&ids), caller.sessions(customer))?;
    let contacts: Contacts = serde_json::from_slice(&contact)?;
    let sessions = newest_supported(serde_json::from_slice(&page)?);

    let second_wave = SecondWave::from_sessions(&sessions);
    let visit_events = try_join_all(
        second_wave
            .events
            .iter()
            .map(|(id, count)| caller.events(id, *count)),
    );
    let (queues, users, codes, details, visit_events) = try_join!(
        caller.queues(&second_wave.queues),
        caller.users(&second_wave.users),
        caller.codes(&second_wave.codes),
        caller.details(&second_wave.conversations),
        visit_events,
    )?;
    let (queues, users, codes) = (names(&queues)?, names(&users)?, names(&codes)?);
    let details: Details = serde_json::from_slice(&details)?;
    let details: HashMap<&str, _> = details
        .conversations
        .iter()
        .map(|conversation| (&*conversation.conversation_id, conversation))
        .collect();
    let mut events: HashMap<&str, Vec<Event>> = HashMap::with_capacity(visit_events.len());
    for ((id, _), body) in second_wave.events.iter().zip(&visit_events) {
        let page: Page<Event> = serde_json::from_slice(body)?;
        events.insert(id, page.entities);
    }

    let mut cards = Vec::with_capacity(sessions.len());
    for (session, label) in &sessions {
        cards.push(match &session.conversation {
            Some(conversation) => {
                let steps = details
                    .get(&*conversation.id)
                    .map(|details| details.steps());
                let steps = steps.unwrap_or_default();
                Card::conversation(session, label, steps, &queues, &users, &codes)
            }
            None => Card::visit(
                session,
                label,
                events.remove(&*session.id).unwrap_or_default(),
            ),
        });
    }
    let customer = contacts
        .results
        .first()
        .and_then(|result| result.entity.as_ref());
    let customer = customer.map(|contact| Customer {
        id: &contact.id,
        display_name: contact.display_name(),
        sessions: Nodes { nodes: cards },
    });
    Ok(serde_json::to_vec(&TabResponse {
        data: Data { customer },
    })?)
}

/// The newest sessions on channels that the tab shows, with the channel's label.
fn newest_supported(page: Page<Session<'_>>) -> Vec<(Session<'_>, &'static str)> {
    let mut sessions = page.entities;
    sessions.sort_unstable_by(|a, b| (&b.created_date, &b.id).cmp(&(&a.created_date, &a.id)));
    let labeled = sessions.into_iter().filter_map(|session| {
        let label = match &*session.kind {
            "web" => labels::visit(),
            "conversation" => {
                let channel = session.conversation_channels.as_ref()?.first()?;
                labels::conversation(
                    &channel.kind,
                    channel.message_type.as_deref(),
                    session.originating_direction.as_deref().unwrap_or_default(),
                    session.authenticated.unwrap_or_default(),
                    session.last_connected_user.is_some(),
                )?
            }
            _ => return None,
        };
        Some((session, label))
    });
    labeled.take(SESSIONS).collect()
}

/// The ids that the second wave requests.
#[derive(Default)]
struct SecondWave<'a> {
    queues: Vec<&'a str>,
    users: Vec<&'a str>,
    codes: Vec<&'a str>,
    conversations: Vec<&'a str>,
    /// Visits with their number of events.
    events: Vec<(&'a str, u32)>,
}

impl<'a> SecondWave<'a> {
    fn from_sessions(sessions: &'a [(Session<'_>, &str)]) -> Self {
        let mut seen = HashSet::new();
        let mut once = |list: &mut Vec<&'a str>, id: Option<&'a str>| {
            list.extend(id.filter(|id| seen.insert(*id)));
        };
        let mut second_wave = Self::default();
        for (session, _) in sessions {
            let id = |reference: &'a Option<wire::Reference<'_>>| {
                reference.as_ref().map(|reference| &*reference.id)
            };
            once(&mut second_wave.queues, id(&session.last_connected_queue));
            once(&mut second_wave.users, id(&session.last_connected_user));
            let code = session.last_user_disposition.as_ref();
            let code = code.map(|disposition| &*disposition.code);
            // System codes are names, not ids, and need no look-up.
            once(&mut second_wave.codes, code.filter(|code| code.len() == 36));
            once(&mut second_wave.conversations, id(&session.conversation));
            if let (None, Some(count @ 1..)) = (&session.conversation, session.event_count) {
                second_wave.events.push((&session.id, count));
            }
        }
        second_wave
    }
}

type Names<'a> = HashMap<Text<'a>, Text<'a>>;

fn names(body: &[u8]) -> Result<Names<'_>, Failed> {
    let page: Page<Named> = serde_json::from_slice(body)?;
    let named = page.entities.into_iter();
    Ok(named
        .filter_map(|named| Some((named.id, named.name?)))
        .collect())
}
