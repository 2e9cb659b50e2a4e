//! A whole conversation: its timeline with every wrap-up.

pub mod details;
pub mod overview;

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use get_size2::GetSize;
use serde::{Deserialize, Serialize};

use self::details::Details;
use self::overview::Overview;
use super::id::{AgentId, ConversationId, DivisionId, QueueId, WrapUpCodeId};
use super::session::{ConversationFacts, Session};

/// A conversation with its timeline.
#[derive(Debug, Clone, PartialEq, GetSize, Serialize, Deserialize)]
pub struct Conversation {
    /// The conversation's id.
    pub id: ConversationId,
    /// The divisions to which the conversation belongs.
    pub divisions: Vec<DivisionId>,
    /// The steps of the conversation, oldest first.
    pub timeline: Vec<Arc<TimelineStep>>,
    /// Durations, addresses, flows and evaluations.
    pub details: Details,
    /// Whether a dialing campaign made the call. Only analytics reports this.
    pub is_campaign_call: bool,
    /// The present state.
    pub overview: Overview,
}

/// Whether a dialing campaign made a conversation. It never changes, so it has its own cache
/// entry with a long time to live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, GetSize, Serialize, Deserialize)]
pub struct CampaignVerdict(pub bool);

/// A step of a conversation's timeline.
#[derive(Debug, Clone, PartialEq, GetSize, Serialize, Deserialize)]
pub struct TimelineStep {
    /// The kind of step.
    pub kind: StepKind,
    /// Time of the step.
    pub at: DateTime<Utc>,
    /// Whether the source has no time for the step, so that `at` is the nearest known time.
    pub is_estimated: bool,
    /// Purpose of the participant, such as `customer`, `acd` or `agent`.
    pub participant: Option<String>,
    /// The queue that the conversation entered, or in which the agent answered.
    pub queue: Option<QueueId>,
    /// The agent of the step.
    pub agent: Option<AgentId>,
    /// The wrap-up that was added.
    pub wrap_up: Option<WrapUp>,
    /// Why a connection ended, in the source's spelling.
    pub disconnect_type: Option<String>,
}

/// The kinds of step. The order of the variants is the order of steps that have the same time: a cause comes
/// before its effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, GetSize, Serialize, Deserialize)]
pub enum StepKind {
    /// The conversation began.
    Started,
    /// An agent transferred the conversation.
    AgentTransferred,
    /// The conversation entered a queue.
    QueueEntered,
    /// An agent answered.
    AgentConnected,
    /// An agent left the conversation without a transfer.
    AgentDisconnected,
    /// An agent wrapped up.
    WrapUpAdded,
    /// The conversation ended.
    Ended,
}

impl StepKind {
    /// The value of `ConversationEvent.type` in the public graph.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Started => "conversation.started",
            Self::QueueEntered => "queue.entered",
            Self::AgentConnected => "agent.connected",
            Self::AgentTransferred => "agent.transferred",
            Self::AgentDisconnected => "agent.disconnected",
            Self::WrapUpAdded => "wrapup.added",
            Self::Ended => "conversation.ended",
        }
    }
}

/// A wrap-up: how an agent classified the interaction.
#[derive(Debug, Clone, PartialEq, Eq, GetSize, Serialize, Deserialize)]
pub struct WrapUp {
    /// The wrap-up code.
    pub code: WrapUpCodeId,
    /// Name of the code, if the source contains it.
    pub name: Option<String>,
    /// Notes that the agent wrote.
    pub notes: Option<String>,
    /// The agent who wrapped up.
    pub agent: Option<AgentId>,
    /// Time of the wrap-up. Absent if only the session's facts are known.
    pub at: Option<DateTime<Utc>>,
}

impl TimelineStep {
    /// A step without a time in the source; `at` is the nearest known time.
    pub fn estimated(kind: StepKind, at: DateTime<Utc>) -> Self {
        Self {
            is_estimated: true,
            ..Self::new(kind, at)
        }
    }

    /// A step with only a kind and a time.
    pub fn new(kind: StepKind, at: DateTime<Utc>) -> Self {
        Self {
            kind,
            at,
            is_estimated: false,
            participant: None,
            queue: None,
            agent: None,
            wrap_up: None,
            disconnect_type: None,
        }
    }
}

