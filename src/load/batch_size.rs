//! How many ids one call takes. The platform documents a maximum for some operations only, so a refused call is halved
//! and the size that succeeds is remembered. The size grows again, because the cause of a refusal may disappear.

use std::time::{Duration, Instant};

use parking_lot::Mutex;

/// How long a reduced size lasts before a larger one is tried. With a shorter time, more calls are refused if the
/// platform's maximum is lower than the configured size; with a minute, one per minute.
const GROW_AFTER: Duration = Duration::from_mins(1);

/// How many ids one call of an operation takes.
#[derive(Debug)]
pub struct BatchSize {
    configured: usize,
    current: Mutex<Current>,
}

#[derive(Debug)]
struct Current {
    size: usize,
    /// When the size was last reduced or increased.
    changed: Instant,
}

/// The batch size of every operation that takes many ids.
#[derive(Debug)]
pub struct BatchSizes {
    pub contacts: BatchSize,
    pub conversations: BatchSize,
    pub queues: BatchSize,
    pub wrap_up_codes: BatchSize,
    pub agents: BatchSize,
    pub segments: BatchSize,
}

impl BatchSize {
    /// Starts with the documented or configured number of ids.
    pub fn new(size: usize) -> Self {
        let configured = size.max(1);
        Self {
            configured,
            current: Mutex::new(Current {
                size: configured,
                changed: Instant::now(),
            }),
        }
    }

    /// The number of ids of the next call.
    pub(super) fn get(&self) -> usize {
        self.get_at(Instant::now())
    }

    fn get_at(&self, now: Instant) -> usize {
        let mut current = self.current.lock();
        let is_reduced = current.size < self.configured;
        if is_reduced && now.saturating_duration_since(current.changed) >= GROW_AFTER {
            // At most one increase per minute; the calls in between use the same size.
            current.size = current.size.saturating_mul(2).min(self.configured);
            current.changed = now;
        }
        current.size
    }

    /// A call with `refused` ids was refused for its size, and calls with `accepted` ids succeeded.
    pub(super) fn reduce(&self, refused: usize, accepted: usize) {
        self.reduce_at(refused, accepted, Instant::now());
    }

    fn reduce_at(&self, refused: usize, accepted: usize, now: Instant) {
        let mut current = self.current.lock();
        // A call that was larger than the current size is no evidence about it.
        if refused <= current.size {
            current.size = accepted.max(1);
            current.changed = now;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reduced_size_grows_again() {
        let size = BatchSize::new(100);
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        assert_eq!(size.get_at(at(0)), 100);
        size.reduce_at(100, 50, at(0));
        size.reduce_at(50, 25, at(0));
        // The result of a larger call that was sent before.
        size.reduce_at(100, 50, at(1));
        assert_eq!(size.get_at(at(59)), 25);
        assert_eq!(size.get_at(at(60)), 50);
        assert_eq!(size.get_at(at(61)), 50);
        assert_eq!(size.get_at(at(120)), 100);
        assert_eq!(size.get_at(at(500)), 100);
        size.reduce_at(100, 50, at(500));
        assert_eq!(size.get_at(at(501)), 50);
    }

    #[test]
    fn a_size_is_never_zero() {
        assert_eq!(BatchSize::new(0).get(), 1);
        let size = BatchSize::new(3);
        size.reduce(3, 0);
        assert_eq!(size.get(), 1);
    }
}
