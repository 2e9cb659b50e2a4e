//! Notifications of the platform: frames, and channels that were lost.

use prometheus_client::metrics::counter::Counter;
use prometheus_client::registry::Registry;

use super::labels::ByLabel;

labels! {
    /// The kind of a frame.
    pub enum FrameType("type") {
        /// A session has changed.
        Session = "session",
        /// A contact has changed.
        Contact = "contact",
        /// A campaign made a call.
        CampaignCall = "campaign_call",
        /// One of the user's own conversations has changed.
        OwnConversation = "own_conversation",
        /// The frame could not be read, so that a change may have been missed.
        Unreadable = "unreadable",
        /// The platform ends the channel or its connection.
        Ending = "ending",
        /// Heartbeats, and frames that the gateway does not use.
        Other = "other",
    }
}

labels! {
    /// Why a channel lost its connection.
    pub enum LostChannel("reason") {
        /// The platform announced the end.
        Announced = "announced",
        /// The connection broke, or could not be made.
        Broken = "broken",
        /// The platform deleted the channel.
        Gone = "gone",
    }
}

/// Metrics of notifications. An instance from `default` counts nothing.
#[derive(Debug, Clone, Default)]
pub struct Live {
    frames: ByLabel<FrameType, Counter>,
    lost: ByLabel<LostChannel, Counter>,
}

impl Live {
    pub(super) fn new(registry: &mut Registry) -> Self {
        Self {
            frames: ByLabel::new(
                registry,
                "live_frames",
                "Number of notification frames from the platform by type",
            ),
            lost: ByLabel::new(
                registry,
                "live_channels_lost",
                "Number of notification channels that lost their connection, by reason",
            ),
        }
    }

    /// Counts a frame.
    pub fn count_frame(&self, frame: FrameType) {
        if let Some(counter) = self.frames.get(frame) {
            counter.inc();
        }
    }

    /// Counts a channel that lost its connection.
    pub fn count_lost(&self, reason: LostChannel) {
        if let Some(counter) = self.lost.get(reason) {
            counter.inc();
        }
    }
}
