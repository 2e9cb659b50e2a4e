//! `ConversationSession`

use std::ops::Deref;
use std::sync::Arc;

use async_graphql::{Context, Description, Enum, ID, Object};

use super::agent::Agent;
use super::channel::{Channel, Direction};
use super::context::{ContextExt, Served};
use super::conversation_details::ConversationDetails;
use super::declaration::{Condition, Declaration, Declared, ListSize, OPEN, calls, guarded};
use super::queue::Queue;
use super::session_fields::SessionFields;
use super::wrap_up::WrapUp;
use crate::access::rule::Rule;
use crate::engine::fast_path::FastPath;
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

/// How the routing of a conversation went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(super) enum AcdOutcome {
    /// The customer left before an agent answered.
    Abandon,
    /// An agent answered.
    Answered,
    /// It left its queue for a flow.
    FlowOut,
    /// Not said.
    Unknown,
}

impl AcdOutcome {
    fn read(text: &str) -> Self {
        match text.to_ascii_lowercase().as_str() {
            "abandon" => Self::Abandon,
            "answered" => Self::Answered,
            "flowout" => Self::FlowOut,
            _ => Self::Unknown,
        }
    }
}

/// How far a conversation has come. It is read off the session's own facts, so it is the same for every
/// viewer, and as new as the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Phase")]
pub(super) enum ConversationPhase {
    /// Open, and no agent is connected: the customer is in a flow or a queue before the first agent, or was
    /// transferred and waits for the next one. The session does not say which of these it is.
    Waiting,
    /// Open, and an agent is connected, also while the customer is on hold. An agent who is still being
    /// alerted is not connected: until then the phase is `WAITING`.
    WithAgent,
    /// Open, and the last agent has left it without a transfer or has wrapped up. A message thread stays in
    /// this phase until it ends or an agent is connected again.
    AfterCallWork,
    /// Over, and the customer left a queue before an agent of that queue answered. Where the platform gives
    /// no outcome of the routing, that is so if a queue was connected and no agent.
    Abandoned,
    /// Over in any other way. After-call work may still go on.
    Ended,
}

/// A call, a chat, a message thread or an e-mail thread.
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

    /// Every wrap-up where the conversation can be read, else nothing.
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

    /// The conversation on the platform.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn conversation_id(&self) -> Option<ID> {
        Some(ID(self.1.conversation?.to_string()))
    }

    /// Every channel that the conversation used, in the platform's order; an empty list where the
    /// platform names none. `channel` is the one of them that is on the card.
    #[graphql(directive = Declared::apply(CHANNELS))]
    async fn channels(&self, ctx: &Context<'_>) -> Vec<FastPath<Channel>> {
        let session = ctx.loaders().with_verdict(&self.0.0).await;
        let Details::Conversation(facts) = &session.details else {
            return Vec::new();
        };
        let channels = facts.channels(ctx.journey().shown);
        channels.map(|one| FastPath(Channel(one))).collect()
    }

    /// Who began it.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn direction(&self) -> Option<Direction> {
        Some(self.1.direction.into())
    }

    /// An e-mail's subject.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn subject(&self) -> Option<&str> {
        self.1.subject.as_deref()
    }

    /// The queue; the last one where the interaction was transferred.
    #[graphql(directive = Declared::apply(QUEUE))]
    async fn queue(&self, ctx: &Context<'_>) -> Option<FastPath<Queue>> {
        if !QUEUE.permit(ctx) {
            return None;
        }
        Queue::of(ctx, self.1.last_queue?).await.map(FastPath)
    }

    /// The agent; the last one where the interaction was transferred.
    #[graphql(directive = Declared::apply(AGENT))]
    async fn agent(&self, ctx: &Context<'_>) -> Option<FastPath<Agent>> {
        Agent::of(ctx, self.1.last_agent?).await.map(FastPath)
    }

    /// The last wrap-up. Asking for its `at` reads the conversation's details, where the viewer may.
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

    /// All wrap-ups of the conversation, oldest first; the last one only, where the conversation's
    /// details may not be read (that takes `analytics:conversationDetail:view`,
    /// `analytics:agentConversationDetail:view` or `conversation:communication:view`).
    #[graphql(directive = Declared::apply(WRAP_UPS))]
    async fn wrap_ups(&self, ctx: &Context<'_>) -> Option<Vec<FastPath<WrapUp>>> {
        let all = self.all_wrap_ups(ctx).await?;
        let all = all.unwrap_or_else(|| self.last_wrap_up().into_iter().collect());
        Some(all.into_iter().map(|one| FastPath(WrapUp(one))).collect())
    }

    /// How far the conversation has come: waiting, with an agent, in after-call work, abandoned or ended.
    /// No upstream call. It does not replace `status`, which is the badge of the card.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn phase(&self) -> Option<ConversationPhase> {
        Some(Phase::new(&self.0.0, &self.1).into())
    }

    /// Talk and hold time, the two addresses, flows and the number of evaluations. Null where the viewer
    /// may not read the conversation's details in one of its divisions (that takes
    /// `analytics:conversationDetail:view`, `analytics:agentConversationDetail:view` or
    /// `conversation:communication:view`), and where the platform has no details of it. Together with
    /// `wrapUps` and `events` it costs one upstream call for up to 100 conversations.
    #[graphql(directive = Declared::apply(DETAILS))]
    async fn details(&self, ctx: &Context<'_>) -> Option<ConversationDetails> {
        let conversation = ctx.loaders().conversation_details(&self.0.0).await;
        conversation.served(ctx)?.map(ConversationDetails)
    }

    /// How the routing went.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn acd_outcome(&self) -> Option<AcdOutcome> {
        self.1.acd_outcome.as_deref().map(AcdOutcome::read)
    }

    /// Why the last agent's connection ended, in the platform's words: `Client`, `Peer`, `Transfer` …
    #[graphql(directive = Declared::apply(OPEN))]
    async fn disconnect_type(&self) -> Option<&str> {
        self.1.disconnect_type.as_deref()
    }
}
