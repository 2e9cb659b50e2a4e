//! Rate limit of audit events, so that a client whose requests are rejected cannot fill the log.

use std::time::{Duration, Instant};

use parking_lot::Mutex;

/// Events per second. With more, a single client could write a gigabyte per day; with fewer, the log would not show
/// which clients take part in an attack.
const EVENTS_PER_SECOND: u32 = 10;

const SECOND: Duration = Duration::from_secs(1);

/// Limits the number of events per second.
#[derive(Debug, Default)]
pub(super) struct Throttle(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    second: Option<Instant>,
    admitted: u32,
    suppressed: u64,
}

impl Throttle {
    /// Returns the number of events that were suppressed since the last one, or `None` if this event is suppressed.
    pub(super) fn admit(&self) -> Option<u64> {
        self.admit_at(Instant::now())
    }

    fn admit_at(&self, now: Instant) -> Option<u64> {
        let mut state = self.0.lock();
        let is_over = |second| now.saturating_duration_since(second) >= SECOND;
        if state.second.is_none_or(is_over) {
            state.second = Some(now);
            state.admitted = 0;
        }
        if state.admitted == EVENTS_PER_SECOND {
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
    fn ten_events_per_second_are_admitted_and_the_others_counted() {
        let (throttle, start) = (Throttle::default(), Instant::now());
        let admitted: Vec<_> = (0..2_500_u64)
            .filter_map(|step| throttle.admit_at(start + Duration::from_millis(step)))
            .collect();
        let mut expected = [0; 30];
        (expected[10], expected[20]) = (990, 990);
        assert_eq!(admitted, expected);
    }
}
