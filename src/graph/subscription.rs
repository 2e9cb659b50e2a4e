//! The type `Subscription`.
//!
//! The document of a subscription is executed once at the start and once for each change, each time with its
//! own loaders and current time; see [`SubscriptionPhase`]. The pipeline subscribes to the changes.

use std::sync::{Arc, OnceLock};

use async_graphql::{Context, Description, Enum, ID, Object};
use futures_util::{Stream, stream};

use super::argument;
use super::context::{ContextExt, Served};
use super::declaration::{CallCount, Declaration, Declared, OPEN, UpstreamCall, guarded};
use super::scalar::DateTime;
use super::session::Session;
use super::session_fields::Visits;
use crate::access::rule::Rule;
use crate::live::{Change, ChangeKind};
use crate::model::id::CustomerId;
use crate::platform::Operation;

/// The permission rule of `Customer.sessions`, and the list that is read when the first viewer starts to watch the
/// customer.
pub(crate) const JOURNEY_CHANGED: Declaration = guarded(Rule::Sessions)
    .calls(UpstreamCall::new(Operation::ContactSessions, CallCount::BatchedOwners(1)).revealing());

/// The details of an outbound call, to detect campaign calls.
const CHANGED_SESSION: Declaration = OPEN.calls(UpstreamCall::new(
    Operation::ConversationDetails,
    CallCount::BatchedOwners(100),
));

/// The purpose of one execution of a subscription's document. Part of the request's data.
#[derive(Debug)]
pub enum SubscriptionPhase {
    /// Start: the root field stores the customer that the viewer subscribes to.
    Start(RequestedCustomer),
    /// Delivery of one change.
    Deliver(Change),
}

/// The customer of a subscription's root field.
#[derive(Debug, Default)]
pub struct RequestedCustomer {
    first: OnceLock<CustomerId>,
    has_more: OnceLock<()>,
}

impl RequestedCustomer {
    /// The customer; `None` if the document selects no permitted root field, or more than one.
    pub fn customer(&self) -> Option<CustomerId> {
        let is_only = self.has_more.get().is_none();
        self.first.get().copied().filter(|_| is_only)
    }

    fn request(&self, customer: CustomerId) {
        if self.first.set(customer).is_err() {
            // Already set by another root field if this fails.
            let _ = self.has_more.set(());
        }
    }
}

/// The subscriptions: changes of a customer's journey as they happen, over WebSocket, server-sent events or
/// multipart responses.
#[derive(Description)]
pub struct Subscription;

#[async_graphql::Subscription(use_type_description)]
impl Subscription {
    /// The changes of a customer's sessions. The first messages are the newest 25 sessions, the oldest of them
    /// first, each as `SESSION_UPDATED`; then one message follows for each change. Replace the card with the
    /// same session id, or add a card. Sessions that the viewer may not see and channels that the tab does not
    /// show are omitted, as in `Customer.sessions`. A slow client may miss intermediate states but receives the
    /// newest state of each session. All sessions are sent again after the viewer's permissions change. Ends with
    /// the error `NOT_FOUND` if the customer does not exist or is deleted. Costs
    /// one upstream call when the first viewer starts to watch the customer and none for changes. Recipe:
    /// `docs/queries.md#watching-a-journey`.
    #[graphql(directive = Declared::apply(JOURNEY_CHANGED))]
    async fn journey_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The customer's id, a UUID.")] customer_id: ID,
    ) -> impl Stream<Item = JourneyChange> {
        let change = match ctx.data_unchecked::<Arc<SubscriptionPhase>>().as_ref() {
            SubscriptionPhase::Deliver(change) => Some(JourneyChange(change.clone())),
            SubscriptionPhase::Start(requested) => {
                if JOURNEY_CHANGED.permit(ctx)
                    && let Some(id) = argument::id("customerId", &customer_id).served(ctx)
                {
                    requested.request(id);
                }
                None
            }
        };
        stream::iter(change)
    }
}

/// The way in which a session changed, and what the screen does with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
enum JourneyChangeKind {
    /// The session is new. Add a card on top.
    SessionStarted,
    /// The session has a new state, or this is its state when the subscription starts. Replace its card, or add
    /// one. Open web messaging is also sent when an event of one of the customer's visits changes its `status`
    /// or `statusChangesAt`.
    SessionUpdated,
    /// The status changed because time passed without an event, for example from `LIVE` to `IDLE`. Update the
    /// badge.
    StatusChanged,
    /// The session ended. Update its card, which now has `endedAt`.
    SessionEnded,
    /// The viewer can no longer see the session: it moved to another division, was erased, or the viewer lost a
    /// permission. `session` is the last state that the viewer was permitted to see. Remove its card.
    SessionRemoved,
}

/// A change of one session: one message of `journeyChanged`.
#[derive(Description)]
struct JourneyChange(Change);

#[Object(use_type_description)]
impl JourneyChange {
    /// The way in which the session changed, for example `SESSION_ENDED`.
    async fn kind(&self) -> JourneyChangeKind {
        match self.0.kind {
            ChangeKind::Started => JourneyChangeKind::SessionStarted,
            ChangeKind::Updated | ChangeKind::VisitChanged => JourneyChangeKind::SessionUpdated,
            ChangeKind::StatusChanged => JourneyChangeKind::StatusChanged,
            ChangeKind::Ended => JourneyChangeKind::SessionEnded,
            ChangeKind::Removed => JourneyChangeKind::SessionRemoved,
        }
    }

    /// The session in its new state; for `SESSION_REMOVED` the last state that the viewer was permitted to see.
    #[graphql(directive = Declared::apply(CHANGED_SESSION))]
    async fn session(&self, ctx: &Context<'_>) -> Session {
        let visits = ctx.loaders().visible_activity(&self.0.visits);
        Session::new(&self.0.session, Visits::Read(visits))
    }

    /// The time of the change, RFC 3339 in UTC, for example `2026-11-20T09:50:45.125Z`: for `STATUS_CHANGED`
    /// the time at which the status changed, otherwise the time at which the gateway received the change.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }
}
