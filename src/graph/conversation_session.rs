//! The type `ConversationSession` and its enums.

use std::ops::Deref;
use std::sync::Arc;

use async_graphql::{Context, Description, Enum, Object};

use super::agent::Agent;
use super::channel::{Channel, Direction};
use super::context::{ContextExt, Served};
use super::conversation_details::ConversationDetails;
use super::declaration::{Condition, Declaration, Declared, ListSize, OPEN, calls, guarded};
use super::queue::Queue;
use super::scalar::UuidId;
use super::session_fields::SessionFields;
use super::wrap_up::WrapUp;
use crate::access::rule::Rule;
use crate::engine::fast_path::FastPath;
use crate::engine::ready_fields::{ready_fields, write_enums};
use crate::model::conversation::WrapUp as WrapUpModel;
use crate::model::session::{ConversationFacts, Details, Phase};

const CHANNELS: Declaration = OPEN
    .list(ListSize::Assumed(2))
    .calls(calls::CAMPAIGN_VERDICT);
const QUEUE: Declaration = guarded(Rule::Queues).calls(calls::QUEUES.when(Condition::MoreThanId));
const AGENT: Declaration = OPEN.calls(calls::AGENTS.when(Condition::MoreThanId));
const WRAP_UP: Declaration = OPEN.calls(calls::CONVERSATION.when(Condition::Time).revealing());
const WRAP_UPS: Declaration = OPEN
    .list(ListSize::Assumed(3))
    .calls(calls::CONVERSATION.revealing());
const DETAILS: Declaration = OPEN.calls(calls::CONVERSATION);

/// The result of the routing of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(super) enum AcdOutcome {
    /// The customer left before an agent answered.
    Abandon,
    /// An agent answered the conversation.
    Answered,
    /// The conversation left its queue for a flow.
    FlowOut,
    /// The platform does not know the result, or this version of the gateway does not know the value.
    Unknown,
}

impl AcdOutcome {
    fn from_platform(text: &str) -> Self {
        match text.to_ascii_lowercase().as_str() {
            "abandon" => Self::Abandon,
            "answered" => Self::Answered,
            "flowout" => Self::FlowOut,
            _ => Self::Unknown,
        }
    }
}

/// The phase of a conversation. It depends only on data of the session, so it is the same for every viewer and
/// as current as the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Phase")]
pub(super) enum ConversationPhase {
    /// The conversation is open and no agent is connected: the customer is in a flow or a queue before the
    /// first agent, or was transferred and waits for the next one. The session has no data to distinguish
    /// these.
    Waiting,
    /// The conversation is open and an agent is connected, also while the customer is on hold. While an agent
    /// is only alerted, the phase is `WAITING`.
    WithAgent,
    /// The conversation is open, and the last agent has left it without a transfer or has wrapped up. A message
    /// thread stays in this phase until it ends or an agent is connected again.
    AfterCallWork,
    /// The conversation is over, and the customer left a queue before an agent of that queue answered. If the
    /// platform sends no routing outcome, this is a conversation with a queue and without an agent.
    Abandoned,
    /// The conversation is over in any other way. After-call work can still go on.
    Ended,
}

/// A conversation with the contact center: a call, a chat, a message thread or an email thread.
#[derive(Description, Clone)]
pub(super) struct ConversationSession(pub(super) SessionFields, pub(super) Arc<ConversationFacts>);

impl Deref for ConversationSession {
    type Target = SessionFields;

    fn deref(&self) -> &SessionFields {
        &self.0
    }
}

impl ConversationSession {
    fn last_wrap_up(&self) -> Option<WrapUpModel> {
        (&*self.1).into()
    }

    /// All wrap-ups; `Some(None)` if the viewer may not read the conversation, `None` if the call fails.
    async fn all_wrap_ups(&self, ctx: &Context<'_>) -> Option<Option<Vec<WrapUpModel>>> {
        let conversation = ctx.loaders().conversation(&self.0.0).await.served(ctx)?;
        Some(conversation.map(|conversation| conversation.wrap_ups().cloned().collect()))
    }
}

#[Object(use_type_description)]
impl ConversationSession {
    #[graphql(flatten)]
    fn fields(&self) -> &SessionFields {
        &self.0
    }

