//! The phase of a conversation: a pure function of the session's own facts, at no call.

use super::{Conversation, Session};

/// How far a conversation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Open, and no agent is connected: none was yet, or the last one transferred it.
    Waiting,
    /// Open, and the last agent is connected.
    WithAgent,
    /// Open, and the last agent has left it for good or has wrapped up.
    AfterCallWork,
    /// Over, and the customer left a queue before an agent answered.
    Abandoned,
    /// Over in any other way.
    Ended,
}

impl Phase {
    /// Reads the phase of the conversation that `facts` describe.
    pub fn new(session: &Session, facts: &Conversation) -> Self {
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

impl Conversation {
    /// Whether the customer gave up in a queue. Where the platform gives no outcome, a queue without an
    /// agent says so.
    fn is_abandoned(&self) -> bool {
        match known(self.acd_outcome.as_deref()) {
            Some(outcome) => outcome.eq_ignore_ascii_case("abandon"),
            None => self.last_queue.is_some() && self.last_agent.is_none(),
        }
    }

    fn is_disconnected(&self) -> bool {
        known(self.disconnect_type.as_deref()).is_some()
    }
}

/// The platform writes `Unknown` where it knows nothing.
fn known(word: Option<&str>) -> Option<&str> {
    word.filter(|word| !word.eq_ignore_ascii_case("unknown"))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::super::{Details, Disposition};
    use super::*;
    use crate::model::id::{AgentId, QueueId, SessionId, WrapUpCodeId};

    const FIRST: AgentId = AgentId(Uuid::from_u128(1));
    const LAST: AgentId = AgentId(Uuid::from_u128(2));
    const QUEUE: Option<QueueId> = Some(QueueId(Uuid::from_u128(3)));

    fn wrapped_up_by(agent: AgentId) -> Option<Disposition> {
        Some(Disposition {
            code: WrapUpCodeId::System("ININ-WRAP-UP-TIMEOUT".to_owned()),
            notes: None,
            agent: Some(agent),
        })
    }

    fn phase(facts: &Conversation, is_over: bool) -> Phase {
        let start = "2026-11-20T09:50:00Z".parse().unwrap();
        let session = Session {
            id: SessionId(Uuid::from_u128(4)),
            customer: None,
            started_at: start,
            ended_at: is_over.then_some(start),
            idle_at: None,
            away_at: None,
            last_activity_at: None,
            duration_seconds: None,
            event_count: 0,
            divisions: Vec::new(),
            record: None,
            details: Details::Conversation(Box::new(facts.clone())),
        };
        Phase::new(&session, facts)
    }

    /// A queue, an agent, a disconnect type, a wrap-up and an outcome; then the phase while the
    /// conversation is open and once it is over.
    type Row = (
        Option<QueueId>,
        Option<AgentId>,
        &'static str,
        Option<Disposition>,
        &'static str,
        Phase,
        Phase,
    );

    #[test]
    fn phases() {
        use Phase::{Abandoned, AfterCallWork, Ended, Waiting, WithAgent};
        let none = || None;
        let rows: Vec<Row> = vec![
            // In a flow, or in no queue at all, such as an agentless message.
            (None, None, "", none(), "", Waiting, Ended),
            (QUEUE, None, "", none(), "", Waiting, Abandoned),
            (QUEUE, None, "", none(), "Unknown", Waiting, Abandoned),
            (QUEUE, None, "", none(), "Abandon", Waiting, Abandoned),
            (QUEUE, None, "", none(), "FlowOut", Waiting, Ended),
            (QUEUE, Some(LAST), "", none(), "Answered", WithAgent, Ended),
            (QUEUE, Some(LAST), "", none(), "", WithAgent, Ended),
            (QUEUE, Some(LAST), "Unknown", none(), "", WithAgent, Ended),
            // An outbound call without a queue.
            (None, Some(LAST), "", none(), "", WithAgent, Ended),
            (
                QUEUE,
                Some(LAST),
                "Peer",
                none(),
                "Answered",
                AfterCallWork,
                Ended,
            ),
            (
                QUEUE,
                Some(LAST),
                "a new one",
                none(),
                "",
                AfterCallWork,
                Ended,
            ),
            (
                QUEUE,
                Some(LAST),
                "Peer",
                wrapped_up_by(LAST),
                "Answered",
                AfterCallWork,
                Ended,
            ),
            (
                QUEUE,
                Some(LAST),
                "",
                wrapped_up_by(LAST),
                "Answered",
                AfterCallWork,
                Ended,
            ),
            // The wrap-up is that of the agent who transferred the conversation to this one.
            (
                QUEUE,
                Some(LAST),
                "",
                wrapped_up_by(FIRST),
                "Answered",
                WithAgent,
                Ended,
            ),
            (
                QUEUE,
                Some(LAST),
                "Transfer",
                none(),
                "Answered",
                Waiting,
                Ended,
            ),
            (
                QUEUE,
                Some(LAST),
                "consultTransfer",
                none(),
                "",
                Waiting,
                Ended,
            ),
            (
                QUEUE,
                Some(LAST),
                "Transfer",
                wrapped_up_by(LAST),
                "Answered",
                Waiting,
                Ended,
            ),
            // Given up in the queue to which it was transferred.
            (
                QUEUE,
                Some(LAST),
                "Transfer",
                none(),
                "Abandon",
                Waiting,
                Abandoned,
            ),
        ];
        for (queue, agent, disconnect, wrap_up, outcome, open, over) in rows {
            let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
            let facts = Conversation {
                last_queue: queue,
                last_agent: agent,
                disconnect_type: text(disconnect),
                last_wrap_up: wrap_up,
                acd_outcome: text(outcome),
                ..Conversation::default()
            };
            assert_eq!(phase(&facts, false), open, "open: {facts:?}");
            assert_eq!(phase(&facts, true), over, "over: {facts:?}");
        }
    }
}
