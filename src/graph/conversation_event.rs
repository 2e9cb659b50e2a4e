//! `ConversationEvent`, and the timeline of a conversation.

use std::borrow::Cow;
use std::sync::Arc;

use async_graphql::{Context, Description, Enum, ID, Object};

use super::agent::Agent;
use super::connection::{EventConnection, EventEdge, EventPlace};
use super::context::{ContextExt, Served};
use super::cursor::List;
use super::declaration::{Condition, Declaration, Declared, OPEN, calls, guarded};
use super::queue::Queue;
use super::scalar::DateTime;
use super::wrap_up::WrapUp;
use crate::access::rule::Rule;
use crate::engine::fast_path::FastPath;
use crate::model::conversation::{StepKind, TimelineStep, timeline_from_session};
use crate::model::session::{ConversationFacts, Session};

const DETAIL: Declaration = guarded(Rule::EventDetails);
const QUEUE: Declaration =
    guarded(Rule::EventQueue).calls(calls::QUEUES.when(Condition::MoreThanId));
const AGENT: Declaration = DETAIL.calls(calls::AGENTS.when(Condition::MoreThanId));

/// The steps of a conversation's timeline, which a client can switch on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "StepKind")]
pub(super) enum ConversationStep {
    /// The conversation began: `conversation.started`.
    #[graphql(name = "CONVERSATION_STARTED")]
    Started,
    /// An agent transferred the conversation to another agent or queue: `agent.transferred`.
    AgentTransferred,
    /// The conversation entered a queue: `queue.entered`.
    QueueEntered,
    /// An agent answered: `agent.connected`.
    AgentConnected,
    /// An agent left the conversation without a transfer: `agent.disconnected`.
    AgentDisconnected,
    /// An agent added a wrap-up: `wrapup.added`.
    WrapUpAdded,
    /// The conversation ended: `conversation.ended`.
    #[graphql(name = "CONVERSATION_ENDED")]
    Ended,
}

/// A step of a conversation. Its id, type and time need `journey:event:view` only; what it says
/// needs `journey:eventtype:view` as well.
#[derive(Description, Clone)]
pub(super) struct ConversationEvent {
    session: Arc<Session>,
    place: usize,
    moment: Arc<TimelineStep>,
}

#[Object(use_type_description)]
impl ConversationEvent {
    /// Opaque.
    #[graphql(directive = Declared::apply(OPEN))]
    pub(super) async fn id(&self) -> ID {
        ID(format!("{}:{}", self.session.id, self.place))
    }

    /// `conversation.started`, `queue.entered`, `agent.connected`, `agent.transferred`,
    /// `agent.disconnected`, `wrapup.added` or `conversation.ended`.
    #[graphql(name = "type", directive = Declared::apply(OPEN))]
    pub(super) async fn kind(&self) -> String {
        self.moment.kind.as_str().to_owned()
    }

    /// Which step it is, for example `AGENT_CONNECTED`: `type` as an enum. No upstream call.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn step(&self) -> ConversationStep {
        self.moment.kind.into()
    }

    /// When the step happened, RFC 3339 in UTC. Where `timeIsEstimated` is true, the nearest known time.
    #[graphql(directive = Declared::apply(OPEN))]
    pub(super) async fn created_at(&self) -> DateTime {
        DateTime(self.moment.at)
    }

    /// True where the platform does not say when this step happened, so that `createdAt` is the nearest
    /// time that is known: the queue, agent and wrap-up of a timeline with `complete: false`, and a
    /// wrap-up without an end. Show such a time as approximate.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn time_is_estimated(&self) -> bool {
        self.moment.is_estimated
    }

    /// The part that the participant plays: `acd`, `agent` …
    #[graphql(directive = Declared::apply(DETAIL))]
    async fn participant(&self, ctx: &Context<'_>) -> Option<&str> {
        if !DETAIL.permit_in(ctx, &self.session.divisions) {
            return None;
        }
        self.moment.participant.as_deref()
    }

    /// The queue concerned.
    #[graphql(directive = Declared::apply(QUEUE))]
    async fn queue(&self, ctx: &Context<'_>) -> Option<FastPath<Queue>> {
        if !QUEUE.permit_in(ctx, &self.session.divisions) {
            return None;
        }
        Queue::of(ctx, self.moment.queue?).await.map(FastPath)
    }

    /// The agent concerned.
    #[graphql(directive = Declared::apply(AGENT))]
    async fn agent(&self, ctx: &Context<'_>) -> Option<FastPath<Agent>> {
        if !AGENT.permit_in(ctx, &self.session.divisions) {
            return None;
        }
        Agent::of(ctx, self.moment.agent?).await.map(FastPath)
    }

    /// The wrap-up that was added.
    #[graphql(directive = Declared::apply(DETAIL))]
    async fn wrap_up(&self, ctx: &Context<'_>) -> Option<FastPath<WrapUp>> {
        if !DETAIL.permit_in(ctx, &self.session.divisions) {
            return None;
        }
        self.moment.wrap_up.clone().map(|one| FastPath(WrapUp(one)))
    }

    /// How a connection ended, in the platform's words.
    #[graphql(directive = Declared::apply(DETAIL))]
    async fn disconnect_type(&self, ctx: &Context<'_>) -> Option<&str> {
        if !DETAIL.permit_in(ctx, &self.session.divisions) {
            return None;
        }
        self.moment.disconnect_type.as_deref()
    }

    /// What the agent wrote when wrapping up.
    #[graphql(directive = Declared::apply(DETAIL))]
    async fn note(&self, ctx: &Context<'_>) -> Option<&str> {
        if !DETAIL.permit_in(ctx, &self.session.divisions) {
            return None;
        }
        self.moment.wrap_up.as_ref()?.notes.as_deref()
    }
}

/// A conversation's timeline: whole where the viewer may read conversations, else as far as the
/// session tells it. No call is made for it in the latter case.
pub(super) async fn timeline(
    ctx: &Context<'_>,
    session: &Arc<Session>,
    facts: &ConversationFacts,
    first: usize,
    after: Option<&str>,
) -> Option<EventConnection> {
    // A cursor holds the number of steps passed.
    let (passed,) = ctx
        .cursors()
        .read::<(usize,)>(List::Timeline, after)
        .served(ctx)?
        .unwrap_or_default();
    let loaders = ctx.loaders();
    let whole = loaders.conversation(session).await.served(ctx)?;
    let complete = whole.is_some();
    let timeline = match &whole {
        Some(conversation) => Cow::Borrowed(&conversation.timeline),
        None => Cow::Owned(timeline_from_session(session, facts)),
    };
    let has_next = timeline.len() > passed.saturating_add(first);
    let page = timeline.iter().enumerate().skip(passed).take(first);
    let edges = page.map(|(place, moment)| EventEdge {
        place: EventPlace::Step(place + 1),
        node: ConversationEvent {
            session: session.clone(),
            place,
            moment: moment.clone(),
        }
        .into(),
    });
    Some(EventConnection::new(
        edges.collect(),
        passed > 0,
        has_next,
        complete,
    ))
}
