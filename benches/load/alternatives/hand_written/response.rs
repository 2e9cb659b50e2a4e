//! The responses, in the format of the gateway.

use serde::Serialize;

use super::wire::{Event, Named, Raw, Session, WebEvent};
use super::{EVENT_TYPE_PREFIX, Names, VISIT_LABEL, VISIT_MEDIUM};

#[derive(Serialize)]
pub(super) struct Data<T> {
    pub(super) data: T,
}

#[derive(Serialize)]
pub(super) struct One<T> {
    pub(super) customer: T,
}

#[derive(Serialize)]
pub(super) struct Nodes<T> {
    pub(super) nodes: Vec<T>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Customer<'a> {
    pub(super) id: &'a str,
    pub(super) first_name: Raw<'a>,
    pub(super) last_name: Raw<'a>,
    pub(super) sessions: Nodes<Card<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Card<'a> {
    id: &'a str,
    r#type: &'static str,
    created_date: Raw<'a>,
    ended_date: Raw<'a>,
    channel: Option<Channel>,
    #[serde(skip_serializing_if = "Option::is_none")]
    events: Option<Nodes<ShownEvent<'a>>>,
}

#[derive(Serialize)]
struct Channel {
    medium: &'static str,
    direction: &'static str,
    label: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownEvent<'a> {
    id: Raw<'a>,
    event_type: &'a str,
    created_date: Raw<'a>,
    #[serde(flatten)]
    web: Option<WebEvent<'a>>,
}

impl<'a> Card<'a> {
    pub(super) fn new(session: &'a Session<'a>, events: Option<Vec<Event<'a>>>) -> Self {
        let channel = Channel {
            medium: VISIT_MEDIUM,
            direction: "INBOUND",
            label: VISIT_LABEL,
        };
        let shown = |event: Event<'a>| ShownEvent {
            id: event.id,
            event_type: event
                .event_type
                .strip_prefix(EVENT_TYPE_PREFIX)
                .unwrap_or(event.event_type),
            created_date: event.created_date,
            web: event.web_event,
        };
        let events = events.map(|events| Nodes {
            nodes: events.into_iter().map(shown).collect(),
        });
        Self {
            id: session.id,
            r#type: kind(session),
            created_date: session.created_date,
            ended_date: session.ended_date,
            channel: session.is_visit().then_some(channel),
            events,
        }
    }
}

#[derive(Serialize)]
pub(super) struct ShortCustomer<'a> {
    pub(super) id: &'a str,
    pub(super) sessions: Nodes<Short<'a>>,
}

/// A session with names only.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Short<'a> {
    Visit(Visit<'a>),
    Conversation(Conversation<'a>),
}

#[derive(Serialize)]
pub(super) struct Visit<'a> {
    id: &'a str,
    r#type: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Conversation<'a> {
    id: &'a str,
    r#type: &'static str,
    queue: Option<&'a Named<'a>>,
    wrap_up: Option<WrapUp<'a>>,
}

#[derive(Serialize)]
struct WrapUp<'a> {
    code: Option<&'a Named<'a>>,
}

impl<'a> Short<'a> {
    pub(super) fn new(
        session: &'a Session<'a>,
        queues: &'a Names<'a>,
        codes: &'a Names<'a>,
    ) -> Self {
        let (id, r#type) = (session.id, kind(session));
        if session.is_visit() {
            return Self::Visit(Visit { id, r#type });
        }
        let wrap_up = session.code().map(|code| WrapUp {
            code: codes.get(code),
        });
        Self::Conversation(Conversation {
            id,
            r#type,
            queue: session.queue().and_then(|queue| queues.get(queue)),
            wrap_up,
        })
    }
}

fn kind(session: &Session) -> &'static str {
    if session.is_visit() {
        "WEB"
    } else {
        "CONVERSATION"
    }
}
