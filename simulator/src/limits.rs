//! The rate limit: a number of calls per token and minute, in fixed windows that open with a token's first call.

use std::time::{Duration, Instant};

use parking_lot::Mutex;

const WINDOW: Duration = Duration::from_mins(1);

/// The limit in the headers when there is none.
const UNLIMITED: u32 = 1_000_000;

/// The state of a token's window, for the `inin-ratelimit-*` headers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RateStatus {
    /// Number of calls in this window, including this one.
    pub(crate) count: u32,
    pub(crate) allowed: u32,
    /// Seconds until the window has certainly ended.
    pub(crate) reset: u64,
}

impl RateStatus {
    pub(crate) fn is_over(&self) -> bool {
        self.count > self.allowed
    }
}

/// The window of one token.
#[derive(Debug, Default)]
pub(crate) struct RateWindow(Mutex<Option<(Instant, u32)>>);

impl RateWindow {
    /// Counts a call.
    pub(crate) fn count(&self, limit: Option<u32>) -> RateStatus {
        let now = Instant::now();
        let mut window = self.0.lock();
        let (opened, count) = match *window {
            Some((opened, count)) if now.duration_since(opened) < WINDOW => {
                (opened, count.saturating_add(1))
            }
            _ => (now, 1),
        };
        *window = Some((opened, count));
        let left = WINDOW.saturating_sub(now.duration_since(opened));
        RateStatus {
            count,
            allowed: limit.unwrap_or(UNLIMITED),
            // Rounded up: a client that waits exactly this long must find the window ended.
            reset: left.as_secs() + u64::from(left.subsec_nanos() > 0),
        }
    }
}
