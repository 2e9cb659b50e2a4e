//! Whether a call is made again. Only what is safe to repeat is, a few times, after a random pause,
//! and only as long as repeated calls are a small part of all: a platform in trouble is not to be
//! given more work.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The shortest pause, and the longest before the first retry; before the next it may be four times
/// as long, up to a second.
const LEAST: Duration = Duration::from_millis(50);
const FIRST: Duration = Duration::from_millis(250);
const MOST: Duration = Duration::from_secs(1);

/// Retries that calls may earn ahead: a platform that fails after a quiet day gets no more than
/// these at once.
const EARNED_AHEAD: u32 = 100;

/// When calls are repeated, over all requests.
#[derive(Debug)]
pub(super) struct Retries {
    /// Of one call.
    most: u32,
    /// Of all calls.
    percent: u32,
    earned: Mutex<u32>,
}

impl Retries {
    pub(super) fn new(most: u32, percent: u32) -> Self {
        Self {
            most,
            percent,
            earned: Mutex::default(),
        }
    }

    /// A call is made, be it a repeated one.
    pub(super) fn earn(&self) {
        let most = self.price().saturating_mul(EARNED_AHEAD);
        self.read(|earned| *earned = earned.saturating_add(self.percent).min(most));
    }

    /// What a retry costs: of a hundred calls as much as they earn, and what it will earn itself.
    fn price(&self) -> u32 {
        self.percent.saturating_add(100)
    }

    /// The pause before a call that was repeated `tried` times is made again, `least` or longer and
    /// within `left`; `None`: it is not. `random` is from 0 to 1.
    pub(super) fn again(
        &self,
        tried: u32,
        least: Duration,
        left: Duration,
        random: f64,
    ) -> Option<Duration> {
        let pause = jitter(tried, random).max(least);
        (tried < self.most && pause < left && self.spend()).then_some(pause)
    }

    fn spend(&self) -> bool {
        let price = self.price();
        self.read(|earned| match earned.checked_sub(price) {
            Some(left) => {
                *earned = left;
                true
            }
            None => false,
        })
    }

    fn read<T>(&self, read: impl FnOnce(&mut u32) -> T) -> T {
        read(&mut self.earned.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A pause between the shortest and a ceiling that grows, so that those who failed together do not
/// come back together.
fn jitter(tried: u32, random: f64) -> Duration {
    let ceiling = FIRST.saturating_mul(4_u32.saturating_pow(tried)).min(MOST);
    LEAST
        + ceiling
            .saturating_sub(LEAST)
            .mul_f64(random.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LONG: Duration = Duration::from_mins(1);

    fn rich() -> Retries {
        let retries = Retries::new(2, 100);
        (0..2 * EARNED_AHEAD).for_each(|_| retries.earn());
        retries
    }

    #[test]
    fn a_call_is_repeated_twice_at_most() {
        let retries = rich();
        let again = |tried| retries.again(tried, Duration::ZERO, LONG, 0.5).is_some();
        assert_eq!([again(0), again(1), again(2)], [true, true, false]);
    }

    #[test]
    fn a_wait_that_is_asked_for_is_kept_unless_it_is_too_long() {
        let asked = Duration::from_secs(3);
        assert_eq!(rich().again(0, asked, LONG, 0.0), Some(asked));
        let retries = rich();
        assert_eq!(retries.again(0, asked, asked, 0.0), None);
        // What was not repeated was not paid for.
        let paid = (0..=EARNED_AHEAD).take_while(|_| retries.spend());
        assert_eq!(paid.count(), EARNED_AHEAD as usize);
    }

    #[test]
    fn pauses_grow() {
        let most = |tried| jitter(tried, 1.0);
        assert_eq!([most(0), most(1), most(9)], [FIRST, MOST, MOST]);
        assert_eq!(jitter(0, 0.0), LEAST);
    }

    proptest! {
        #[test]
        fn a_pause_is_within_its_bounds(tried in 0_u32..100, random: f64) {
            let pause = jitter(tried, random);
            prop_assert!((LEAST..=MOST).contains(&pause));
        }

        /// Whatever the order of calls and failures.
        #[test]
        fn repeated_calls_are_a_tenth_of_all_at_most(failures: Vec<bool>) {
            let retries = Retries::new(2, 10);
            let (mut calls, mut repeated) = (0, 0);
            for failed in failures {
                retries.earn();
                calls += 1;
                for tried in 0..if failed { 3 } else { 0 } {
                    if retries.again(tried, Duration::ZERO, LONG, 0.0).is_some() {
                        retries.earn();
                        repeated += 1;
                    }
                }
                prop_assert!(repeated * 10 <= calls);
            }
        }
    }
}
