//! The facts about a conversation that decide which medium a channel of it is.

use super::direction::Direction;

/// The facts about a conversation that decide its medium together with the channel.
#[derive(Debug, Clone, Copy, Default)]
pub struct ChannelContext {
    /// The side that began the conversation.
    pub direction: Direction,
    /// Whether the visitor was signed in.
    pub authenticated: bool,
    /// Whether an agent took part.
    pub agent_connected: bool,
    /// Whether a dialing campaign made the call.
    pub campaign: bool,
}
