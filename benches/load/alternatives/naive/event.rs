//! `Event`

use async_graphql::{ID, Interface, SimpleObject};
use serde::Deserialize;

use super::EVENT_TYPE_PREFIX;
use super::session::Page;
use super::timeline::Step;

/// A time in the format of the REST API.
type Instant = String;

#[derive(Clone, Interface)]
#[graphql(
    field(name = "id", ty = "&ID"),
    field(name = "type", method = "kind", ty = "&String"),
    field(name = "created_at", ty = "&Instant")
)]
pub(super) enum Event {
    Web(WebEvent),
    Conversation(ConversationEvent),
    Other(OtherEvent),
}

#[derive(Clone, SimpleObject)]
pub(super) struct WebEvent {
    id: ID,
    #[graphql(name = "type")]
    kind: String,
    created_at: String,
    event_name: Option<String>,
    page: Option<Page>,
}

#[derive(Clone, SimpleObject)]
pub(super) struct OtherEvent {
    id: ID,
    #[graphql(name = "type")]
    kind: String,
    created_at: String,
}

#[derive(Clone, SimpleObject)]
pub(super) struct ConversationEvent {
    id: ID,
    #[graphql(name = "type")]
    kind: String,
    created_at: String,
    participant: Option<String>,
    disconnect_type: Option<String>,
    note: Option<String>,
}

impl ConversationEvent {
    pub(super) fn from_step(step: Step<'_>) -> Self {
        Self {
            id: ID::default(),
            kind: step.kind.name().to_owned(),
            created_at: step.at.to_owned(),
            participant: step.participant.map(str::to_owned),
            disconnect_type: step.disconnect_type.map(str::to_owned),
            note: step.note.map(str::to_owned),
        }
    }

    /// Sets the id. Steps have none, so it is the session's id and the position.
    pub(super) fn with_id(self, session: &str, position: usize) -> Self {
        Self {
            id: ID(format!("{session}:{position}")),
            ..self
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RestEvent {
    id: String,
    event_type: String,
    created_date: String,
    web_event: Option<RestWebEvent>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RestWebEvent {
    event_name: Option<String>,
    page: Option<Page>,
}

impl RestEvent {
    pub(super) fn order(&self) -> (&str, &str) {
        (&self.created_date, &self.id)
    }
}

impl From<RestEvent> for Event {
    fn from(event: RestEvent) -> Self {
        let kind = event.event_type.as_str();
        let kind = kind
            .strip_prefix(EVENT_TYPE_PREFIX)
            .unwrap_or(kind)
            .to_owned();
        let (id, created_at) = (ID(event.id), event.created_date);
        match event.web_event {
            Some(web) => Self::Web(WebEvent {
                id,
                kind,
                created_at,
                event_name: web.event_name,
                page: web.page,
            }),
            None => Self::Other(OtherEvent {
                id,
                kind,
                created_at,
            }),
        }
    }
}
