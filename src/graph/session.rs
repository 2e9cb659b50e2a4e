//! The interface `Session`, which five types implement.

use std::borrow::Cow;
use std::sync::Arc;

use async_graphql::{Context, Interface, OutputType};

use super::channel::Channel;
use super::connection::EventConnection;
use super::context::{ContextExt, Served};
use super::conversation_session::ConversationSession;
use super::customer::Customer;
use super::other_sessions::{AppSession, CaseSession, OtherSession};
use super::scalar::{DateTime, UuidId};
use super::session_fields::{EVENTS, SessionFields, Visits};
use super::session_status::SessionStatus;
use super::session_type::SessionType;
use super::web_session::WebSession;
use crate::engine::fast_path::FastPath;
use crate::engine::on_fast_path::resolve_variants_on_fast_path;
use crate::model::id::SessionId;
use crate::model::session::{Details, Session as Model};

/// A session of a customer: a conversation, a website visit, an app session or a case. One card of the journey
/// shows one session. Each kind has its own type; select its fields with `... on ConversationSession` and
/// similar fragments. Recipe: `docs/queries.md#the-journey-tab`.
// The fields take their descriptions from the implementing types, see `declaration::directives`.
#[expect(
    clippy::duplicated_attributes,
    reason = "fields of the interface have the same type"
)]
#[derive(Clone, Interface)]
#[graphql(
    field(name = "id", ty = "UuidId"),
    field(name = "type", method = "kind", ty = "SessionType"),
    field(name = "channel", ty = "FastPath<Channel>"),
    field(name = "status", ty = "SessionStatus"),
    field(name = "status_changes_at", ty = "Option<DateTime>"),
    field(name = "started_at", ty = "DateTime"),
    field(name = "ended_at", ty = "Option<DateTime>"),
    field(name = "last_activity_at", ty = "Option<DateTime>"),
    field(name = "duration_seconds", ty = "Option<i32>"),
    field(name = "customer", ty = "Option<FastPath<Customer>>"),
    field(name = "division_ids", ty = "Vec<UuidId>"),
    field(name = "event_count", ty = "i32"),
    field(name = "short_id", ty = "Option<&str>"),
    field(name = "external_id", ty = "Option<&str>"),
    field(name = "external_url", ty = "Option<&str>"),
    field(
        name = "events",
        ty = "Option<FastPath<EventConnection>>",
        arg(
            name = "first",
            ty = "Option<i32>",
            default_with = "EVENTS.default_first()",
            desc = "The maximum number of events on the page, from 1 to 100."
        ),
        arg(
            name = "after",
            ty = "Option<String>",
            desc = "The `endCursor` of the previous page. Omit it for the first page."
        )
    )
)]
pub(super) enum Session {
    Conversation(ConversationSession),
    Web(WebSession),
    App(AppSession),
    Case(CaseSession),
    Other(OtherSession),
}

resolve_variants_on_fast_path!(Session: Conversation, Web, App, Case, Other);

impl Session {
    /// Wraps a session together with the activity of the customer's visits, on which the status of web
    /// messaging depends.
    pub(super) fn new(model: &Arc<Model>, visits: Visits) -> Self {
        let fields = SessionFields(model.clone(), visits);
        match &model.details {
            Details::Conversation(facts) => {
                Self::Conversation(ConversationSession(fields, facts.clone()))
            }
            Details::Web(visit) => Self::Web(WebSession(fields, visit.clone())),
            Details::App(visit) => Self::App(AppSession(fields, visit.clone())),
            Details::Case(case) => Self::Case(CaseSession(fields, case.clone())),
            Details::Other(kind) => Self::Other(OtherSession(fields, kind.clone())),
        }
    }

    /// The name of the session's type.
    pub(super) fn type_of(&self) -> Cow<'static, str> {
        match self {
            Self::Conversation(_) => ConversationSession::type_name(),
            Self::Web(_) => WebSession::type_name(),
            Self::App(_) => AppSession::type_name(),
            Self::Case(_) => CaseSession::type_name(),
            Self::Other(_) => OtherSession::type_name(),
        }
    }

    /// The session with this id; `None` if it does not exist or the viewer must not see it.
    pub(super) async fn find(ctx: &Context<'_>, id: SessionId) -> Option<Self> {
        let session = ctx.loaders().session(id).await.served(ctx)??;
        Some(Self::new(&session, Visits::Unread))
    }
}
