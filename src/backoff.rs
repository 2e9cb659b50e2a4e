//! Exponential backoff with jitter, for everything that retries or reconnects.

use std::time::Duration;

/// Random delays between a minimum and a ceiling that grows with each attempt. Jitter keeps clients that failed
/// together from coming back together.
#[derive(Debug, Clone, Copy)]
pub struct Backoff {
    /// Shortest delay.
    pub min: Duration,
    /// Ceiling of the first delay.
    pub first: Duration,
    /// Factor by which the ceiling grows with each attempt.
    pub factor: u32,
    /// Highest ceiling.
    pub max: Duration,
}

impl Backoff {
    /// The delay after `attempts` earlier delays.
    pub fn delay(&self, attempts: u32) -> Duration {
        self.delay_at(attempts, fastrand::f64())
    }

    fn delay_at(&self, attempts: u32, random: f64) -> Duration {
        let growth = self.factor.saturating_pow(attempts);
        let ceiling = self.first.saturating_mul(growth).min(self.max);
        self.min
            + ceiling
                .saturating_sub(self.min)
                .mul_f64(random.clamp(0.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BACKOFF: Backoff = Backoff {
        min: Duration::from_millis(50),
        first: Duration::from_millis(250),
        factor: 4,
        max: Duration::from_secs(1),
    };

    #[test]
    fn ceilings_grow_up_to_the_maximum() {
        let ceiling = |attempts| BACKOFF.delay_at(attempts, 1.0);
        let expected = [BACKOFF.first, BACKOFF.max, BACKOFF.max];
        assert_eq!([ceiling(0), ceiling(1), ceiling(9)], expected);
        assert_eq!(BACKOFF.delay_at(0, 0.0), BACKOFF.min);
    }

    proptest! {
        #[test]
        fn delays_stay_within_their_bounds(attempts in 0_u32..100, random: f64) {
            let delay = BACKOFF.delay_at(attempts, random);
            prop_assert!((BACKOFF.min..=BACKOFF.max).contains(&delay));
        }
    }
}
