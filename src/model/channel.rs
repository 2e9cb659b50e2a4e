//! Channels of interactions.
//!
//! The media are those of the platform's help page "View a customer's journey details". A session has no field
//! that distinguishes an agentless notification, a campaign call or authenticated web messaging from the plain
//! channel; [`Medium::from_channel`] infers them (`docs/facts.md`, section 6.2).

mod medium;
mod medium_set;

use get_size2::GetSize;

pub(crate) use medium::media;
pub use medium::{Group, Medium};
pub use medium_set::MediumSet;

/// The side that began a conversation: `Session.originatingDirection` of the REST API.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, GetSize)]
pub enum Direction {
    /// The customer.
    Inbound,
    /// The contact center.
    Outbound,
    /// The platform sends no value, or one that this version does not know.
    #[default]
    Unknown,
}

impl Direction {
    /// Reads the platform's spelling, ignoring ASCII case: REST, analytics and topics differ in it.
    pub fn from_platform(text: &str) -> Self {
        if text.eq_ignore_ascii_case("inbound") {
            Self::Inbound
        } else if text.eq_ignore_ascii_case("outbound") {
            Self::Outbound
        } else {
            Self::Unknown
        }
    }
}

/// One entry of `Session.conversationChannels`, with the platform's spellings.
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize)]
pub struct ConversationChannel {
    /// The channel's type: `Voice`, `Message`, `Email`, or an older name such as `Call`.
    pub kind: String,
    /// The type of message, such as `WebMessaging` or `Sms`. Absent for other channels.
    pub message_type: Option<String>,
}

/// The channel of a session as clients see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, GetSize)]
pub struct Channel {
    /// The kind of channel.
    pub medium: Medium,
    /// The side that began the interaction.
    pub direction: Direction,
    /// Whether lists include the channel by default. This does not follow from the medium alone: both a
    /// conversation without channels (supported) and an unknown channel (not supported) are
    /// [`Medium::Unknown`].
    pub supported: bool,
}

impl Channel {
    /// A channel that is supported if `supported` contains its medium.
    pub fn new(medium: Medium, direction: Direction, supported: MediumSet) -> Self {
        Self {
            medium,
            direction,
            supported: supported.contains(medium),
        }
    }
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

#[cfg(test)]
mod tests;