impl Conversation {
    /// Creates a conversation from steps in any order. Sorts them by time and, at the same time, causes before
    /// effects. Merges wrap-ups that the source reports in several places.
    #[must_use]
    pub fn new(
        id: ConversationId,
        divisions: Vec<DivisionId>,
        mut timeline: Vec<TimelineStep>,
    ) -> Self {
        let mut seen = HashSet::new();
        timeline.retain(|step| match &step.wrap_up {
            Some(wrap_up) => seen.insert((wrap_up.code.clone(), step.agent, step.at)),
            None => true,
        });
        let connected: HashSet<_> = timeline
            .iter()
            .filter(|step| step.kind == StepKind::AgentConnected)
            .map(|step| (step.agent, step.at))
            .collect();
        timeline.sort_by_key(|step| {
            // An agent who answers and transfers at the same time answers first.
            let follows_connection = step.kind == StepKind::AgentTransferred
                && connected.contains(&(step.agent, step.at));
            let kind = if follows_connection {
                StepKind::AgentConnected
            } else {
                step.kind
            };
            (step.at, kind, follows_connection)
        });
        Self {
            id,
            divisions,
            timeline: timeline.into_iter().map(Arc::new).collect(),
            details: Details::default(),
            is_campaign_call: false,
            overview: Overview::default(),
        }
    }

    /// Replaces the details.
    #[must_use]
    pub fn with_details(self, details: Details) -> Self {
        Self { details, ..self }
    }

    /// Replaces the present state.
    #[must_use]
    pub fn with_overview(self, overview: Overview) -> Self {
        Self { overview, ..self }
    }

    /// When the conversation began. The conversations that the gateway decodes have a start.
    pub fn started_at(&self) -> Option<DateTime<Utc>> {
        let started = |step: &&Arc<TimelineStep>| step.kind == StepKind::Started;
        self.timeline.iter().find(started).map(|step| step.at)
    }

    /// Whether the timeline contains the end.
    pub fn has_ended(&self) -> bool {
        let mut steps = self.timeline.iter();
        steps.any(|step| step.kind == StepKind::Ended)
    }

    /// Every wrap-up, oldest first.
    pub fn wrap_ups(&self) -> impl Iterator<Item = &WrapUp> {
        self.timeline
            .iter()
            .filter_map(|step| step.wrap_up.as_ref())
    }
}

impl From<&ConversationFacts> for Option<WrapUp> {
    fn from(facts: &ConversationFacts) -> Self {
        facts.last_wrap_up.as_ref().map(|last| WrapUp {
            code: last.code.clone(),
            name: None,
            notes: last.notes.clone(),
            agent: last.agent,
            at: None,
        })
    }
}

/// The timeline as far as the session contains it: start, last queue, last agent, last wrap-up, end. The session
/// has no times for the three in the middle, so they get the session's nearest known time. A wrap-up by another
/// agent than the last one comes before the last queue and agent.
pub fn timeline_from_session(
    session: &Session,
    facts: &ConversationFacts,
) -> Vec<Arc<TimelineStep>> {
    let start = session.started_at;
    let latest = session
        .ended_at
        .or(session.last_activity_at)
        .unwrap_or(start)
        .max(start);
    let wrap_up = Option::<WrapUp>::from(facts);
    let author = wrap_up.as_ref().and_then(|wrap_up| wrap_up.agent);
    let is_transferred =
        facts.last_agent.is_some() && author.is_some_and(|author| Some(author) != facts.last_agent);
    let reached = if is_transferred { latest } else { start };
    let queue = facts.last_queue.map(|queue| TimelineStep {
        queue: Some(queue),
        ..TimelineStep::estimated(StepKind::QueueEntered, reached)
    });
    let agent = facts.last_agent.map(|agent| TimelineStep {
        queue: facts.last_queue,
        agent: Some(agent),
        participant: Some("agent".to_owned()),
        ..TimelineStep::estimated(StepKind::AgentConnected, reached)
    });
    let wrap_up = wrap_up.map(|wrap_up| TimelineStep {
        agent: wrap_up.agent,
        wrap_up: Some(wrap_up),
        ..TimelineStep::estimated(StepKind::WrapUpAdded, latest)
    });
    let between = if is_transferred {
        [wrap_up, queue, agent]
    } else {
        [queue, agent, wrap_up]
    };
    let end = session.ended_at.map(|end| TimelineStep {
        disconnect_type: facts.disconnect_type.clone(),
        ..TimelineStep::new(StepKind::Ended, end)
    });
    [Some(TimelineStep::new(StepKind::Started, start))]
        .into_iter()
        .chain(between)
        .chain([end])
        .flatten()
        .map(Arc::new)
        .collect()
}

#[cfg(test)]
mod tests;
