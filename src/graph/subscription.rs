//! The type `Subscription`.
//!
//! The document of a subscription is executed once at the start and once for each change, each time with its
//! own loaders and current time; see [`SubscriptionPhase`]. The pipeline subscribes to the changes.

use std::sync::{Arc, OnceLock};

use async_graphql::{Context, Description, Enum, ID, Object};
use futures_util::{Stream, stream};

use super::argument;
use super::context::{ContextExt, Served};
use super::conversation::Conversation;
use super::declaration::{CallCount, Declaration, Declared, ListSize, OPEN, UpstreamCall, guarded};
use super::scalar::DateTime;
use super::session::Session;
use super::session_fields::Visits;
use crate::access::rule::Rule;
use crate::engine::fast_path::FastPath;
use crate::live::{Change, ChangeKind, OwnList};
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

/// The own conversations that are read when the subscription starts and after each change.
const MY_CONVERSATIONS_CHANGED: Declaration = OPEN
    .personal()
    .calls(UpstreamCall::new(Operation::OwnConversations, CallCount::PerOwner(1)).revealing());

const CHANGED_CONVERSATIONS: Declaration = OPEN.list(ListSize::Assumed(5));

/// The purpose of one execution of a subscription's document. Part of the request's data.
#[derive(Debug)]
pub enum SubscriptionPhase {
    /// Start: the root field stores the feed that it requests.
    Start(RequestedRoot),
    /// Delivery of one event.
    Deliver(SubscriptionEvent),
}

/// One event of a subscription.
#[derive(Debug)]
pub enum SubscriptionEvent {
    /// Of `journeyChanged`.
    Journey(Change),
    /// Of `myConversationsChanged`.
    Conversations(OwnList),
}

/// The feed that a root field requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestedFeed {
    /// The changes of a customer's sessions.
    Journey(CustomerId),
    /// The changes of the viewer's own conversations.
    Conversations,
}

/// The root field of a subscription.
#[derive(Debug, Default)]
pub struct RequestedRoot {
    first: OnceLock<RequestedFeed>,
    has_more: OnceLock<()>,
}

impl RequestedRoot {
    /// The feed that the root field requests; `None` if the document selects no permitted root field, or more than one.
    pub fn feed(&self) -> Option<RequestedFeed> {
        let is_only = self.has_more.get().is_none();
        self.first.get().copied().filter(|_| is_only)
    }

    fn request(&self, feed: RequestedFeed) {
        if self.first.set(feed).is_err() {
            // A third root field finds it set already.
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
            SubscriptionPhase::Deliver(SubscriptionEvent::Journey(change)) => {
                Some(JourneyChange(change.clone()))
            }
            SubscriptionPhase::Deliver(SubscriptionEvent::Conversations(_)) => None,
            SubscriptionPhase::Start(requested) => {
                if JOURNEY_CHANGED.permit(ctx)
                    && let Some(id) = argument::id("customerId", &customer_id).served(ctx)
                {
                    requested.request(RequestedFeed::Journey(id));
                }
                None
            }
        };
        stream::iter(change)
    }

    /// The viewer's own active interactions, for the conversations panel. The first message is sent at once; then
    /// one message follows each change, for example when a call rings or is put on hold. Each message has the
    /// complete list: replace the panel's content. A slow client may miss intermediate states but receives the
    /// newest one. Ends with the error `PERMISSION_DENIED` if the token belongs to an OAuth client. Needs no
    /// permission. Costs one upstream call at the start and one for each change, which all subscribers of the
    /// viewer share. Recipe: `docs/queries.md#watching-ones-own-conversations`.
    #[graphql(directive = Declared::apply(MY_CONVERSATIONS_CHANGED))]
    async fn my_conversations_changed(
        &self,
        ctx: &Context<'_>,
    ) -> impl Stream<Item = ConversationsChange> {
        let change = match ctx.data_unchecked::<Arc<SubscriptionPhase>>().as_ref() {
            SubscriptionPhase::Deliver(SubscriptionEvent::Conversations(list)) => {
                Some(ConversationsChange(list.clone()))
            }
            SubscriptionPhase::Deliver(SubscriptionEvent::Journey(_)) => None,
            SubscriptionPhase::Start(requested) => {
                requested.request(RequestedFeed::Conversations);
                None
            }
        };
        stream::iter(change)
    }
}

/// The viewer's own active interactions at one time: one message of `myConversationsChanged`.
#[derive(Description)]
struct ConversationsChange(OwnList);

#[Object(use_type_description)]
impl ConversationsChange {
    /// All active interactions of the viewer, the newest first, as in `Viewer.conversations`. Empty if the viewer
    /// has none.
    #[graphql(directive = Declared::apply(CHANGED_CONVERSATIONS))]
    async fn conversations(&self) -> Vec<FastPath<Conversation>> {
        Conversation::newest_first(self.0.conversations.iter().cloned())
    }

    /// The time at which the gateway read the interactions, RFC 3339 in UTC, for example
    /// `2026-11-20T09:50:45.125Z`.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
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
