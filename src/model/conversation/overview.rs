//! The present state of a conversation: its channel, its customer and the parts that agents take in it.

use chrono::{DateTime, Utc};
use get_size2::GetSize;
use serde::{Deserialize, Serialize};

use crate::model::channel::{Channel, ChannelContext, ConversationChannel, Direction, MediumSet};
use crate::model::id::{AgentId, CustomerId, QueueId};

/// The present state of a conversation.
#[derive(Debug, Clone, Default, PartialEq, GetSize, Serialize, Deserialize)]
pub struct Overview {
    /// The contact of the customer, if the platform has linked one.
    pub customer: Option<CustomerId>,
    /// The channels, in the platform's order.
    pub channels: Vec<ConversationChannel>,
    /// The side that began the conversation.
    pub direction: Direction,
    /// Whether the visitor was signed in.
    pub authenticated: bool,
    /// The queue that the conversation entered last.
    pub queue: Option<QueueId>,
    /// The parts of the agents, in the order in which they joined.
    pub agents: Vec<AgentPart>,
    /// The end of the conversation.
    pub ended_at: Option<DateTime<Utc>>,
}

/// The part that an agent takes in a conversation. An agent who joins twice has two parts.
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize, Serialize, Deserialize)]
pub struct AgentPart {
    /// The agent; absent for a user that the platform does not name.
    pub agent: Option<AgentId>,
    /// The state of the agent's connection.
    pub connection: Connection,
    /// Whether the agent has put the customer on hold.
    pub is_held: bool,
    /// When the agent answered.
    pub connected_at: Option<DateTime<Utc>>,
    /// Whether the agent has left and has not yet wrapped up.
    pub in_after_call_work: bool,
    /// When the agent left.
    pub left_at: Option<DateTime<Utc>>,
}

/// The state of an agent's connection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, GetSize, Serialize, Deserialize)]
pub enum Connection {
    /// It rings at the agent.
    Alerting,
    /// The agent's call to the customer is being set up.
    Dialing,
    /// The agent is connected.
    Connected,
    /// The agent has left.
    Disconnected,
    /// The platform sends no state, or one that this version does not know.
    #[default]
    Unknown,
}

/// The state of a conversation for a viewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the GraphQL enum documents the values")]
pub enum ConversationState {
    Queued,
    Alerting,
    Dialing,
    Connected,
    AfterCallWork,
    Ended,
    Unknown,
}

impl Connection {
    /// Reads the platform's spelling.
    pub fn from_platform(text: &str) -> Self {
        match text.to_ascii_lowercase().as_str() {
            "alerting" | "offering" => Self::Alerting,
            "dialing" | "contacting" | "converting" => Self::Dialing,
            "connected" | "parked" | "uploading" | "transmitting" => Self::Connected,
            "disconnected" | "terminated" => Self::Disconnected,
            _ => Self::Unknown,
        }
    }

    fn is_active(self) -> bool {
        matches!(self, Self::Alerting | Self::Dialing | Self::Connected)
    }
}

impl Overview {
    /// The state for this viewer: that of the viewer's own part while the viewer takes part, otherwise that of the
    /// conversation.
    pub fn state(&self, viewer: Option<AgentId>) -> ConversationState {
        let own = self.own_part(viewer).and_then(AgentPart::state);
        own.unwrap_or_else(|| self.shared_state())
    }

    /// The part that the state comes from: the viewer's own one, otherwise that of the agent who takes part now,
    /// otherwise the last one.
    pub fn part(&self, viewer: Option<AgentId>) -> Option<&AgentPart> {
        let own = self.own_part(viewer).filter(|part| part.state().is_some());
        let mut newest_first = self.agents.iter().rev();
        own.or_else(|| newest_first.find(|part| part.connection.is_active()))
            .or_else(|| self.agents.last())
    }

    fn own_part(&self, viewer: Option<AgentId>) -> Option<&AgentPart> {
        let mut newest_first = self.agents.iter().rev();
        newest_first.find(|part| viewer.is_some() && part.agent == viewer)
    }

