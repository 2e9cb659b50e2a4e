//! The phase of a conversation: a pure function of the session's own facts. It takes no upstream call.

use super::conversation::ConversationFacts;
use super::entity::Session;

/// The progress of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Open, and no agent is connected: no agent has answered, or the last one transferred the conversation.
    Waiting,
    /// Open, and the last agent is connected.
    WithAgent,
    /// Open, and the last agent has left without a transfer or has wrapped up.
    AfterCallWork,
    /// Ended, and the customer left a queue before an agent answered.
    Abandoned,
    /// Ended in any other way.
    Ended,
}

impl Phase {
    /// The phase of the conversation of `session`; `facts` are the session's details.
    pub fn new(session: &Session, facts: &ConversationFacts) -> Self {
        if session.ended_at.is_some() {
            return if facts.is_abandoned() {
                Self::Abandoned
            } else {
                Self::Ended
            };
        }
        if facts.last_agent.is_none() || facts.is_transferred() {
            Self::Waiting
        } else if facts.is_wrapped_up() || facts.is_disconnected() {
            Self::AfterCallWork
        } else {
            Self::WithAgent
        }
    }
}

impl ConversationFacts {
    /// Whether the customer left a queue before an agent answered. If the platform sends no outcome, a queue
    /// without an agent implies it.
    fn is_abandoned(&self) -> bool {
        match known(self.acd_outcome.as_deref()) {
            Some(outcome) => outcome.eq_ignore_ascii_case("abandon"),
            None => self.last_queue.is_some() && self.last_agent.is_none(),
        }
    }

    /// Whether the last agent was disconnected, for a reason that the platform knows.
    pub fn is_disconnected(&self) -> bool {
        known(self.disconnect_type.as_deref()).is_some()
    }
}

/// The value, unless it is the platform's `Unknown`.
fn known(value: Option<&str>) -> Option<&str> {
    value.filter(|value| !value.eq_ignore_ascii_case("unknown"))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use uuid::Uuid;

    use super::super::conversation::Disposition;
    use super::super::details::Details;
    use super::Phase::{self, Abandoned, AfterCallWork, Ended, Waiting, WithAgent};
    use super::{ConversationFacts, Session};
    use crate::model::id::{AgentId, QueueId, SessionId, WrapUpCodeId};

    const FIRST: Option<AgentId> = Some(AgentId(Uuid::from_u128(1)));
    const LAST: Option<AgentId> = Some(AgentId(Uuid::from_u128(2)));
    const NONE: Option<AgentId> = None;

    /// Whether a queue was connected, the last agent, the disconnect type, the agent who wrapped up, and the
    /// outcome; then the expected phase of the open and of the ended conversation.
    type Row = (
        bool,
        Option<AgentId>,
        &'static str,
        Option<AgentId>,
        &'static str,
        Phase,
        Phase,
    );

    #[rustfmt::skip]
    const ROWS: &[Row] = &[
        // In a flow, or without a queue, such as an agentless message.
        (false, NONE, "", NONE, "", Waiting, Ended),
        (true, NONE, "", NONE, "", Waiting, Abandoned),
        (true, NONE, "", NONE, "Unknown", Waiting, Abandoned),
        (true, NONE, "", NONE, "Abandon", Waiting, Abandoned),
        (true, NONE, "", NONE, "FlowOut", Waiting, Ended),
        (true, LAST, "", NONE, "Answered", WithAgent, Ended),
        (true, LAST, "", NONE, "", WithAgent, Ended),
        (true, LAST, "Unknown", NONE, "", WithAgent, Ended),
        // An outbound call without a queue.
        (false, LAST, "", NONE, "", WithAgent, Ended),
        (true, LAST, "Peer", NONE, "Answered", AfterCallWork, Ended),
        (true, LAST, "a new type", NONE, "", AfterCallWork, Ended),
        (true, LAST, "Peer", LAST, "Answered", AfterCallWork, Ended),
        (true, LAST, "", LAST, "Answered", AfterCallWork, Ended),
        // An agent who transferred the conversation to the last agent wrapped up.
        (true, LAST, "", FIRST, "Answered", WithAgent, Ended),
        (true, LAST, "Transfer", NONE, "Answered", Waiting, Ended),
        (true, LAST, "consultTransfer", NONE, "", Waiting, Ended),
        (true, LAST, "Transfer", LAST, "Answered", Waiting, Ended),
        // The customer left the queue to which the conversation was transferred.
        (true, LAST, "Transfer", NONE, "Abandon", Waiting, Abandoned),
    ];

    fn session(facts: &ConversationFacts, has_ended: bool) -> Session {
        let start = "2026-11-20T09:50:00Z".parse().unwrap();
        Session {
            id: SessionId(Uuid::from_u128(4)),
            customer: None,
            started_at: start,
            ended_at: has_ended.then_some(start),
            idle_at: None,
            away_at: None,
            last_activity_at: None,
            duration_seconds: None,
            event_count: 0,
            divisions: Vec::new(),
            record: None,
            details: Details::Conversation(Arc::new(facts.clone())),
        }
    }

    #[test]
    fn phase_follows_from_the_facts() {
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        for (queue, agent, disconnect, wrapped_up_by, outcome, open, ended) in ROWS {
            let facts = ConversationFacts {
                last_queue: queue.then_some(QueueId(Uuid::from_u128(3))),
                last_agent: *agent,
                disconnect_type: text(disconnect),
                last_wrap_up: wrapped_up_by.map(|agent| Disposition {
                    code: WrapUpCodeId::System("ININ-WRAP-UP-TIMEOUT".to_owned()),
                    notes: None,
                    agent: Some(agent),
                }),
                acd_outcome: text(outcome),
                ..ConversationFacts::default()
            };
            let phase = |has_ended| Phase::new(&session(&facts, has_ended), &facts);
            assert_eq!(phase(false), *open, "open: {facts:?}");
            assert_eq!(phase(true), *ended, "ended: {facts:?}");
        }
    }
}
