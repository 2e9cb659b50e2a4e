//! Whether a connection only waits for its client: for the rest of a request body, or for the client to read a response. A
//! full connection table closes such a connection in favor of a new one.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// How long a connection must have waited for its client before a full table closes it. Cooperative clients read and write
/// without such a pause; a larger value would reject new clients for longer.
const MIN_WAIT: Duration = Duration::from_millis(100);

/// The time since which a connection waits for its client. Clones share the state.
#[derive(Debug, Clone, Default)]
pub(super) struct Activity(Arc<State>);

#[derive(Debug, Default)]
struct State {
    /// 0 while the connection does not wait.
    waiting_since: AtomicU64,
    is_aborted: AtomicBool,
}

impl Activity {
    /// Records whether the connection waits.
    pub(super) fn set_waiting(&self, is_waiting: bool) {
        let since = if is_waiting { now() } else { 0 };
        self.0.waiting_since.store(since, Ordering::Relaxed);
    }

    /// When the connection began to wait, if that is at least [`MIN_WAIT`] ago.
    pub(super) fn overdue_since(&self) -> Option<u64> {
        let since = self.0.waiting_since.load(Ordering::Relaxed);
        let is_overdue = since > 0 && now().saturating_sub(since) >= milliseconds(MIN_WAIT);
        is_overdue.then_some(since)
    }

    /// Closes the connection at once, without waiting for its client.
    pub(super) fn abort(&self) {
        self.0.is_aborted.store(true, Ordering::Relaxed);
    }

    /// Whether the connection must be closed at once.
    pub(super) fn is_aborted(&self) -> bool {
        self.0.is_aborted.load(Ordering::Relaxed)
    }
}

/// Milliseconds since the first call, never 0.
fn now() -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    milliseconds(START.get_or_init(Instant::now).elapsed()).saturating_add(1)
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
