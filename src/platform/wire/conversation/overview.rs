//! The present state of a conversation, from its participants.

use chrono::{DateTime, Utc};

use super::communication::Communication;
use super::participant::Participant;
use crate::model::channel::{ConversationChannel, Direction};
use crate::model::conversation::overview::{AgentPart, Connection, Overview};

/// The present state of a conversation.
pub(super) fn overview(participants: &[Participant], ended_at: Option<DateTime<Utc>>) -> Overview {
    let customers = || participants.iter().filter(|one| one.is_customer());
    // A conversation between colleagues has no customer.
    let side = customers().next().or_else(|| participants.first());
    let communications = || side.into_iter().flat_map(Participant::communications);
    let direction = communications().find_map(|(_, one)| one.direction.0.as_deref());
    let mut queues = participants.iter().rev().filter(|one| one.is("acd"));
    let agents = participants.iter().filter(|one| one.is_agent());
    let mut agents: Vec<_> = agents
        .map(|agent| (agent.start_time.or(agent.connected_time), agent.part()))
        .collect();
    agents.sort_by_key(|(joined, _)| *joined);
    Overview {
        customer: customers().find_map(|customer| customer.external_contact_id),
        channels: communications()
            .map(|(kind, one)| {
                ConversationChannel::from_platform(kind, one.message_type.0.as_deref())
            })
            .collect(),
        direction: direction.map(Direction::from_platform).unwrap_or_default(),
        authenticated: communications().any(|(_, one)| one.authenticated.0 == Some(true)),
        queue: queues.find_map(|queue| queue.queue_id),
        agents: agents.into_iter().map(|(_, part)| part).collect(),
        ended_at,
    }
}

impl Participant {
    fn is(&self, purpose: &str) -> bool {
        self.purpose.0.as_deref() == Some(purpose)
    }

    fn is_customer(&self) -> bool {
        self.is("customer") || self.is("external")
    }

    fn is_agent(&self) -> bool {
        self.is("agent") || self.is("user")
    }

    /// The agent's part: that of the communication that still runs, otherwise of the last one.
    fn part(&self) -> AgentPart {
        let connection = |one: &Communication| {
            let state = one.state.0.as_deref().map(Connection::from_platform);
            state.unwrap_or_default()
        };
        let all: Vec<_> = self.communications().map(|(_, one)| one).collect();
        let runs = |one: &&&Communication| connection(one) != Connection::Disconnected;
        let main = all.iter().find(runs).or(all.last()).copied();
        let connection = main.map(connection).unwrap_or_default();
        let has_left = connection == Connection::Disconnected || self.end_time.is_some();
        AgentPart {
            agent: self.user_id,
            connection: if has_left {
                Connection::Disconnected
            } else {
                connection
            },
            is_held: main.is_some_and(|one| one.held.0 == Some(true)) && !has_left,
            connected_at: self
                .connected_time
                .or(main.and_then(|one| one.connected_time)),
            in_after_call_work: has_left && self.is_in_after_call_work(&all),
            left_at: self
                .start_acw_time
                .or(self.end_time)
                .or(main.and_then(|one| one.disconnected_time)),
        }
    }

    /// Whether the agent, who has left, still has to wrap up. Without a state of the after-call work, an agent who never
    /// answered does not.
    fn is_in_after_call_work(&self, communications: &[&Communication]) -> bool {
        let state = communications.iter().find_map(|one| {
            let work = one.after_call_work.0.as_ref()?;
            work.state.0.as_deref()
        });
        match state.map(str::to_ascii_lowercase).as_deref() {
            Some("complete" | "skipped" | "notapplicable") => return false,
            Some("pending") => return true,
            _ => {}
        }
        let has_answered = self.connected_time.is_some()
            || communications
                .iter()
                .any(|one| one.connected_time.is_some());
        let is_required = self.wrapup_required.0 == Some(true)
            || communications
                .iter()
                .any(|one| one.after_call_work_required.0 == Some(true))
            || self.start_acw_time.is_some();
        has_answered && is_required && self.end_acw_time.is_none() && self.wrap_ups().is_empty()
    }
}
