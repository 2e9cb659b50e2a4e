//! A conversation in full: its timeline and every wrap-up.

pub mod details;

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use get_size2::GetSize;

use self::details::Details;
use super::id::{AgentId, ConversationId, DivisionId, QueueId, WrapUpCodeId};
use super::session::{Conversation as SessionFacts, Session};

/// What happened in a conversation, oldest first.
#[derive(Debug, Clone, PartialEq, GetSize)]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// Where it belongs.
    pub divisions: Vec<DivisionId>,
    /// Oldest first.
    pub timeline: Vec<Arc<Moment>>,
    /// Measurements and circumstances.
    pub details: Details,
    /// A dialing campaign made it. Only analytics says so.
    pub dialed: bool,
}

/// Whether a dialing campaign made a conversation. Unlike the rest of it, that never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, GetSize)]
pub struct Dialed(pub bool);

/// One step of a conversation.
#[derive(Debug, Clone, PartialEq, GetSize)]
pub struct Moment {
    /// What happened.
    pub kind: MomentKind,
    /// When.
    pub at: DateTime<Utc>,
    /// The source does not say when: `at` is the nearest instant that it knows.
    pub is_estimated: bool,
    /// The part that the participant plays: `customer`, `acd`, `agent` …
    pub participant: Option<String>,
    /// The queue concerned.
    pub queue: Option<QueueId>,
    /// The agent concerned.
    pub agent: Option<AgentId>,
    /// The wrap-up that was added.
    pub wrap_up: Option<WrapUp>,
    /// How a connection ended, in the words of the source.
    pub disconnect_type: Option<String>,
}

/// The kinds of step, in the order of steps at one instant: a cause comes before its effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, GetSize)]
pub enum MomentKind {
    /// The conversation began.
    Started,
    /// An agent handed it on.
    AgentTransferred,
    /// It reached a queue.
    QueueEntered,
    /// An agent answered.
    AgentConnected,
    /// The agent left it.
    AgentDisconnected,
    /// The agent wrapped up.
    WrapUpAdded,
    /// It is over.
    Ended,
}

impl MomentKind {
    /// The public event type.
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

/// How an agent summed the interaction up.
#[derive(Debug, Clone, PartialEq, Eq, GetSize)]
pub struct WrapUp {
    /// The code.
    pub code: WrapUpCodeId,
    /// The code's name where the source carries it.
    pub name: Option<String>,
    /// What the agent wrote.
    pub notes: Option<String>,
    /// Who.
    pub agent: Option<AgentId>,
    /// When; unknown where only the session's facts are.
    pub at: Option<DateTime<Utc>>,
}

impl Moment {
    /// A step whose time the source does not say; `at` is the nearest known instant.
    pub fn estimated(kind: MomentKind, at: DateTime<Utc>) -> Self {
        Self {
            is_estimated: true,
            ..Self::new(kind, at)
        }
    }

    /// A step of which only kind and time are known.
    pub fn new(kind: MomentKind, at: DateTime<Utc>) -> Self {
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
    /// Puts the steps in order: by time, and within an instant causes before effects. A wrap-up that the
    /// source reports in several places is one.
    #[must_use]
    pub fn new(id: ConversationId, divisions: Vec<DivisionId>, mut timeline: Vec<Moment>) -> Self {
        let mut seen = HashSet::new();
        timeline.retain(|moment| match &moment.wrap_up {
            Some(wrap_up) => seen.insert((wrap_up.code.clone(), moment.agent, moment.at)),
            None => true,
        });
        let connected: HashSet<_> = timeline
            .iter()
            .filter(|moment| moment.kind == MomentKind::AgentConnected)
            .map(|moment| (moment.agent, moment.at))
            .collect();
        timeline.sort_by_key(|moment| {
            // Who answered and handed on in one instant answered first.
            let follows_connection = moment.kind == MomentKind::AgentTransferred
                && connected.contains(&(moment.agent, moment.at));
            let kind = if follows_connection {
                MomentKind::AgentConnected
            } else {
                moment.kind
            };
            (moment.at, kind, follows_connection)
        });
        Self {
            id,
            divisions,
            timeline: timeline.into_iter().map(Arc::new).collect(),
            details: Details::default(),
            dialed: false,
        }
    }

    /// The same conversation with these details.
    #[must_use]
    pub fn with_details(self, details: Details) -> Self {
        Self { details, ..self }
    }

    /// Whether it is over.
    pub fn has_ended(&self) -> bool {
        let mut steps = self.timeline.iter();
        steps.any(|step| step.kind == MomentKind::Ended)
    }

    /// Every wrap-up, oldest first.
    pub fn wrap_ups(&self) -> impl Iterator<Item = &WrapUp> {
        self.timeline
            .iter()
            .filter_map(|moment| moment.wrap_up.as_ref())
    }
}

impl From<&SessionFacts> for Option<WrapUp> {
    fn from(facts: &SessionFacts) -> Self {
        facts.last_wrap_up.as_ref().map(|last| WrapUp {
            code: last.code.clone(),
            name: None,
            notes: last.notes.clone(),
            agent: last.agent,
            at: None,
        })
    }
}

/// The timeline as far as the session itself has it: begun, last queue, last agent, last wrap-up, ended. The
/// session has no instants for the three in the middle, so they have its nearest known one. If the last
/// wrap-up is by another agent than the last one, it is listed before the last queue and agent.
pub fn timeline_of_session(session: &Session, facts: &SessionFacts) -> Vec<Arc<Moment>> {
    let start = session.started_at;
    let latest = session
        .ended_at
        .or(session.last_activity_at)
        .unwrap_or(start)
        .max(start);
    let wrap_up = Option::<WrapUp>::from(facts);
    let earlier_agent = wrap_up.as_ref().and_then(|wrap_up| wrap_up.agent);
    let is_handed_on = facts.last_agent.is_some()
        && earlier_agent.is_some_and(|earlier| Some(earlier) != facts.last_agent);
    let reached = if is_handed_on { latest } else { start };
    let queue = facts.last_queue.map(|queue| Moment {
        queue: Some(queue),
        ..Moment::estimated(MomentKind::QueueEntered, reached)
    });
    let agent = facts.last_agent.map(|agent| Moment {
        queue: facts.last_queue,
        agent: Some(agent),
        participant: Some("agent".to_owned()),
        ..Moment::estimated(MomentKind::AgentConnected, reached)
    });
    let wrap_up = wrap_up.map(|wrap_up| Moment {
        agent: wrap_up.agent,
        wrap_up: Some(wrap_up),
        ..Moment::estimated(MomentKind::WrapUpAdded, latest)
    });
    let between = if is_handed_on {
        [wrap_up, queue, agent]
    } else {
        [queue, agent, wrap_up]
    };
    let end = session.ended_at.map(|end| Moment {
        disconnect_type: facts.disconnect_type.clone(),
        ..Moment::new(MomentKind::Ended, end)
    });
    [Some(Moment::new(MomentKind::Started, start))]
        .into_iter()
        .chain(between)
        .chain([end])
        .flatten()
        .map(Arc::new)
        .collect()
}

#[cfg(test)]
mod tests;
