//! The state of a notification channel, for metrics.

/// The state of a notification channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum ChannelState {
    /// No topics are needed.
    #[default]
    Idle,
    /// The channel is created, its WebSocket opened, or its topics are set.
    Connecting,
    /// The topics are confirmed.
    Connected,
    /// The next attempt to connect waits after a failure.
    Disconnected,
}
