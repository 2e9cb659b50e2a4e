//! The state of the watch, as metrics report it.

use super::WatchRegistry;
use super::customer::Holder;
use crate::live::channel_state::ChannelState;
use crate::telemetry::LiveReading;

impl WatchRegistry {
    /// Records the state of a channel.
    pub(in crate::live) fn set_channel_state(&mut self, index: usize, state: ChannelState) {
        self.channel_states.insert(index, state);
    }

    /// Counts customers, topics and channels.
    pub(in crate::live) fn reading(&self) -> LiveReading {
        let ids = self.customers.keys();
        let covered = ids.filter(|id| self.covers_sessions(**id, self.sequence));
        let covered = covered.count();
        let own = self.own.topic();
        let confirmations = self
            .contacts
            .values()
            .filter(|topics| matches!(topics.holder, Holder::Channel(_)))
            .flat_map(|topics| [topics.sessions_since, topics.contact_since])
            .map(|since| since.is_some())
            .chain(own.map(|(_, is_confirmed)| is_confirmed));
        let (confirmed, pending): (Vec<_>, Vec<_>) =
            confirmations.partition(|confirmed| *confirmed);
        let channels = |state| {
            let indices = 0..self.channels.len();
            let states = indices.map(|index| self.channel_states.get(&index));
            states
                .filter(|current| current.copied().unwrap_or_default() == state)
                .count()
        };
        LiveReading {
            watches: 1,
            covered,
            uncovered: self.customers.len() - covered,
            confirmed_topics: confirmed.len(),
            pending_topics: pending.len(),
            idle_channels: channels(ChannelState::Idle),
            connecting_channels: channels(ChannelState::Connecting),
            connected_channels: channels(ChannelState::Connected),
            disconnected_channels: channels(ChannelState::Disconnected),
        }
    }
}
