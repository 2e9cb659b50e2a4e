//! The response to the journey tab, in the format of the gateway.

use serde::Serialize;

use super::super::timeline::Step;
use super::super::{EVENT_TYPE_PREFIX, EVENTS};
use super::wire::{Browser, Event, Reference, Session, WebPage};
use super::{Names, Text};

#[derive(Serialize)]
pub(super) struct TabResponse<'a> {
    pub(super) data: Data<'a>,
}

#[derive(Serialize)]
pub(super) struct Data<'a> {
    pub(super) customer: Option<Customer<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Customer<'a> {
    pub(super) id: &'a str,
    pub(super) display_name: Option<String>,
    pub(super) sessions: Nodes<Card<'a>>,
}

#[derive(Serialize)]
pub(super) struct Nodes<T> {
    pub(super) nodes: Vec<T>,
}

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Card<'a> {
    Conversation(Conversation<'a>),
    Visit(Visit<'a>),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SharedFields<'a> {
    #[serde(rename = "__typename")]
    typename: &'static str,
    id: &'a str,
    r#type: &'static str,
    channel: Channel,
    status: &'static str,
    started_at: &'a str,
    ended_at: Option<&'a str>,
    duration_seconds: Option<i32>,
    event_count: u32,
}

#[derive(Serialize)]
struct Channel {
    label: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Conversation<'a> {
    #[serde(flatten)]
    shared: SharedFields<'a>,
    conversation_id: Option<&'a str>,
    direction: &'static str,
    queue: Option<Named<'a>>,
    agent: Option<Named<'a>>,
    wrap_up: Option<WrapUp<'a>>,
    events: Nodes<ConversationEvent<'a>>,
}

#[derive(Serialize)]
struct Named<'a> {
    id: &'a str,
    name: Option<&'a str>,
}

#[derive(Serialize)]
struct WrapUp<'a> {
    code: Named<'a>,
    notes: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ConversationEvent<'a> {
    id: String,
    r#type: &'static str,
    created_at: &'a str,
    participant: Option<&'a str>,
    disconnect_type: Option<&'a str>,
    note: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Visit<'a> {
    #[serde(flatten)]
    shared: SharedFields<'a>,
    pageview_count: Option<i32>,
    browser: Option<&'a Browser<'a>>,
    last_page: Option<&'a WebPage<'a>>,
    events: Nodes<VisitEvent<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct VisitEvent<'a> {
    id: Text<'a>,
    r#type: String,
    created_at: Text<'a>,
    #[serde(flatten)]
    web: Option<WebFields<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WebFields<'a> {
    event_name: Option<Text<'a>>,
    page: Option<WebPage<'a>>,
}

impl<'a> SharedFields<'a> {
    /// Sessions without an end count as live, which is enough here: all measured sessions have ended.
    fn from_session(
        session: &'a Session<'a>,
        kind: [&'static str; 2],
        label: &'static str,
    ) -> Self {
        let [typename, r#type] = kind;
        Self {
            typename,
            id: &session.id,
            r#type,
            channel: Channel { label },
            status: if session.ended_date.is_some() {
                "ENDED"
            } else {
                "LIVE"
            },
            started_at: &session.created_date,
            ended_at: session.ended_date.as_deref(),
            duration_seconds: session.duration_in_seconds,
            event_count: session.event_count.unwrap_or_default(),
        }
    }
}

impl<'a> Card<'a> {
    pub(super) fn conversation(
        session: &'a Session<'a>,
        label: &'static str,
        steps: Vec<Step<'a>>,
        queues: &'a Names<'a>,
        users: &'a Names<'a>,
        codes: &'a Names<'a>,
    ) -> Self {
        let kind = ["ConversationSession", "CONVERSATION"];
        let named = |names: &'a Names<'a>, reference: &'a Option<Reference<'a>>| {
            let id = &reference.as_ref()?.id;
            let name = names.get(id).map(|name| &**name);
            Some(Named { id, name })
        };
        let wrap_up = session.last_user_disposition.as_ref().map(|last| WrapUp {
            code: Named {
                id: &last.code,
                name: match last.code.len() {
                    36 => codes.get(&last.code).map(|name| &**name),
                    _ => Some(&last.code),
                },
            },
            notes: last.notes.as_deref(),
        });
        let steps = steps.into_iter().enumerate().take(EVENTS);
        let events = steps.map(|(index, step)| ConversationEvent {
            id: format!("{}:{index}", &*session.id),
            r#type: step.kind.name(),
            created_at: step.at,
            participant: step.participant,
            disconnect_type: step.disconnect_type,
            note: step.note,
        });
        Self::Conversation(Conversation {
            shared: SharedFields::from_session(session, kind, label),
            conversation_id: session
                .conversation
                .as_ref()
                .map(|conversation| &*conversation.id),
            direction: match session.originating_direction.as_deref() {
                Some("Inbound") => "INBOUND",
                Some("Outbound") => "OUTBOUND",
                _ => "UNKNOWN",
            },
            queue: named(queues, &session.last_connected_queue),
            agent: named(users, &session.last_connected_user),
            wrap_up,
            events: Nodes {
                nodes: events.collect(),
            },
        })
    }

    pub(super) fn visit(
        session: &'a Session<'a>,
        label: &'static str,
        mut events: Vec<Event<'a>>,
    ) -> Self {
        events.sort_by(|a, b| (&a.created_date, &a.id).cmp(&(&b.created_date, &b.id)));
        let events = events.into_iter().take(EVENTS).map(|event| VisitEvent {
            r#type: event
                .event_type
                .strip_prefix(EVENT_TYPE_PREFIX)
                .unwrap_or(&event.event_type)
                .to_owned(),
            id: event.id,
            created_at: event.created_date,
            web: event.web_event.map(|web| WebFields {
                event_name: web.event_name,
                page: web.page,
            }),
        });
        Self::Visit(Visit {
            shared: SharedFields::from_session(session, ["WebSession", "WEB"], label),
            pageview_count: session.pageview_count,
            browser: session.browser.as_ref(),
            last_page: session.last_page.as_ref(),
            events: Nodes {
                nodes: events.collect(),
            },
        })
    }
}
