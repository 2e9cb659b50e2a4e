//! How many ids one call takes. The platform documents a maximum for some operations only, so a refused call
//! is halved, and the size that succeeded is remembered. It grows again, because a refusal may have had a
//! cause that is gone.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long a reduced size lasts before a larger one is tried. A shorter time costs more refused calls where
/// the platform's maximum is lower than configured: with a minute, one in a minute.
const GROWS_AFTER: Duration = Duration::from_mins(1);

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

/// Of every operation that takes many ids.
#[derive(Debug)]
#[expect(missing_docs, reason = "each is named after what it loads")]
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

    /// The number of ids that the next call takes.
    pub(super) fn get(&self) -> usize {
        self.get_at(Instant::now())
    }

    fn get_at(&self, now: Instant) -> usize {
        let mut current = self.current();
        let is_reduced = current.size < self.configured;
        if is_reduced && now.saturating_duration_since(current.changed) >= GROWS_AFTER {
            // For one call at a time: those that follow within a minute take the same size.
            current.size = current.size.saturating_mul(2).min(self.configured);
            current.changed = now;
        }
        current.size
    }

    /// A call with `refused` ids was refused for its size, and one with `accepted` of them succeeded.
    pub(super) fn refused(&self, refused: usize, accepted: usize) {
        self.refused_at(refused, accepted, Instant::now());
    }

    fn refused_at(&self, refused: usize, accepted: usize, now: Instant) {
        let mut current = self.current();
        // A call that was larger than the present size says nothing new.
        if refused <= current.size {
            current.size = accepted.max(1);
            current.changed = now;
        }
    }

    fn current(&self) -> MutexGuard<'_, Current> {
        // Nothing that runs under the lock panics halfway.
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
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
        size.refused_at(100, 50, at(0));
        size.refused_at(50, 25, at(0));
        // A larger call that was under way meanwhile.
        size.refused_at(100, 50, at(1));
        assert_eq!(size.get_at(at(59)), 25);
        assert_eq!(size.get_at(at(60)), 50);
        assert_eq!(size.get_at(at(61)), 50);
        assert_eq!(size.get_at(at(120)), 100);
        assert_eq!(size.get_at(at(500)), 100);
        size.refused_at(100, 50, at(500));
        assert_eq!(size.get_at(at(501)), 50);
    }

    #[test]
    fn a_size_is_never_zero() {
        assert_eq!(BatchSize::new(0).get(), 1);
        let size = BatchSize::new(3);
        size.refused(3, 0);
        assert_eq!(size.get(), 1);
    }
}
