//! Connections as in the Relay specification, with `nodes` in addition to `edges`.

use std::sync::Arc;

use async_graphql::{Context, Description, ErrorExtensions, Object, SimpleObject};

use super::context::{ContextExt, Served};
use super::cursor::{Cursors, List};
use super::declaration::{Declaration, Declared, ListSize, OPEN};
use super::event::Event;
use super::session::Session;
use super::session_fields::Visits;
use super::session_page;
use crate::engine::fast_path::FastPath;
use crate::engine::on_fast_path::resolve_on_fast_path;
use crate::engine::ready_fields::{ReadyFields, ready_fields};
use crate::engine::rows::Rows;
use crate::error::FieldError;
use crate::live::status::Activity;
use crate::load::{Page, PlatformPage, Position};
use crate::model::session::Session as Model;

/// The lists of a connection.
const ROWS: Declaration = OPEN.list(ListSize::PageRows);

/// The position of a page in its list, as in the Relay specification. Recipe: `docs/queries.md#next-page`.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(shareable)]
pub(super) struct PageInfo {
    /// Whether the list has more items after `endCursor`.
    pub(super) has_next_page: bool,
    /// Whether the list has items before this page: true if the argument `after` was given.
    pub(super) has_previous_page: bool,
    /// The cursor of the first item of the page. Null if the page is empty.
    pub(super) start_cursor: Option<String>,
    /// The cursor for the next page: pass it as `after`. Null if there is nothing to continue from. If few
    /// sessions match a filter, a page can be short or empty although `hasNextPage` is true; continue with this
    /// cursor.
    pub(super) end_cursor: Option<String>,
}

/// A page of a customer's sessions, newest first.
#[derive(Description)]
pub(super) struct SessionConnection {
    pub(super) page: Page,
    pub(super) has_previous: bool,
}

// Cursors are written only if they are selected, because sealing takes time.
#[Object(use_type_description)]
impl SessionConnection {
    /// The sessions of the page, each with its cursor.
    #[graphql(directive = Declared::apply(ROWS))]
    async fn edges(&self) -> Rows<SessionEdge<'_>> {
        self.page.sessions.iter().map(SessionEdge).collect()
    }

    /// The sessions of the page without cursors. Enough for paging with `pageInfo.endCursor`.
    #[graphql(directive = Declared::apply(ROWS))]
    async fn nodes(&self) -> Rows<Session> {
        let sessions = self.page.sessions.iter();
        sessions
            .map(|(session, _, visits)| Session::new(session, Visits::Read(*visits)))
            .collect()
    }

    /// Whether the list continues, and the cursor for the next page.
    async fn page_info(&self, ctx: &Context<'_>) -> FastPath<PageInfo> {
        let write = |position| session_page::cursor(ctx.cursors(), position).served(ctx);
        FastPath(PageInfo {
            has_next_page: self.page.has_next,
            has_previous_page: self.has_previous,
            start_cursor: self
                .page
                .sessions
                .first()
                .and_then(|(_, position, _)| write(position)),
            end_cursor: self.page.end.as_ref().and_then(write),
        })
    }
}

/// A session with its cursor.
#[derive(Description)]
pub(super) struct SessionEdge<'a>(&'a (Arc<Model>, Position, Activity));

#[Object(use_type_description)]
impl SessionEdge<'_> {
    /// The cursor of the session: pass it as `after` to continue behind the session. Treat it as opaque.
    #[expect(
        clippy::unused_async,
        reason = "the engine expects resolvers to be async"
    )]
    async fn cursor(&self, ctx: &Context<'_>) -> async_graphql::Result<String> {
        required(session_page::cursor(ctx.cursors(), &self.0.1))
    }

    /// The session itself; its type depends on the kind of session.
    async fn node(&self) -> FastPath<Session> {
        FastPath(Session::new(&self.0.0, Visits::Read(self.0.2)))
    }
}

/// A page of a session's events, oldest first.
#[derive(Description)]
pub(super) struct EventConnection {
    events: Vec<EventEdge>,
    has_previous: bool,
    has_next: bool,
    complete: bool,
}

