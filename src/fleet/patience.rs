//! The time that one request may wait for Redis.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Maximum time that one request waits for Redis, over all of its calls. Waiting for the fetch of another node does not
/// count: it takes no longer than a fetch of this node.
const LIMIT: Duration = Duration::from_millis(50);

/// What is left of [`LIMIT`] for one request.
#[derive(Debug)]
pub struct Patience {
    left_micros: AtomicU64,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            left_micros: AtomicU64::new(micros(LIMIT)),
        }
    }
}

impl Patience {
    /// The time left.
    pub(super) fn left(&self) -> Duration {
        Duration::from_micros(self.left_micros.load(Ordering::Relaxed))
    }

    /// Takes the time that a call has waited. Calls that wait at the same time each count, which errs on the short side.
    pub(super) fn spend(&self, waited: Duration) {
        let waited = micros(waited);
        let spend = |left: u64| Some(left.saturating_sub(waited));
        // It cannot fail, because `spend` always returns a value.
        let _ = self
            .left_micros
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, spend);
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_waits_together_have_one_limit() {
        let patience = Patience::default();
        patience.spend(Duration::from_millis(20));
        assert_eq!(patience.left(), Duration::from_millis(30));
        patience.spend(Duration::from_secs(1));
        assert_eq!(patience.left(), Duration::ZERO);
    }
}
