//! The fields that all kinds of sessions share. The five session types flatten them into themselves; the
//! interface `Session` takes their descriptions from there.

use std::sync::Arc;

use async_graphql::{Context, Description, Object};

use super::argument;
use super::channel::Channel;
use super::connection::EventConnection;
use super::context::ContextExt;
use super::customer::Customer;
use super::declaration::{
    CallCount, Declaration, Declared, ListSize, OPEN, Owners, UpstreamCall, calls, guarded,
};
use super::scalar::{DateTime, UuidId};
use super::session_status::SessionStatus;
use super::session_type::SessionType;
use crate::access::rule::Rule;
use crate::engine::fast_path::FastPath;
use crate::engine::ready_fields::ready_fields;
use crate::live::status::{Activity, Status, TimedStatus, depends_on_visits};
use crate::model::session::{Details, Session as Model};
use crate::platform::Operation;

const CHANNEL: Declaration = OPEN.calls(calls::CAMPAIGN_VERDICT);
/// Two calls for each visit: a page of the platform that contains the cursor, and the next one.
pub(super) const EVENTS: Declaration = guarded(Rule::Events)
    .list(ListSize::Page(50))
    .calls(
        UpstreamCall::new(Operation::SessionEvents, CallCount::PerOwner(2))
            .for_owners(Owners::Visits)
            .revealing(),
    )
    .calls(
        UpstreamCall::new(Operation::Segments, CallCount::ListedRows(100))
            .for_owners(Owners::Visits),
    )
    .calls(
        calls::CONVERSATION
            .for_owners(Owners::Conversations)
            .revealing(),
    );

/// The activity of the customer's open visits, on which the status of web messaging depends.
#[derive(Debug, Clone, Copy)]
pub(super) enum Visits {
    /// The activity of the visits that the viewer may see.
    Read(Activity),
    /// Not read yet, because the session was read by its id. `status` reads it if it depends on it.
    Unread,
}

/// A session of any kind, with the fields that all kinds share.
#[derive(Description, Debug, Clone)]
pub(super) struct SessionFields(pub(super) Arc<Model>, pub(super) Visits);

impl SessionFields {
    /// The status and the time of its next change. `with_change`: the time is selected; it depends on the
    /// visits even while the session is live by its own dates.
    async fn timed_status(&self, ctx: &Context<'_>, with_change: bool) -> TimedStatus {
        let session = if self.0.has_several_channels() {
            &ctx.loaders().with_verdict(&self.0).await
        } else {
            &self.0
        };
        let visits = match self.1 {
            Visits::Read(visits) => visits,
            Visits::Unread => {
                let own = ctx.status(session, Activity::default());
                let is_known = own.status == Status::Live && !with_change;
                if is_known
                    || own.status == Status::Ended
                    || !depends_on_visits(session, ctx.journey().shown)
                {
                    return own;
                }
                ctx.loaders().activity_for(session).await
            }
        };
        ctx.status(session, visits)
    }
}

#[Object(use_type_description)]
impl SessionFields {
    /// The id of the session, a UUID. Use it with `Query.session` and as the key of a card.
    #[graphql(directive = Declared::apply(OPEN))]
    pub(super) async fn id(&self) -> UuidId {
        UuidId(self.0.id.0)
    }

    /// The kind of the session, for example `CONVERSATION`. Each kind has its own GraphQL type; `OTHER` is a
    /// kind that this version of the gateway does not know.
    #[graphql(name = "type", directive = Declared::apply(OPEN))]
    pub(super) async fn kind(&self) -> SessionType {
        SessionType::new(&self.0)
    }

    /// The channel on the card of the session, for example `INBOUND_CALL` with the label `Inbound call`. A
    /// conversation with several channels has the first supported one, otherwise the first. An outbound
    /// conversation with a callback is a `CALLBACK`; a conversation without channels is `UNKNOWN` and
    /// supported. `status` follows this channel. Costs one upstream call for up to 100 outbound calls whose
    /// details are not cached, to detect campaign calls (see `CAMPAIGN_CALL`).
    #[graphql(directive = Declared::apply(CHANNEL))]
    pub(super) async fn channel(&self, ctx: &Context<'_>) -> FastPath<Channel> {
        let journey = ctx.journey();
        let session = journey.loaders.with_verdict(&self.0).await;
        FastPath(Channel(session.channel(journey.shown)))
    }

    /// The status of the session at the time of the response: `LIVE` (green badge), `IDLE` (yellow badge),
    /// `INACTIVE` or `ENDED`. Do not store it: `statusChangesAt` is the time until which it is valid if nothing
    /// happens.
    ///
    /// The status of open web messaging also follows the customer's open website visits that the viewer may
    /// see: a page view makes it `LIVE` again. In a list this costs no upstream call. For a session by id it
    /// costs one call (the customer's list of sessions) if that list is not cached, and needs
    /// `externalContacts:session:view`; without this permission only the session's own events count.
    #[graphql(directive = Declared::apply(OPEN))]
    pub(super) async fn status(&self, ctx: &Context<'_>) -> SessionStatus {
        self.timed_status(ctx, false).await.status.into()
    }

    /// The next time at which `status` changes if nothing happens until then, RFC 3339 in UTC, for example
    /// `2026-11-20T09:50:45.125Z`. Null if only an event changes it (a call in progress, an inactive session)
    /// and after the end of the session. Set a timer to this time to update the badge without another request.
    /// Costs as much as `status`.
    #[graphql(directive = Declared::apply(OPEN))]
    pub(super) async fn status_changes_at(&self, ctx: &Context<'_>) -> Option<DateTime> {
        self.timed_status(ctx, true).await.changes_at.map(DateTime)
    }

