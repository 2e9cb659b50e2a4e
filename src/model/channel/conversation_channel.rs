//! A channel as the platform sends it, and the facts that decide its medium.

use get_size2::GetSize;

use super::direction::Direction;

/// One entry of `Session.conversationChannels`, with the platform's spellings.
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize)]
pub struct ConversationChannel {
    /// The channel's type: `Voice`, `Message`, `Email`, or an older name such as `Call`.
    pub kind: String,
    /// The type of message, such as `WebMessaging` or `Sms`. Absent for other channels.
    pub message_type: Option<String>,
}

/// The facts about a conversation that decide its medium together with the channel.
#[derive(Debug, Clone, Copy, Default, GetSize)]
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
