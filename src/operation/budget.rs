//! What a viewer's operations may cost in a minute.
//!
//! A bucket holds a minute's worth and is refilled evenly. All there is to know of it is when it will
//! be full again: spending moves that instant away, and it may be a minute away at most.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use tokio::time::Instant;

/// In which a bucket is refilled.
const MINUTE: Duration = Duration::from_mins(1);

/// More than a viewer may spend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "your operations of the last minute cost {limit} together, which is the limit; this one would \
     be one too many"
)]
pub struct Overspent {
    /// Cost a minute.
    pub limit: usize,
    /// Until there is enough again.
    pub retry_after: Duration,
}

/// One bucket for each viewer who asked within the last minute.
#[derive(Debug, Clone)]
pub struct Budgets {
    /// Cost a minute.
    limit: usize,
    /// By the viewer's id.
    buckets: Cache<String, Arc<Mutex<Bucket>>>,
}

#[derive(Debug)]
struct Bucket {
    full_at: Instant,
}

impl Budgets {
    /// `limit` a minute for each of the last `viewers` viewers.
    pub fn new(limit: usize, viewers: usize) -> Self {
        let buckets = Cache::builder()
            .max_capacity(viewers as u64)
            // A new viewer's bucket must be kept, however often others ask.
            .eviction_policy(EvictionPolicy::lru())
            // It is full again by then, as a new one is.
            .time_to_idle(MINUTE)
            .build();
        Self { limit, buckets }
    }

    /// Takes `cost` out of the viewer's bucket, or nothing.
    pub fn spend(&self, viewer: &str, cost: usize) -> Result<(), Overspent> {
        let now = Instant::now();
        let bucket = self
            .buckets
            .get_with_by_ref(viewer, || Arc::new(Mutex::new(Bucket { full_at: now })));
        // A poisoned lock means that a panic came between two lines of bookkeeping; the notes stand.
        let mut bucket = bucket.lock().unwrap_or_else(PoisonError::into_inner);
        bucket
            .spend(cost, self.limit, now)
            .map_err(|wait| Overspent {
                limit: self.limit,
                retry_after: wait,
            })
    }
}

impl Bucket {
    /// Takes `cost` out of a bucket of `limit`; or tells how long it takes until it can. What costs
    /// more than a bucket holds takes a full one.
    fn spend(&mut self, cost: usize, limit: usize, now: Instant) -> Result<(), Duration> {
        let full_at = self.full_at.max(now) + refill(cost, limit);
        let excess = full_at.duration_since(now).saturating_sub(MINUTE);
        if !excess.is_zero() {
            return Err(excess);
        }
        self.full_at = full_at;
        Ok(())
    }
}

/// How long it takes to put `cost` into a bucket of `limit`.
fn refill(cost: usize, limit: usize) -> Duration {
    let nanoseconds = MINUTE.as_nanos() * cost.min(limit) as u128 / limit.max(1) as u128;
    Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_bucket_is_spent_at_once_and_refilled_evenly() {
        let start = Instant::now();
        let after = |seconds| start + Duration::from_secs(seconds);
        let mut bucket = Bucket { full_at: start };
        assert_eq!(bucket.spend(600, 600, after(0)), Ok(()));
        assert_eq!(bucket.spend(10, 600, after(0)), Err(Duration::from_secs(1)));
        assert_eq!(bucket.spend(20, 600, after(1)), Err(Duration::from_secs(1)));
        assert_eq!(bucket.spend(20, 600, after(2)), Ok(()));
        assert_eq!(
            bucket.spend(600, 600, after(61)),
            Err(Duration::from_secs(1))
        );
        assert_eq!(bucket.spend(600, 600, after(62)), Ok(()));
    }

    #[test]
    fn what_costs_more_than_a_bucket_holds_takes_a_full_one() {
        let start = Instant::now();
        let mut bucket = Bucket { full_at: start };
        assert_eq!(bucket.spend(usize::MAX, 600, start), Ok(()));
        assert_eq!(bucket.spend(1, 600, start), Err(MINUTE / 600));
    }

    #[test]
    fn viewers_have_their_own_buckets() {
        let budgets = Budgets::new(10, 100);
        assert!(budgets.spend("a", 10).is_ok());
        assert_eq!(budgets.spend("a", 10).unwrap_err().limit, 10);
        assert!(budgets.spend("b", 10).is_ok());
    }

    #[test]
    fn there_are_no_more_buckets_than_said() {
        let budgets = Budgets::new(10, 100);
        for viewer in 0..1_000 {
            assert!(budgets.spend(&viewer.to_string(), 10).is_ok());
            // Whoever has just come is always known.
            assert!(budgets.spend(&viewer.to_string(), 10).is_err());
        }
        budgets.buckets.run_pending_tasks();
        assert!(budgets.buckets.entry_count() <= 100);
    }

    proptest! {
        /// In no span of time more is spent than a bucketful and what was refilled meanwhile; and
        /// whoever waits as long as told is served.
        #[test]
        fn spending_keeps_within_the_limit(
            steps in prop::collection::vec((0_u64..20_000, 1_usize..700), 1..60),
        ) {
            let (limit, mut now) = (600, Instant::now());
            let mut bucket = Bucket { full_at: now };
            let mut spent: Vec<(Instant, usize)> = Vec::new();
            for (pause, cost) in steps {
                now += Duration::from_millis(pause);
                if let Err(wait) = bucket.spend(cost, limit, now) {
                    now += wait;
                    prop_assert_eq!(bucket.spend(cost, limit, now), Ok(()));
                }
                spent.push((now, cost.min(limit)));
                let mut total = 0;
                for (then, cost) in spent.iter().rev() {
                    total += cost;
                    // Ten a second; what is rounded comes to less than one.
                    let refilled = now.duration_since(*then).as_millis().div_ceil(100);
                    prop_assert!(total as u128 <= 601 + refilled, "{total} in {:?}", now - *then);
                }
            }
        }
    }
}
