//! The type `ConversationEvent`, and the timeline of a conversation.

use std::borrow::Cow;
use std::sync::Arc;

use async_graphql::{Context, Description, Enum, ID, Object};

use super::agent::Agent;
use super::connection::{EventConnection, EventEdge, ListPosition};
use super::context::{ContextExt, Served};
use super::cursor::List;
use super::declaration::{Condition, Declaration, Declared, OPEN, calls, guarded};
use super::queue::Queue;
use super::scalar::DateTime;
use super::wrap_up::WrapUp;
use crate::access::rule::Rule;
use crate::engine::fast_path::FastPath;
use crate::engine::ready_fields::{ready_fields, write_enums};
use crate::model::conversation::{StepKind, TimelineStep, timeline_from_session};
use crate::model::session::{ConversationFacts, Session};

const DETAIL: Declaration = guarded(Rule::EventDetails);
const QUEUE: Declaration =
    guarded(Rule::EventQueue).calls(calls::QUEUES.when(Condition::MoreThanId));
const AGENT: Declaration = DETAIL.calls(calls::AGENTS.when(Condition::MoreThanId));

/// The kind of a step in a conversation's timeline: `ConversationEvent.type` as an enum for a `switch`.
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

/// A step in the timeline of a conversation. `id`, `type`, `step` and the time need `journey:event:view` only,
/// the other fields also `journey:eventtype:view`. Recipe: `docs/queries.md#a-conversations-timeline`.
#[derive(Description, Clone)]
pub(super) struct ConversationEvent {
    session: Arc<Session>,
    index: usize,
    step: Arc<TimelineStep>,
}

impl ConversationEvent {
    /// Time in milliseconds since 1970, and id.
    pub(super) fn key(&self) -> (i64, Cow<'_, str>) {
        (
            self.step.at.timestamp_millis(),
            Cow::Owned(self.text_of_id()),
        )
    }

    fn text_of_id(&self) -> String {
        format!("{}:{}", self.session.id, self.index)
    }
}

#[Object(use_type_description)]
impl ConversationEvent {
    /// The id of the step. Treat it as an opaque string; it is unique within its session.
    #[graphql(directive = Declared::apply(OPEN))]
    pub(super) async fn id(&self) -> ID {
        ID(self.text_of_id())
    }

    /// The kind of the step: `conversation.started`, `queue.entered`, `agent.connected`, `agent.transferred`,
    /// `agent.disconnected`, `wrapup.added` or `conversation.ended`. `step` is the same as an enum.
    #[graphql(name = "type", directive = Declared::apply(OPEN))]
    pub(super) async fn kind(&self) -> &str {
        self.step.kind.as_str()
    }

    /// The kind of the step as an enum, for example `AGENT_CONNECTED`. No upstream call.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn step(&self) -> ConversationStep {
        self.step.kind.into()
    }

    /// The time at which the step happened, RFC 3339 in UTC, for example `2026-11-20T09:50:45.125Z`. If
    /// `timeIsEstimated` is true, it is the nearest known time.
    #[graphql(directive = Declared::apply(OPEN))]
    pub(super) async fn created_at(&self) -> DateTime {
        DateTime(self.step.at)
    }

    /// Whether `createdAt` is only the nearest known time, because the platform does not send the time of the
    /// step. True for the queue, the agent and the wrap-up of a timeline with `complete: false`, and for a
    /// wrap-up without an end. Show such a time as approximate.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn time_is_estimated(&self) -> bool {
        self.step.is_estimated
    }

    /// The role of the participant of the step, in the platform's spelling, for example `agent` or `acd`. Null
    /// if the step has no participant.
    #[graphql(directive = Declared::apply(DETAIL))]
    async fn participant(&self, ctx: &Context<'_>) -> Option<&str> {
        if !DETAIL.permit_in(ctx, &self.session.divisions) {
            return None;
        }
        self.step.participant.as_deref()
    }

    /// The queue of the step: the one that the conversation entered, or through which the agent was connected.
    /// Null if the step has none. Selecting more than its `id` costs one upstream call for all queues of the
    /// request together, cached.
    #[graphql(directive = Declared::apply(QUEUE))]
    async fn queue(&self, ctx: &Context<'_>) -> Option<FastPath<Queue>> {
        if !QUEUE.permit_in(ctx, &self.session.divisions) {
            return None;
        }
        Queue::from_id(ctx, self.step.queue?).await.map(FastPath)
    }

    /// The agent of the step, who was connected, transferred the conversation, left it or wrapped up. Null if
    /// the step has none. Selecting more than its `id` costs one upstream call for all agents of the request
    /// together, cached.
    #[graphql(directive = Declared::apply(AGENT))]
    async fn agent(&self, ctx: &Context<'_>) -> Option<FastPath<Agent>> {
        if !AGENT.permit_in(ctx, &self.session.divisions) {
            return None;
        }
        Agent::from_id(ctx, self.step.agent?).await.map(FastPath)
    }

    /// The wrap-up that the agent added. Null if the step is not `WRAP_UP_ADDED`.
    #[graphql(directive = Declared::apply(DETAIL))]
    async fn wrap_up(&self, ctx: &Context<'_>) -> Option<FastPath<WrapUp>> {
        if !DETAIL.permit_in(ctx, &self.session.divisions) {
            return None;
        }
        self.step
            .wrap_up
            .clone()
            .map(|wrap_up| FastPath(WrapUp(wrap_up)))
    }

    /// The reason for which the connection ended, in the spelling of the platform's source, for example `peer`
    /// or `transfer`. Null if no connection ended or the platform does not send it.
    #[graphql(directive = Declared::apply(DETAIL))]
    async fn disconnect_type(&self, ctx: &Context<'_>) -> Option<&str> {
        if !DETAIL.permit_in(ctx, &self.session.divisions) {
            return None;
        }
        self.step.disconnect_type.as_deref()
    }

    /// The notes that the agent wrote with the wrap-up. Null if the step is not `WRAP_UP_ADDED` or has no
    /// notes.
    #[graphql(directive = Declared::apply(DETAIL))]
    async fn note(&self, ctx: &Context<'_>) -> Option<&str> {
        if !DETAIL.permit_in(ctx, &self.session.divisions) {
            return None;
        }
        self.step.wrap_up.as_ref()?.notes.as_deref()
    }
}

/// A page of a conversation's timeline. It is complete if the viewer may read conversations. Otherwise it is
/// built from the session's own data, without a call.
pub(super) async fn timeline(
    ctx: &Context<'_>,
    session: &Arc<Session>,
    facts: &ConversationFacts,
    first: usize,
    after: Option<&str>,
) -> Option<EventConnection> {
    // A cursor contains the number of steps up to it.
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
    let edges = page.map(|(index, step)| EventEdge {
        position: ListPosition::Timeline(index + 1),
        node: ConversationEvent {
            session: session.clone(),
            index,
            step: step.clone(),
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

write_enums!(ConversationStep);

ready_fields!(ConversationEvent {
    "id" => id,
    "type" => kind,
    "step" => step,
    "createdAt" => created_at,
    "timeIsEstimated" => time_is_estimated,
});
