//! The result of a look-up in a scope.

use std::time::Duration;

use tokio::time::Instant;

use super::entry::Found;
use super::version::EntryVersion;

/// A cached value, fresh or stale.
#[derive(Debug)]
pub struct Lookup<V> {
    /// The value.
    pub found: Found<V>,
    /// End of the time to live. Later the value is served only if the platform does not respond.
    pub fresh_until: Instant,
    /// Start of the last part of the time to live, in which a request starts a refresh; `None` if it never does.
    pub refresh_from: Option<Instant>,
    /// The version that the value was read from.
    pub version: EntryVersion,
    /// Until this instant the stale value is served without a call, because the platform failed to respond.
    pub serve_stale_until: Option<Instant>,
}

impl<V> Lookup<V> {
    /// Whether the time to live has not passed.
    pub fn is_fresh(&self) -> bool {
        Instant::now() < self.fresh_until
    }

    /// Whether the last part of the time to live has begun.
    pub fn expires_soon(&self) -> bool {
        self.refresh_from.is_some_and(|from| from <= Instant::now())
    }

    /// Length of the last part of the time to live; zero if there is none.
    pub fn refresh_window(&self) -> Duration {
        let window = |from| self.fresh_until.saturating_duration_since(from);
        self.refresh_from.map(window).unwrap_or_default()
    }

    /// Whether a stale value is served without calling the platform.
    pub fn serves_stale(&self) -> bool {
        self.serve_stale_until
            .is_some_and(|until| Instant::now() < until)
    }
}
