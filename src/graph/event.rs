//! The interface `Event`, and the page of events of a visit.

use std::borrow::Cow;
use std::sync::Arc;

use async_graphql::{Context, ID, Interface};

use super::connection::{EventConnection, EventEdge, ListPosition};
use super::context::{ContextExt, Served};
use super::conversation_event::ConversationEvent;
use super::cursor::List;
use super::scalar::DateTime;
use super::visit_event::{
    AppEvent, OtherEvent, OutcomeAchievedEvent, SegmentAssignedEvent, WebActionEvent, WebEvent,
};
use crate::engine::on_fast_path::resolve_variants_on_fast_path;
use crate::load::EventPosition;
use crate::model::event::{Event as Model, Payload};
use crate::model::session::Session;

/// An event of a session: a step of a conversation, or an action in a website visit or an app session. Each
/// kind of event has its own type; select its fields with `... on WebEvent` and similar fragments. Recipes:
/// `docs/queries.md#one-visits-events` and `docs/queries.md#a-conversations-timeline`.
#[derive(Clone, Interface)]
#[graphql(
    field(name = "id", ty = "ID"),
    field(name = "type", method = "kind", ty = "&str"),
    field(name = "created_at", ty = "DateTime")
)]
pub(super) enum Event {
    Web(WebEvent),
    App(AppEvent),
    WebAction(WebActionEvent),
    SegmentAssigned(SegmentAssignedEvent),
    OutcomeAchieved(OutcomeAchievedEvent),
    Conversation(ConversationEvent),
    Other(OtherEvent),
}

resolve_variants_on_fast_path!(
    Event: Web, App, WebAction, SegmentAssigned, OutcomeAchieved, Conversation, Other
);

impl From<Arc<Model>> for Event {
    fn from(event: Arc<Model>) -> Self {
        match event.payload.clone() {
            Payload::Web(facts) => Self::Web(WebEvent::new(event, facts)),
            Payload::App(facts) => Self::App(AppEvent::new(event, facts)),
            Payload::Action(facts) => Self::WebAction(WebActionEvent::new(event, facts)),
            Payload::SegmentAssigned(segment) => {
                Self::SegmentAssigned(SegmentAssignedEvent::new(event, segment))
            }
            Payload::OutcomeAchieved(name) => {
                Self::OutcomeAchieved(OutcomeAchievedEvent::new(event, name))
            }
            Payload::Other => Self::Other(OtherEvent(event)),
        }
    }
}

impl Event {
    /// Time in milliseconds since 1970 and id, which order the events of a session.
    pub(super) fn key(&self) -> (i64, Cow<'_, str>) {
        let event: &OtherEvent = match self {
            Self::Web(event) => event,
            Self::App(event) => event,
            Self::WebAction(event) => event,
            Self::SegmentAssigned(event) => event,
            Self::OutcomeAchieved(event) => event,
            Self::Other(event) => event,
            Self::Conversation(step) => return step.key(),
        };
        (
            event.0.created_at.timestamp_millis(),
            Cow::Borrowed(&event.0.id),
        )
    }
}

/// The content of an event cursor: page size, the platform's cursor, time in milliseconds, event id.
type Cursor = (u32, Option<String>, i64, String);

/// The events of a session that is not a conversation. If the session counts no events, no call is made.
pub(super) async fn events(
    ctx: &Context<'_>,
    session: &Session,
    first: usize,
    after: Option<&str>,
) -> Option<EventConnection> {
    let after = ctx
        .cursors()
        .read::<Cursor>(List::Events, after)
        .served(ctx)?
        .map(|(size, after, created_at, event)| EventPosition {
            size: size.clamp(1, 200),
            after: after.map(Into::into),
            created_at,
            event,
        });
    if session.event_count == 0 {
        return Some(EventConnection::empty(after.is_some()));
    }
    let page = ctx
        .loaders()
        .events_page(session, first, after.as_ref())
        .await
        .served(ctx)?;
    let edges = page.events.into_iter().map(|(event, page)| EventEdge {
        position: ListPosition::Visit(page),
        node: event.into(),
    });
    Some(EventConnection::new(
        edges.collect(),
        after.is_some(),
        page.has_next,
        true,
    ))
}
