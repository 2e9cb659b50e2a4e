//! The result of a look-up in a scope.

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

    /// Whether a stale value is served without calling the platform.
    pub fn serves_stale(&self) -> bool {
        self.serve_stale_until
            .is_some_and(|until| Instant::now() < until)
    }
}
