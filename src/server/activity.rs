//! Whether everything on a connection waits for its client: for the rest of a request's body, or for the client to
//! read a response. A full table closes such a connection for a new one.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// How long a connection has waited for its client before a full table closes it. Bodies and responses of clients
/// that do their part arrive without such a pause; the larger it is, the longer new clients are refused.
const PATIENCE: Duration = Duration::from_millis(100);

/// Since when a connection waits for its client. Clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Activity(Arc<AtomicU64>);

impl Activity {
    /// Takes note that the connection waits, or does not.
    pub(super) fn set_waiting(&self, is_waiting: bool) {
        let since = if is_waiting { now() } else { 0 };
        self.0.store(since, Ordering::Relaxed);
    }

    /// When the connection began to wait, if that is long enough ago.
    pub(super) fn overdue_since(&self) -> Option<u64> {
        let since = self.0.load(Ordering::Relaxed);
        let is_overdue = since > 0 && now().saturating_sub(since) >= milliseconds(PATIENCE);
        is_overdue.then_some(since)
    }
}

/// Milliseconds since the first call, and never 0.
fn now() -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    milliseconds(START.get_or_init(Instant::now).elapsed()).saturating_add(1)
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
