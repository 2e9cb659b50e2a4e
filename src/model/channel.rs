//! Channels of interactions.
//!
//! The media are those of the platform's help page "View a customer's journey details". A session has no field
//! that distinguishes an agentless notification, a campaign call or authenticated web messaging from the plain
//! channel; [`ConversationChannel::medium`] infers them (`docs/facts.md`, section 6.2).

mod channel_context;
mod conversation_channel;
mod direction;
mod medium;
mod medium_set;

use get_size2::GetSize;
use serde::{Deserialize, Serialize};

pub use channel_context::ChannelContext;
pub use conversation_channel::ConversationChannel;
pub use direction::Direction;
pub(crate) use medium::media;
pub use medium::{Group, Medium};
pub use medium_set::MediumSet;

/// The channel of a session as clients see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, GetSize, Serialize, Deserialize)]
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

    /// The channel on the card of a conversation with these channels: the first supported one, else the first. An
    /// outbound conversation with a callback channel is a callback.
    pub fn on_card(mut channels: impl Iterator<Item = Self> + Clone, direction: Direction) -> Self {
        let is_callback =
            |channel: &Self| direction == Direction::Outbound && channel.medium == Medium::Callback;
        let mut outbound_callbacks = channels.clone().filter(is_callback);
        outbound_callbacks
            .next()
            .or_else(|| channels.clone().find(|channel| channel.supported))
            .or_else(|| channels.next())
            .unwrap_or(Self {
                medium: Medium::Unknown,
                direction,
                // Without a channel there is no evidence of an unsupported one.
                supported: true,
            })
    }
}

#[cfg(test)]
mod tests;
