//! Whether everything on a connection waits for its client: for the rest of a request's body, or for the client to
//! read a response. A full table closes such a connection for a new one.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// How long a connection has waited for its client before a full table closes it. Bodies and responses of clients
/// that do their part arrive without such a pause; the larger it is, the longer new clients are refused.
const PATIENCE: Duration = Duration::from_millis(100);

/// Since when a connection waits for its client. Clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Activity(Arc<State>);

#[derive(Debug, Default)]
struct State {
    /// 0 while the connection does not wait.
    waiting_since: AtomicU64,
    is_cut: AtomicBool,
}

impl Activity {
    /// Takes note that the connection waits, or does not.
    pub(super) fn set_waiting(&self, is_waiting: bool) {
        let since = if is_waiting { now() } else { 0 };
        self.0.waiting_since.store(since, Ordering::Relaxed);
    }

    /// When the connection began to wait, if that is long enough ago.
    pub(super) fn overdue_since(&self) -> Option<u64> {
        let since = self.0.waiting_since.load(Ordering::Relaxed);
        let is_overdue = since > 0 && now().saturating_sub(since) >= milliseconds(PATIENCE);
        is_overdue.then_some(since)
    }

    /// From now on the connection is to end at once, whatever its client does.
    pub(super) fn cut(&self) {
        self.0.is_cut.store(true, Ordering::Relaxed);
    }

    /// Whether the connection is to end at once.
    pub(super) fn is_cut(&self) -> bool {
        self.0.is_cut.load(Ordering::Relaxed)
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
