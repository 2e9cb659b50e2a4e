//! The type `Conversation`.

use std::sync::Arc;

use async_graphql::{Context, Description, Enum, ID, Object};

use super::agent::Agent;
use super::argument;
use super::channel::{Channel, Direction};
use super::context::{ContextExt, Served};
use super::customer::Customer;
use super::declaration::{
    CallCount, Condition, Declaration, Declared, ListSize, OPEN, UpstreamCall, calls, guarded,
};
use super::queue::Queue;
use super::scalar::{DateTime, UuidId};
use crate::access::rule::Rule;
use crate::engine::fast_path::FastPath;
use crate::engine::on_fast_path::resolve_on_fast_path;
use crate::engine::ready_fields::ready_fields;
use crate::model::conversation as model;
use crate::model::conversation::overview::{AgentPart, ConversationState as State};
use crate::model::id::AgentId;
use crate::platform::Operation;

/// `Viewer.conversations`.
pub(super) const OWN_CONVERSATIONS: Declaration = OPEN
    .personal()
    .list(ListSize::Assumed(5))
    .calls(UpstreamCall::new(Operation::OwnConversations, CallCount::PerOwner(1)).revealing());

/// `Query.conversation`.
pub(super) const CONVERSATION: Declaration = OPEN
    .personal()
    .calls(
        UpstreamCall::new(Operation::Conversation, CallCount::PerOwner(1))
            .or(Operation::OwnConversations)
            .revealing(),
    )
    .calls(
        UpstreamCall::new(
            Operation::ConversationDetails,
            CallCount::PerOwnerOnceKnown(1),
        )
        .revealing(),
    )
    .calls(own_past(Operation::OwnCall))
    .calls(own_past(Operation::OwnMessage))
    .calls(own_past(Operation::OwnEmail))
    .calls(own_past(Operation::OwnCallback));

/// A look-up of one of the viewer's own past conversations by the operation of a medium.
const fn own_past(operation: Operation) -> UpstreamCall {
    UpstreamCall::new(operation, CallCount::PerOwnerOnceKnown(1)).revealing()
}

const QUEUE: Declaration = guarded(Rule::Queues).calls(calls::QUEUES.when(Condition::MoreThanId));
const AGENT: Declaration = OPEN.calls(calls::AGENTS.when(Condition::MoreThanId));

/// The state of a conversation, for the conversations panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "State")]
pub(super) enum ConversationState {
    /// The customer waits in a queue or for the next agent.
    Queued,
    /// The conversation rings at the agent, who has not answered yet.
    Alerting,
    /// The agent's call to the customer is being set up.
    Dialing,
    /// The agent is connected. `held` has whether the customer is on hold.
    Connected,
    /// The agent has left the conversation and still has to wrap up.
    AfterCallWork,
    /// The conversation is over.
    Ended,
    /// The platform sends no state, or one that this version of the gateway does not know.
    Unknown,
}

/// A conversation on the platform, active or past. Use it to find the customer of an interaction.
/// `ConversationSession` is the card of the same conversation in the customer's journey; its `conversationId` is the
/// `id` of this type.
#[derive(Description, Clone)]
pub(super) struct Conversation(Arc<model::Conversation>);

impl Conversation {
    /// The viewer's own active conversations, the newest first.
    pub(super) async fn own(ctx: &Context<'_>) -> Option<Vec<FastPath<Self>>> {
        ctx.viewer().permit_own_conversations().served(ctx)?;
        let found = ctx.loaders().own_conversations().await.served(ctx)??;
        Some(Self::newest_first(found.iter().cloned()))
    }

    /// Lists conversations, the newest first.
    pub(super) fn newest_first(
        conversations: impl Iterator<Item = Arc<model::Conversation>>,
    ) -> Vec<FastPath<Self>> {
        let mut sorted: Vec<_> = conversations.collect();
        sorted.sort_by_key(|conversation| {
            std::cmp::Reverse((conversation.started_at(), conversation.id))
        });
        sorted.into_iter().map(Self).map(FastPath).collect()
    }

    /// The conversation with this id; `None` if it is unknown or the viewer may not see it.
    pub(super) async fn find(ctx: &Context<'_>, id: &ID) -> Option<FastPath<Self>> {
        let id = argument::id("id", id).served(ctx)?;
        let found = ctx.loaders().conversation_by_id(id).await.served(ctx)??;
        Some(FastPath(Self(found)))
    }

