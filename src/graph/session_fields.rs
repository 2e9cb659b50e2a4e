//! The fields that every kind of session has. The five session types flatten them into themselves;
//! the interface takes them from there.

use std::sync::Arc;

use async_graphql::{Context, Description, Enum, ID, Object};

use super::argument;
use super::channel::Channel;
use super::connection::EventConnection;
use super::context::ContextExt;
use super::customer::Customer;
use super::declaration::{
    CallCount, Declaration, Declared, ListSize, OPEN, Owners, UpstreamCall, calls, guarded,
};
use super::scalar::DateTime;
use crate::access::rule::Rule;
use crate::engine::fast_path::FastPath;
use crate::live::status::{Activity, Reading, Status, follows_visits};
use crate::model::session::{Details, Session as Model};
use crate::platform::Operation;

const CHANNEL: Declaration = OPEN.calls(calls::CAMPAIGN_VERDICT);
/// Two pages of a visit's events: the one that the cursor points into, and the next one.
pub(super) const EVENTS: Declaration = guarded(Rule::Events)
    .list(ListSize::Page(50))
    .calls(
        UpstreamCall::new(Operation::SessionEvents, CallCount::PerOwner(2))
            .of(Owners::Visits)
            .revealing(),
    )
    .calls(UpstreamCall::new(Operation::Segments, CallCount::ListedRows(100)).of(Owners::Visits))
    .calls(calls::CONVERSATION.of(Owners::Conversations).revealing());

/// The kinds of session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(super) enum SessionType {
    /// A call, a chat, a message thread, an e-mail thread: `ConversationSession`.
    Conversation,
    /// A visit of a website: `WebSession`.
    Web,
    /// The use of an app: `AppSession`.
    App,
    /// A case: `CaseSession`.
    Case,
    /// A kind that this gateway does not know yet: `OtherSession`.
    Other,
}

/// The status badge of a session card. How it comes about depends on the kind of session:
///
/// - Web visits, app sessions and web messaging: `LIVE`, `IDLE` 45 seconds after the last event, `INACTIVE` after 60
///   seconds, `LIVE` again on the next event. For web messaging the events of the customer's open web
///   visits count too, as far as they belong to divisions in which the viewer sees sessions.
/// - Calls and all other conversations: `LIVE` until the last agent has wrapped up, also while a
///   transferred one waits for its next agent; then `INACTIVE`.
/// - Cases and sessions of unknown kinds: `LIVE` while they are open, unless the platform sets the instants at
///   which they turn idle and inactive.
/// - `ENDED` once the session is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Status")]
pub(super) enum SessionStatus {
    /// Green badge: in progress. A visit or web messaging: an event within the last 45 seconds. Any other
    /// conversation: the last agent has not wrapped up.
    Live,
    /// Yellow badge, visits and web messaging only: no event for 45 seconds.
    Idle,
    /// Still open, but nothing is going on: no event for 60 seconds (visits and web messaging), or the last
    /// agent has wrapped up (all other conversations).
    Inactive,
    /// Over; a card shows the date on which it occurred. A call that an agent answered stays `LIVE` for
    /// the gateway's setting `status.wrap_up_grace` after its end while it has no wrap-up.
    Ended,
}

/// What is known of the customer's open visits, on which the status of web messaging depends.
#[derive(Debug, Clone, Copy)]
pub(super) enum Visits {
    /// The activity of those that the viewer can see.
    Read(Activity),
    /// The session was read by its id: they are read where the status asks for them.
    Unread,
}

/// A session of any kind.
#[derive(Description, Debug, Clone)]
pub(super) struct SessionFields(pub(super) Arc<Model>, pub(super) Visits);

impl SessionFields {
    /// The status. `of_turn`: it is asked when the status turns, too, which depends on the visits even
    /// while the session is live by itself.
    async fn reading(&self, ctx: &Context<'_>, of_turn: bool) -> Reading {
        let session = if self.0.has_several_channels() {
            &ctx.loaders().with_verdict(&self.0).await
        } else {
            &self.0
        };
        let visits = match self.1 {
            Visits::Read(visits) => visits,
            Visits::Unread => {
                let own = ctx.status(session, Activity::default());
                let is_known = own.status == Status::Live && !of_turn;
                if is_known
                    || own.status == Status::Ended
                    || !follows_visits(session, ctx.journey().shown)
                {
                    return own;
                }
                ctx.loaders().activity_for(session).await
            }
        };
        ctx.status(session, visits)
    }

    /// Its kind.
    pub(super) fn type_of(model: &Model) -> SessionType {
        match model.details {
            Details::Conversation(_) => SessionType::Conversation,
            Details::Web(_) => SessionType::Web,
            Details::App(_) => SessionType::App,
            Details::Case(_) => SessionType::Case,
            Details::Other(_) => SessionType::Other,
        }
    }
}

#[Object(use_type_description)]
impl SessionFields {
    /// Its id.
    #[graphql(directive = Declared::apply(OPEN))]
    pub(super) async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Which kind of session it is; there is one GraphQL type a kind.
    #[graphql(name = "type", directive = Declared::apply(OPEN))]
    pub(super) async fn kind(&self) -> SessionType {
        Self::type_of(&self.0)
    }