    /// The id of the conversation on the platform, a UUID. Use it to open the interaction in the platform's
    /// user interface. Null if the platform does not send it.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn conversation_id(&self) -> Option<UuidId> {
        Some(UuidId(self.1.conversation?.0))
    }

    /// All channels that the conversation used, in the platform's order. Empty if the platform sends none.
    /// `channel` is the one on the card. Costs as much as `channel`.
    #[graphql(directive = Declared::apply(CHANNELS))]
    async fn channels(&self, ctx: &Context<'_>) -> Vec<FastPath<Channel>> {
        let session = ctx.loaders().with_verdict(&self.0.0).await;
        let Details::Conversation(facts) = &session.details else {
            return Vec::new();
        };
        let channels = facts.channels(ctx.journey().shown);
        channels.map(|channel| FastPath(Channel(channel))).collect()
    }

    /// The party that began the conversation, for example `INBOUND` for the customer.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn direction(&self) -> Option<Direction> {
        Some(self.1.direction.into())
    }

    /// The subject of the conversation, for example the subject line of an email. Null if there is none.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn subject(&self) -> Option<&str> {
        self.1.subject.as_deref()
    }

    /// The queue that was connected last; in a transferred conversation that is the newest one. Null if no
    /// queue was connected. Selecting more than its `id` costs one upstream call for all queues of the request
    /// together, cached.
    #[graphql(directive = Declared::apply(QUEUE))]
    async fn queue(&self, ctx: &Context<'_>) -> Option<FastPath<Queue>> {
        if !QUEUE.permit(ctx) {
            return None;
        }
        Queue::from_id(ctx, self.1.last_queue?).await.map(FastPath)
    }

    /// The agent who was connected last; in a transferred conversation that is the newest one. Null if no agent
    /// was connected. Selecting more than its `id` costs one upstream call for all agents of the request
    /// together, cached.
    #[graphql(directive = Declared::apply(AGENT))]
    async fn agent(&self, ctx: &Context<'_>) -> Option<FastPath<Agent>> {
        Agent::from_id(ctx, self.1.last_agent?).await.map(FastPath)
    }

    /// The last wrap-up of the conversation. Null if there is none yet. No upstream call, unless its `at` is
    /// selected, which costs as much as `wrapUps`.
    #[graphql(directive = Declared::apply(WRAP_UP))]
    async fn wrap_up(&self, ctx: &Context<'_>) -> Option<FastPath<WrapUp>> {
        let last = self.last_wrap_up()?;
        if !ctx
            .field()
            .selection_set()
            .any(|field| field.name() == "at")
        {
            return Some(FastPath(WrapUp(last)));
        }
        let dated = self.all_wrap_ups(ctx).await?.and_then(|mut all| all.pop());
        Some(FastPath(WrapUp(dated.unwrap_or(last))))
    }

    /// All wrap-ups of the conversation, the oldest first. Only the last one if the viewer may not read the
    /// conversation's details, which takes `analytics:conversationDetail:view`,
    /// `analytics:agentConversationDetail:view` or `conversation:communication:view`. Together with `details`
    /// and `events` it costs one upstream call for up to 100 conversations with an analytics permission, and
    /// one for each conversation with `conversation:communication:view` alone.
    #[graphql(directive = Declared::apply(WRAP_UPS))]
    async fn wrap_ups(&self, ctx: &Context<'_>) -> Option<Vec<FastPath<WrapUp>>> {
        let all = self.all_wrap_ups(ctx).await?;
        let all = all.unwrap_or_else(|| self.last_wrap_up().into_iter().collect());
        Some(
            all.into_iter()
                .map(|wrap_up| FastPath(WrapUp(wrap_up)))
                .collect(),
        )
    }

    /// The phase of the conversation: waiting, with an agent, in after-call work, abandoned or ended. Use it to
    /// describe the conversation; `status` is the badge of the card. No upstream call. Recipe:
    /// `docs/queries.md#a-conversation-in-figures`.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn phase(&self) -> Option<ConversationPhase> {
        Some(Phase::new(&self.0.0, &self.1).into())
    }

    /// The measured times, addresses, flows and the number of evaluations of the conversation. Null if the
    /// platform has no details, or if the viewer may not read them in one of the conversation's divisions,
    /// which takes `analytics:conversationDetail:view`, `analytics:agentConversationDetail:view` or
    /// `conversation:communication:view`. Together with `wrapUps` and `events` it costs one upstream call for
    /// up to 100 conversations with an analytics permission, and one for each conversation with
    /// `conversation:communication:view` alone. Recipe: `docs/queries.md#a-conversation-in-figures`.
    #[graphql(directive = Declared::apply(DETAILS))]
    async fn details(&self, ctx: &Context<'_>) -> Option<ConversationDetails> {
        let conversation = ctx.loaders().conversation_details(&self.0.0).await;
        conversation.served(ctx)?.map(ConversationDetails)
    }

    /// The result of the routing, for example `ANSWERED`. Null if the platform does not send it.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn acd_outcome(&self) -> Option<AcdOutcome> {
        self.1.acd_outcome.as_deref().map(AcdOutcome::from_platform)
    }

    /// The reason for which the last agent was disconnected, in the platform's spelling: `Client`, `Peer`,
    /// `Transfer`, `ConsultTransfer` and others. Null if no agent was disconnected or the platform does not
    /// send it.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn disconnect_type(&self) -> Option<&str> {
        self.1.disconnect_type.as_deref()
    }
}

write_enums!(AcdOutcome, ConversationPhase);

ready_fields!(ConversationSession {
    "conversationId" => conversation_id,
    "direction" => direction,
    "subject" => subject,
    "queue" => queue,
    "agent" => agent,
    "wrapUp" => wrap_up,
    "phase" => phase,
    "acdOutcome" => acd_outcome,
    "disconnectType" => disconnect_type,
} + 0);
