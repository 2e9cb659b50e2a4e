//! Retries of upstream calls: only of safe calls, a few times each, after a random delay, and within a budget that
//! keeps retries a small part of all calls. A failing platform must not get more load.
//!
//! Why the budget is not tower's: `docs/adr/0016-retry-budget.md`.

use std::time::Duration;

use parking_lot::Mutex;

use crate::backoff::Backoff;

const BACKOFF: Backoff = Backoff {
    min: Duration::from_millis(50),
    first: Duration::from_millis(250),
    factor: 4,
    max: Duration::from_secs(1),
};

/// Maximum number of retries that the budget can hold. It bounds the burst of retries when the platform starts to
/// fail after a quiet day.
const MAX_SAVED_RETRIES: u32 = 100;

/// Decides which calls are retried, over all requests.
#[derive(Debug)]
pub(super) struct RetryPolicy {
    /// Maximum number of retries of one call.
    max_retries: u32,
    /// Maximum percentage of retries among all calls.
    percent: u32,
    balance: Mutex<u32>,
}

impl RetryPolicy {
    pub(super) fn new(max_retries: u32, percent: u32) -> Self {
        Self {
            max_retries,
            percent,
            balance: Mutex::default(),
        }
    }

    /// Adds the deposit of one call, which may be a retry.
    pub(super) fn deposit(&self) {
        let max = self.cost().saturating_mul(MAX_SAVED_RETRIES);
        let mut balance = self.balance.lock();
        *balance = balance.saturating_add(self.percent).min(max);
    }

    /// The cost of a retry: the deposits of 100 calls, and the deposit that the retry itself adds.
    fn cost(&self) -> u32 {
        self.percent.saturating_add(100)
    }

    /// The delay before the next retry of a call after `retries` earlier ones, at least `min`. `None` if the call must
    /// not be retried: too many retries, no time `left` before the deadline, or no budget.
    pub(super) fn next_backoff(
        &self,
        retries: u32,
        min: Duration,
        left: Duration,
    ) -> Option<Duration> {
        let delay = BACKOFF.delay(retries).max(min);
        (retries < self.max_retries && delay < left && self.withdraw()).then_some(delay)
    }

    fn withdraw(&self) -> bool {
        let mut balance = self.balance.lock();
        match balance.checked_sub(self.cost()) {
            Some(left) => {
                *balance = left;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LONG: Duration = Duration::from_mins(1);

    fn with_full_budget() -> RetryPolicy {
        let policy = RetryPolicy::new(2, 100);
        (0..2 * MAX_SAVED_RETRIES).for_each(|_| policy.deposit());
        policy
    }

    #[test]
    fn a_call_is_retried_at_most_twice() {
        let policy = with_full_budget();
        let retried = |retries| policy.next_backoff(retries, Duration::ZERO, LONG).is_some();
        assert_eq!([retried(0), retried(1), retried(2)], [true, true, false]);
    }

    #[test]
    fn a_required_delay_is_kept_unless_it_passes_the_deadline() {
        let required = Duration::from_secs(3);
        let delay = with_full_budget().next_backoff(0, required, LONG);
        assert_eq!(delay, Some(required));
        let policy = with_full_budget();
        assert_eq!(policy.next_backoff(0, required, required), None);
        // A refused retry costs nothing.
        let left = (0..=MAX_SAVED_RETRIES).take_while(|_| policy.withdraw());
        assert_eq!(left.count(), MAX_SAVED_RETRIES as usize);
    }

    proptest! {
        /// For every order of calls and failures.
        #[test]
        fn retries_are_at_most_a_tenth_of_all_calls(failures: Vec<bool>) {
            let policy = RetryPolicy::new(2, 10);
            let (mut calls, mut retried) = (0, 0);
            for failed in failures {
                policy.deposit();
                calls += 1;
                for retries in 0..if failed { 3 } else { 0 } {
                    if policy.next_backoff(retries, Duration::ZERO, LONG).is_some() {
                        policy.deposit();
                        retried += 1;
                    }
                }
                prop_assert!(retried * 10 <= calls);
            }
        }
    }
}