    fn shared_state(&self) -> ConversationState {
        if self.ended_at.is_some() {
            return ConversationState::Ended;
        }
        let mut newest_first = self.agents.iter().rev();
        let active = newest_first.find(|part| part.connection.is_active());
        match active.or_else(|| self.agents.last()) {
            Some(part) => part.state().unwrap_or(match part.connection {
                Connection::Disconnected => ConversationState::Queued,
                _ => ConversationState::Unknown,
            }),
            None => ConversationState::Queued,
        }
    }

    /// The channel on a card of the conversation.
    pub fn channel(&self, supported: MediumSet, is_campaign_call: bool) -> Channel {
        let context = ChannelContext {
            direction: self.direction,
            authenticated: self.authenticated,
            agent_connected: !self.agents.is_empty(),
            campaign: is_campaign_call,
        };
        let media = self.channels.iter().map(|channel| channel.medium(context));
        let channels = media.map(|medium| Channel::new(medium, self.direction, supported));
        Channel::on_card(channels, self.direction)
    }
}

impl AgentPart {
    /// The state for the agent; `None` if the agent has left for good, or nothing is known.
    fn state(&self) -> Option<ConversationState> {
        match self.connection {
            Connection::Alerting => Some(ConversationState::Alerting),
            Connection::Dialing => Some(ConversationState::Dialing),
            Connection::Connected => Some(ConversationState::Connected),
            Connection::Disconnected if self.in_after_call_work => {
                Some(ConversationState::AfterCallWork)
            }
            Connection::Disconnected | Connection::Unknown => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(agent: u128, connection: Connection, in_after_call_work: bool) -> AgentPart {
        AgentPart {
            agent: Some(AgentId(uuid::Uuid::from_u128(agent))),
            connection,
            in_after_call_work,
            ..AgentPart::default()
        }
    }

    #[test]
    fn the_state_is_that_of_the_viewers_part_while_the_viewer_takes_part() {
        use Connection::{Alerting, Connected, Dialing, Disconnected, Unknown};
        use ConversationState as State;
        let (me, other) = (1, 2);
        let cases = [
            (vec![], false, State::Queued),
            (vec![part(me, Alerting, false)], false, State::Alerting),
            (vec![part(me, Dialing, false)], false, State::Dialing),
            (vec![part(me, Connected, false)], false, State::Connected),
            (
                vec![part(me, Disconnected, true)],
                false,
                State::AfterCallWork,
            ),
            (
                vec![part(me, Disconnected, true)],
                true,
                State::AfterCallWork,
            ),
            (vec![part(me, Disconnected, false)], true, State::Ended),
            // Transferred, and waiting for the next agent.
            (vec![part(me, Disconnected, false)], false, State::Queued),
            // The viewer still wraps up while the next agent talks.
            (
                vec![part(me, Disconnected, true), part(other, Connected, false)],
                false,
                State::AfterCallWork,
            ),
            (
                vec![part(me, Disconnected, false), part(other, Connected, false)],
                false,
                State::Connected,
            ),
            // A second part of the same viewer counts.
            (
                vec![part(me, Disconnected, false), part(me, Alerting, false)],
                false,
                State::Alerting,
            ),
            (
                vec![part(other, Disconnected, true)],
                false,
                State::AfterCallWork,
            ),
            (vec![part(other, Disconnected, true)], true, State::Ended),
            (vec![part(other, Unknown, false)], false, State::Unknown),
        ];
        for (agents, has_ended, expected) in cases {
            let overview = Overview {
                agents,
                ended_at: has_ended.then(DateTime::default),
                ..Overview::default()
            };
            let viewer = Some(AgentId(uuid::Uuid::from_u128(me)));
            assert_eq!(overview.state(viewer), expected, "{overview:?}");
        }
    }

    #[test]
    fn without_a_viewer_no_part_is_the_viewers_own() {
        let unnamed = AgentPart {
            connection: Connection::Disconnected,
            in_after_call_work: true,
            ..AgentPart::default()
        };
        let overview = Overview {
            agents: vec![unnamed],
            ended_at: Some(DateTime::default()),
            ..Overview::default()
        };
        assert_eq!(overview.state(None), ConversationState::Ended);
    }
}