#[Object(use_type_description)]
impl EventConnection {
    /// The events of the page, each with its cursor.
    #[graphql(directive = Declared::apply(ROWS))]
    async fn edges(&self) -> Rows<&EventEdge> {
        self.events.iter().collect()
    }

    /// The events of the page without cursors. Enough for paging with `pageInfo.endCursor`.
    #[graphql(directive = Declared::apply(ROWS))]
    async fn nodes(&self) -> Rows<&Event> {
        self.events.iter().map(|edge| &edge.node).collect()
    }

    /// Whether the list continues, and the cursor for the next page.
    async fn page_info(&self, ctx: &Context<'_>) -> FastPath<PageInfo> {
        let write = |edge: &EventEdge| edge.position(ctx.cursors()).served(ctx);
        FastPath(PageInfo {
            has_next_page: self.has_next,
            has_previous_page: self.has_previous,
            start_cursor: self.events.first().and_then(write),
            end_cursor: self.events.last().and_then(write),
        })
    }

    /// Whether the list has every event. False for the timeline of a conversation whose details the viewer may
    /// not read: it is built from the session alone and has the start, the last queue, the last agent, the last
    /// wrap-up and the end. Times between start and end are then the nearest known ones. Recipe:
    /// `docs/queries.md#a-conversations-timeline`.
    async fn complete(&self) -> bool {
        self.complete
    }
}

/// An event with its cursor.
#[derive(Description)]
pub(super) struct EventEdge {
    pub(super) position: ListPosition,
    pub(super) node: Event,
}

/// An event's position in its list.
pub(super) enum ListPosition {
    /// In a conversation's timeline: the number of steps up to and including the event.
    Timeline(usize),
    /// In a visit's events: the platform's page with the event.
    Visit(PlatformPage),
}

impl EventEdge {
    fn position(&self, cursors: &Cursors) -> Result<String, FieldError> {
        match &self.position {
            ListPosition::Timeline(steps) => cursors.write(List::Timeline, &(steps,)),
            ListPosition::Visit(page) => {
                let (created_at, id) = self.node.key();
                cursors.write(List::Events, &(page.size, &page.after, created_at, id))
            }
        }
    }
}

#[Object(use_type_description)]
impl EventEdge {
    /// The cursor of the event: pass it as `after` to continue behind the event. Treat it as opaque.
    #[expect(
        clippy::unused_async,
        reason = "the engine expects resolvers to be async"
    )]
    async fn cursor(&self, ctx: &Context<'_>) -> async_graphql::Result<String> {
        required(self.position(ctx.cursors()))
    }

    /// The event itself; its type depends on the kind of event.
    async fn node(&self) -> FastPath<&Event> {
        FastPath(&self.node)
    }
}

impl EventConnection {
    /// A page of these events, which are in the order of the list.
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

    /// A page without events.
    pub(super) fn empty(has_previous: bool) -> Self {
        Self::new(Vec::new(), has_previous, false, true)
    }
}

resolve_on_fast_path!(
    SessionConnection,
    SessionEdge<'_>,
    EventConnection,
    EventEdge,
    PageInfo
);

// Rows can have fields that wait, and a cursor is sealed once.
impl ReadyFields for SessionConnection {}
ready_fields!(SessionEdge<'_> { "node" => node });
ready_fields!(EventConnection { "complete" => complete });
ready_fields!(EventEdge { "node" => node });
ready_fields!(PageInfo {
    "hasNextPage" => has_next_page,
    "hasPreviousPage" => has_previous_page,
    "startCursor" => start_cursor,
    "endCursor" => end_cursor,
});

/// The value of a non-null cursor. If it cannot be written, the error propagates to the nearest nullable field.
fn required(cursor: Result<String, FieldError>) -> async_graphql::Result<String> {
    cursor.map_err(|error| {
        let code = error.code();
        async_graphql::Error::from(error).extend_with(|_, extensions| extensions.set("code", code))
    })
}
