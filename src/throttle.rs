//! Rate limit of log lines that clients can cause, so that none of them can fill the log.

use std::time::{Duration, Instant};

use parking_lot::Mutex;

/// Lines per second. With more, a single client could write a gigabyte per day; with fewer, the log would not show which
/// clients take part in an attack, or which operations of the platform fail.
const LINES_PER_SECOND: u32 = 10;

const SECOND: Duration = Duration::from_secs(1);

/// Limits the number of lines per second.
#[derive(Debug, Default)]
pub(crate) struct Throttle(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    second: Option<Instant>,
    admitted: u32,
    suppressed: u64,
}

impl Throttle {
    /// Creates a throttle for a static.
    pub(crate) const fn new() -> Self {
        Self(Mutex::new(State {
            second: None,
            admitted: 0,
            suppressed: 0,
        }))
    }

    /// Returns the number of lines that were suppressed since the last one, or `None` if this line is suppressed.
    pub(crate) fn admit(&self) -> Option<u64> {
        self.admit_at(Instant::now())
    }

    fn admit_at(&self, now: Instant) -> Option<u64> {
        let mut state = self.0.lock();
        let is_over = |second| now.saturating_duration_since(second) >= SECOND;
        if state.second.is_none_or(is_over) {
            state.second = Some(now);
            state.admitted = 0;
        }
        if state.admitted == LINES_PER_SECOND {
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
    fn ten_lines_per_second_are_admitted_and_the_others_counted() {
        let (throttle, start) = (Throttle::default(), Instant::now());
        let admitted: Vec<_> = (0..2_500_u64)
            .filter_map(|step| throttle.admit_at(start + Duration::from_millis(step)))
            .collect();
        let mut expected = [0; 30];
        (expected[10], expected[20]) = (990, 990);
        assert_eq!(admitted, expected);
    }
}