    /// The channel on the session's card: how the interaction came about, such as `INBOUND_CALL`. Of a
    /// conversation that used several channels, it is the first supported one, else the first;
    /// an outbound conversation with a callback is a `CALLBACK`; one without channels is `UNKNOWN` and
    /// supported. The status follows this channel. Never null. A list of sessions with outbound calls
    /// takes one call for conversation details to tell campaign calls, see `CAMPAIGN_CALL`.
    #[graphql(directive = Declared::apply(CHANNEL))]
    pub(super) async fn channel(&self, ctx: &Context<'_>) -> FastPath<Channel> {
        let session = ctx.loaders().with_verdict(&self.0).await;
        FastPath(Channel(session.channel(ctx.journey().shown)))
    }

    /// The status badge at the moment of the answer: green `LIVE`, yellow `IDLE`, `INACTIVE` or `ENDED`.
    ///
    /// The status of open web messaging also follows the customer's open web visits that the viewer can
    /// see: a page view makes it `LIVE` again. In a list that takes no upstream call. For a session by
    /// id it takes one call (the customer's list of sessions) unless that list is cached, and needs
    /// `externalContacts:session:view`; without it only the session's own events count.
    #[graphql(directive = Declared::apply(OPEN))]
    pub(super) async fn status(&self, ctx: &Context<'_>) -> SessionStatus {
        self.reading(ctx, false).await.status.into()
    }

    /// The next instant at which `status` changes if nothing happens until then, RFC 3339 in UTC, for
    /// example `2026-11-20T09:50:45.125Z`. Null where only an event changes it (a call in progress, an
    /// inactive session) and once the session is over. Costs what `status` costs.
    #[graphql(directive = Declared::apply(OPEN))]
    pub(super) async fn status_changes_at(&self, ctx: &Context<'_>) -> Option<DateTime> {
        self.reading(ctx, true).await.changes_at.map(DateTime)
    }

    /// When it began.
    #[graphql(directive = Declared::apply(OPEN))]
    pub(super) async fn started_at(&self) -> DateTime {
        DateTime(self.0.started_at)
    }

    /// When it ended; null while it is open.
    #[graphql(directive = Declared::apply(OPEN))]
    pub(super) async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }

    /// When something last happened.
    #[graphql(directive = Declared::apply(OPEN))]
    pub(super) async fn last_activity_at(&self) -> Option<DateTime> {
        self.0.last_activity_at.map(DateTime)
    }

    /// How long it took, as the platform counts it: of a visit, up to its last event.
    #[graphql(directive = Declared::apply(OPEN))]
    pub(super) async fn duration_seconds(&self) -> Option<i32> {
        self.0.duration_seconds
    }

    /// Whose session it is. For a merged customer this may be the record that was merged away.
    #[graphql(directive = Declared::apply(OPEN))]
    pub(super) async fn customer(&self) -> Option<Customer> {
        self.0.customer.map(Customer::reference)
    }

    /// The divisions it belongs to; the viewer is permitted in one of them at least.
    #[graphql(directive = Declared::apply(OPEN))]
    pub(super) async fn division_ids(&self) -> Vec<ID> {
        self.0
            .divisions
            .iter()
            .map(|division| ID(division.to_string()))
            .collect()
    }

    /// How many events the platform counts, for example `24`. `events` may hold fewer: the platform also counts
    /// assignments of segments that agents are not shown.
    #[graphql(directive = Declared::apply(OPEN))]
    pub(super) async fn event_count(&self) -> i32 {
        i32::try_from(self.0.event_count).unwrap_or(i32::MAX)
    }

    /// The session's short number of 4 to 6 digits, for reading aloud, for example `10482`. Null where the
    /// platform does not send one. No upstream call.
    #[graphql(directive = Declared::apply(OPEN))]
    pub(super) async fn short_id(&self) -> Option<&str> {
        self.0.record.as_ref()?.short_id.as_deref()
    }

    /// The session's id in the external system from which its events come, for example `K-17-3`. Null where
    /// they come from the platform itself. No upstream call.
    #[graphql(directive = Declared::apply(OPEN))]
    pub(super) async fn external_id(&self) -> Option<&str> {
        self.0.record.as_ref()?.external_id.as_deref()
    }

    /// The address of the session's record in that external system, as that system wrote it: check the
    /// scheme before showing it as a link. Null where there is none. No upstream call.
    #[graphql(directive = Declared::apply(OPEN))]
    pub(super) async fn external_url(&self) -> Option<&str> {
        self.0.record.as_ref()?.external_url.as_deref()
    }

    /// What happened, oldest first. For a conversation: its timeline. `first` is from 1 to 100.
    #[graphql(directive = Declared::apply(EVENTS))]
    pub(super) async fn events(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            default_with = "EVENTS.default_first()",
            desc = "How many, from 1 to 100."
        )]
        first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
    ) -> Option<EventConnection> {
        if !EVENTS.permit_in(ctx, &self.0.divisions) {
            return None;
        }
        let first = match argument::first(first, &EVENTS) {
            Ok(first) => first,
            Err(failure) => {
                ctx.note(failure);
                return None;
            }
        };
        match &self.0.details {
            Details::Conversation(facts) => {
                super::conversation_event::timeline(ctx, &self.0, facts, first, after.as_deref())
                    .await
            }
            _ => super::event::events(ctx, &self.0, first, after.as_deref()).await,
        }
    }
}
