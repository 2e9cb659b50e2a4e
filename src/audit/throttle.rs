//! A maximum of events of one kind per second: a client that causes refusals must not fill the log.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Events in one second. More would let a single client write a gigabyte a day, fewer would hide which clients take
/// part in an attack.
const MOST: u32 = 10;

const SECOND: Duration = Duration::from_secs(1);

/// Admits events.
#[derive(Debug, Default)]
pub(super) struct Throttle(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    second: Option<Instant>,
    admitted: u32,
    suppressed: u64,
}

impl Throttle {
    /// The number of events that were suppressed since the last one, if this one is to be written.
    pub(super) fn admit(&self) -> Option<u64> {
        self.admit_at(Instant::now())
    }

    fn admit_at(&self, now: Instant) -> Option<u64> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_over = |second| now.saturating_duration_since(second) >= SECOND;
        if state.second.is_none_or(is_over) {
            state.second = Some(now);
            state.admitted = 0;
        }
        if state.admitted == MOST {
            state.suppressed += 1;
            return None;
        }
        state.admitted += 1;
        Some(std::mem::take(&mut state.suppressed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_in_a_second_and_the_number_of_the_others() {
        let (throttle, start) = (Throttle::default(), Instant::now());
        let admitted: Vec<_> = (0..2_500_u64)
            .filter_map(|step| throttle.admit_at(start + Duration::from_millis(step)))
            .collect();
        let mut expected = [0; 30];
        (expected[10], expected[20]) = (990, 990);
        assert_eq!(admitted, expected);
    }
}
