//! A channel that a conversation used, as the platform sends it.

use get_size2::GetSize;
use serde::{Deserialize, Serialize};

use super::channel_context::ChannelContext;
use super::medium::Medium;
use super::medium_set::MediumSet;

/// One entry of `Session.conversationChannels`: the media that have the platform's spelling of it. It is parsed once,
/// when the session is read, because several fields of each session on a page depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, GetSize, Serialize, Deserialize)]
pub struct ConversationChannel(MediumSet);

impl ConversationChannel {
    /// Parses a channel's `type` (`Voice`, `Message`, `Email`, or an older name such as `Call`) and its `messageType`
    /// (`WebMessaging` or `Sms`), which only messages have. Both are compared without case.
    pub fn from_platform(kind: &str, message_type: Option<&str>) -> Self {
        let media = Medium::ALL.iter().copied();
        let spelled = media.filter(|medium| medium.is_spelled(kind, message_type));
        Self(spelled.fold(MediumSet::EMPTY, |set, medium| set.with(&[medium])))
    }

    /// The medium of the channel; [`Medium::Unknown`] for a spelling that is not in the table.
    pub fn medium(self, context: ChannelContext) -> Medium {
        let mut media = self.0.iter();
        media
            .find(|medium| medium.is_possible(context))
            .unwrap_or(Medium::Unknown)
    }
}