    /// The time at which the session began, RFC 3339 in UTC, for example `2026-11-20T09:50:45.125Z`. Lists are
    /// sorted by it, the newest first.
    #[graphql(directive = Declared::apply(OPEN))]
    pub(super) async fn started_at(&self) -> DateTime {
        DateTime(self.0.started_at)
    }

    /// The time at which the session ended, RFC 3339 in UTC, for example `2026-11-20T09:50:45.125Z`. Null while
    /// the session is open.
    #[graphql(directive = Declared::apply(OPEN))]
    pub(super) async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }

    /// The time of the newest event of the session, RFC 3339 in UTC, for example `2026-11-20T09:50:45.125Z`.
    /// Null if the platform does not send it.
    #[graphql(directive = Declared::apply(OPEN))]
    pub(super) async fn last_activity_at(&self) -> Option<DateTime> {
        self.0.last_activity_at.map(DateTime)
    }

    /// The duration of the session in seconds, as the platform counts it, for example `632`. For a visit it
    /// ends with the last event. Null if the platform does not send it.
    #[graphql(directive = Declared::apply(OPEN))]
    pub(super) async fn duration_seconds(&self) -> Option<i32> {
        self.0.duration_seconds
    }

    /// The customer to whom the session belongs. For a merged customer this can be the record that was merged
    /// into another one; `mergedInto` has the other one. Null if the platform does not send it. Selecting only
    /// the `id` costs no upstream call.
    #[graphql(directive = Declared::apply(OPEN))]
    pub(super) async fn customer(&self) -> Option<FastPath<Customer>> {
        let customer = self.0.customer.map(Customer::reference);
        customer.map(FastPath)
    }

    /// The ids of the divisions that the session belongs to, as UUIDs. The viewer has permission in at least
    /// one of them. Empty if the session belongs to no division: every viewer who may see sessions sees it.
    #[graphql(directive = Declared::apply(OPEN))]
    pub(super) async fn division_ids(&self) -> Vec<UuidId> {
        let divisions = self.0.divisions.iter();
        divisions.map(|division| UuidId(division.0)).collect()
    }

    /// The number of events that the platform counts, for example `24`. `events` can contain fewer: the
    /// platform also counts assignments to segments that it hides from agents.
    #[graphql(directive = Declared::apply(OPEN))]
    pub(super) async fn event_count(&self) -> i32 {
        i32::try_from(self.0.event_count).unwrap_or(i32::MAX)
    }

    /// The short number of the session for reading aloud, 4 to 6 digits, for example `10482`. Null if the
    /// platform does not send it. No upstream call.
    #[graphql(directive = Declared::apply(OPEN))]
    pub(super) async fn short_id(&self) -> Option<&str> {
        self.0.record.as_ref()?.short_id.as_deref()
    }

    /// The id of the session in the external system from which its events come, for example `K-17-3`. Null if
    /// they come from the platform itself. No upstream call.
    #[graphql(directive = Declared::apply(OPEN))]
    pub(super) async fn external_id(&self) -> Option<&str> {
        self.0.record.as_ref()?.external_id.as_deref()
    }

    /// The URL of the session's record in the external system, exactly as that system sent it. Check the scheme
    /// before showing it as a link. Null if there is none. No upstream call.
    #[graphql(directive = Declared::apply(OPEN))]
    pub(super) async fn external_url(&self) -> Option<&str> {
        self.0.record.as_ref()?.external_url.as_deref()
    }

    /// The events of the session, the oldest first; for a conversation the steps of its timeline. Null without
    /// the permission. For a visit it costs one upstream call for each page, at most two, and one for the names
    /// of segments, cached. For a conversation it costs the call that `wrapUps` and `details` share. Recipes:
    /// `docs/queries.md#one-visits-events` and `docs/queries.md#a-conversations-timeline`.
    #[graphql(directive = Declared::apply(EVENTS))]
    pub(super) async fn events(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            default_with = "EVENTS.default_first()",
            desc = "The maximum number of events on the page, from 1 to 100."
        )]
        first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the previous page. Omit it for the first page.")]
        after: Option<String>,
    ) -> Option<FastPath<EventConnection>> {
        if !EVENTS.permit_in(ctx, &self.0.divisions) {
            return None;
        }
        let first = match argument::first(first, &EVENTS) {
            Ok(first) => first,
            Err(failure) => {
                ctx.record_error(failure);
                return None;
            }
        };
        let events = match &self.0.details {
            Details::Conversation(facts) => {
                super::conversation_event::timeline(ctx, &self.0, facts, first, after.as_deref())
                    .await
            }
            _ => super::event::events(ctx, &self.0, first, after.as_deref()).await,
        };
        events.map(FastPath)
    }
}

ready_fields!(SessionFields {
    "id" => id,
    "type" => kind,
    "channel" => channel,
    "status" => status,
    "statusChangesAt" => status_changes_at,
    "startedAt" => started_at,
    "endedAt" => ended_at,
    "lastActivityAt" => last_activity_at,
    "durationSeconds" => duration_seconds,
    "customer" => customer,
    "eventCount" => event_count,
    "shortId" => short_id,
    "externalId" => external_id,
    "externalUrl" => external_url,
});