    fn part(&self, ctx: &Context<'_>) -> Option<&AgentPart> {
        self.0.overview.part(viewer(ctx))
    }
}

/// The viewer as an agent; `None` for an OAuth client.
fn viewer(ctx: &Context<'_>) -> Option<AgentId> {
    ctx.viewer().id.parse().ok()
}

#[Object(use_type_description)]
impl Conversation {
    /// The id of the conversation on the platform, a UUID, for example
    /// `3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c3001`: what an interaction widget receives as `gcConversationId`, and
    /// `ConversationSession.conversationId`.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn id(&self) -> UuidId {
        UuidId(self.0.id.0)
    }

    /// The channel of the conversation, for example `INBOUND_CALL` with the label `Inbound call`. A conversation
    /// with several channels has the one that its card has; see `Session.channel`.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn channel(&self, ctx: &Context<'_>) -> FastPath<Channel> {
        let channel = (self.0.overview).channel(ctx.journey().shown, self.0.is_campaign_call);
        FastPath(Channel(channel))
    }

    /// The side that began the conversation, for example `INBOUND`. The same as `channel.direction`.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn direction(&self) -> Direction {
        self.0.overview.direction.into()
    }

    /// The state of the conversation at the time of the response, for example `ALERTING`: of the viewer's own
    /// part while the viewer takes part or has after-call work, otherwise of the agent who was connected last.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn state(&self, ctx: &Context<'_>) -> ConversationState {
        self.0.overview.state(viewer(ctx)).into()
    }

    /// Whether the agent of `state` has put the customer on hold.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn held(&self, ctx: &Context<'_>) -> bool {
        self.part(ctx).is_some_and(|part| part.is_held)
    }

    /// The time at which the conversation began, RFC 3339 in UTC, for example `2026-11-20T09:50:45.125Z`.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn started_at(&self) -> Option<DateTime> {
        self.0.started_at().map(DateTime)
    }

    /// The time at which the agent of `state` answered, RFC 3339 in UTC, for example
    /// `2026-11-20T09:51:02.500Z`. Null while it rings, and if no agent has answered.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn connected_at(&self, ctx: &Context<'_>) -> Option<DateTime> {
        self.part(ctx)?.connected_at.map(DateTime)
    }

    /// The time at which the viewer or the agent of `state` left and the after-call work began, RFC 3339 in UTC, for
    /// example `2026-11-20T09:57:30.000Z`. Null in every other state than `AFTER_CALL_WORK`.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn after_call_work_since(&self, ctx: &Context<'_>) -> Option<DateTime> {
        let is_after = self.0.overview.state(viewer(ctx)) == State::AfterCallWork;
        let left = self.part(ctx)?.left_at;
        left.filter(|_| is_after).map(DateTime)
    }

    /// The time at which the conversation ended, RFC 3339 in UTC, for example `2026-11-20T09:58:10.000Z`. Null
    /// while it is open.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.overview.ended_at.map(DateTime)
    }

    /// The queue that the conversation entered last. Null if it entered none. Selecting more than its `id` costs
    /// one upstream call for all queues of the request together, cached.
    #[graphql(directive = Declared::apply(QUEUE))]
    async fn queue(&self, ctx: &Context<'_>) -> Option<FastPath<Queue>> {
        if !QUEUE.permit(ctx) {
            return None;
        }
        Queue::from_id(ctx, self.0.overview.queue?)
            .await
            .map(FastPath)
    }

    /// The agent of `state`: the viewer, or the agent who was connected last. Null if no agent takes part yet.
    /// Selecting more than its `id` costs one upstream call for all agents of the request together, cached.
    #[graphql(directive = Declared::apply(AGENT))]
    async fn agent(&self, ctx: &Context<'_>) -> Option<FastPath<Agent>> {
        Agent::from_id(ctx, self.part(ctx)?.agent?)
            .await
            .map(FastPath)
    }

    /// The customer, whose `sessions` are the journey. Null if the platform has linked no contact to the
    /// conversation. Selecting only the `id` costs no upstream call. Recipe:
    /// `docs/queries.md#from-a-conversation-to-the-journey`.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn customer(&self) -> Option<FastPath<Customer>> {
        let customer = Customer::reference(self.0.overview.customer?);
        Some(FastPath(customer))
    }
}

resolve_on_fast_path!(Conversation);

ready_fields!(Conversation { "id" => id, "startedAt" => started_at, "endedAt" => ended_at });
