//! Relay's connections, with `nodes` beside `edges` for those who need no cursor of each.

use std::sync::Arc;

use async_graphql::{Context, Description, Object, SimpleObject};

use super::context::ContextExt;
use super::cursor::{Cursors, List};
use super::declaration::{Declaration, Declared, ListSize, OPEN};
use super::event::Event;
use super::session::Session;
use super::session_fields::Visits;
use super::session_page;
use crate::engine::fast_path::FastPath;
use crate::live::status::Activity;
use crate::load::{EventPosition, Page, Position};
use crate::model::session::Session as Model;

/// The rows of a connection.
const ROWS: Declaration = OPEN.list(ListSize::PageRows);

/// Whether and where there is more (Relay's).
#[derive(Debug, Clone, SimpleObject)]
#[graphql(shareable)]
pub(super) struct PageInfo {
    /// Whether there is more after `endCursor`.
    pub(super) has_next_page: bool,
    /// Whether `after` was given: there is something before this page.
    pub(super) has_previous_page: bool,
    /// The first item's cursor.
    pub(super) start_cursor: Option<String>,
    /// `after` for the next page: the last item's cursor. Where a filter lets little through, a page
    /// may be short or empty although `hasNextPage` is true; it goes on from here all the same.
    pub(super) end_cursor: Option<String>,
}

/// A page of sessions, newest first.
#[derive(Description)]
pub(super) struct SessionConnection {
    pub(super) page: Page,
    pub(super) has_previous: bool,
}

// Cursors are written only where they are asked for.
#[Object(use_type_description)]
impl SessionConnection {
    /// The sessions with their cursors.
    #[graphql(directive = Declared::apply(ROWS))]
    async fn edges(&self) -> Vec<SessionEdge<'_>> {
        self.page.sessions.iter().map(SessionEdge).collect()
    }

    /// The sessions.
    #[graphql(directive = Declared::apply(ROWS))]
    async fn nodes(&self) -> Vec<FastPath<Session>> {
        let sessions = self.page.sessions.iter();
        sessions
            .map(|(session, _, visits)| FastPath(Session::new(session, Visits::Read(*visits))))
            .collect()
    }

    /// Whether and where there is more.
    async fn page_info(&self, ctx: &Context<'_>) -> PageInfo {
        let write = |position| session_page::cursor(ctx.cursors(), position);
        PageInfo {
            has_next_page: self.page.has_next,
            has_previous_page: self.has_previous,
            start_cursor: self
                .page
                .sessions
                .first()
                .map(|(_, position, _)| write(position)),
            end_cursor: self.page.end.as_ref().map(write),
        }
    }
}

/// A session and its place in the list.
#[derive(Description)]
pub(super) struct SessionEdge<'a>(&'a (Arc<Model>, Position, Activity));

#[Object(use_type_description)]
impl SessionEdge<'_> {
    /// `after` for what comes next.
    async fn cursor(&self, ctx: &Context<'_>) -> String {
        session_page::cursor(ctx.cursors(), &self.0.1)
    }

    /// The session.
    async fn node(&self) -> FastPath<Session> {
        FastPath(Session::new(&self.0.0, Visits::Read(self.0.2)))
    }
}

/// A page of events, oldest first.
#[derive(Description)]
pub(super) struct EventConnection {
    events: Vec<EventEdge>,
    has_previous: bool,
    has_next: bool,
    complete: bool,
}

#[Object(use_type_description)]
impl EventConnection {
    /// The events with their cursors.
    #[graphql(directive = Declared::apply(ROWS))]
    async fn edges(&self) -> &[EventEdge] {
        &self.events
    }

    /// The events.
    #[graphql(directive = Declared::apply(ROWS))]
    async fn nodes(&self) -> Vec<FastPath<&Event>> {
        self.events
            .iter()
            .map(|edge| FastPath(&edge.node))
            .collect()
    }

    /// Whether and where there is more.
    async fn page_info(&self, ctx: &Context<'_>) -> PageInfo {
        let write = |edge: &EventEdge| edge.place.cursor(ctx.cursors());
        PageInfo {
            has_next_page: self.has_next,
            has_previous_page: self.has_previous,
            start_cursor: self.events.first().map(write),
            end_cursor: self.events.last().map(write),
        }
    }

    /// False where a conversation's timeline could be built from the session's own facts only: it
    /// then tells the beginning, the last queue, the last agent, the last wrap-up and the end, and
    /// the times of what lies between beginning and end are the nearest known ones.
    async fn complete(&self) -> bool {
        self.complete
    }
}

/// An event and its place in the list.
#[derive(Description)]
pub(super) struct EventEdge {
    pub(super) place: EventPlace,
    pub(super) node: Event,
}

/// An event's place in its list.
pub(super) enum EventPlace {
    /// Steps of a conversation before and with it.
    Step(usize),
    /// Of a visit.
    Position(EventPosition),
}

impl EventPlace {
    fn cursor(&self, cursors: &Cursors) -> String {
        match self {
            Self::Step(passed) => cursors.write(List::Timeline, &(passed,)),
            Self::Position(at) => cursors.write(
                List::Events,
                &(at.size, &at.after, at.created_at, &at.event),
            ),
        }
    }
}

#[Object(use_type_description)]
impl EventEdge {
    /// `after` for what comes next.
    async fn cursor(&self, ctx: &Context<'_>) -> String {
        self.place.cursor(ctx.cursors())
    }

    /// The event.
    async fn node(&self) -> FastPath<&Event> {
        FastPath(&self.node)
    }
}

impl EventConnection {
    /// Of edges in order.
    pub(super) fn new(
        events: Vec<EventEdge>,
        has_previous: bool,
        has_next: bool,
        complete: bool,
    ) -> Self {
        Self {
            events,
            has_previous,
            has_next,
            complete,
        }
    }

    /// Without any event.
    pub(super) fn empty(has_previous: bool) -> Self {
        Self::new(Vec::new(), has_previous, false, true)
    }
}
