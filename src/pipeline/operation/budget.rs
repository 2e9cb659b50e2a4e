//! Query cost budget per viewer and minute: a token bucket.
//!
//! A bucket holds the budget of one minute and is refilled evenly. Its only state is the instant at which it is full
//! again: spending moves that instant into the future, by at most one minute.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use ahash::RandomState;
use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use parking_lot::Mutex;
use tokio::time::Instant;

/// Time in which an empty bucket is refilled.
const MINUTE: Duration = Duration::from_mins(1);

/// The viewer's budget does not cover the operation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("query cost budget of {limit} per minute exhausted; retry after {} s", whole_seconds(*.retry_after))]
pub struct BudgetExhausted {
    /// Cost per minute.
    pub limit: usize,
    /// Time until the budget covers the operation.
    pub retry_after: Duration,
}

/// What a viewer has left of its budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BudgetLeft {
    /// Cost per window.
    pub limit: usize,
    /// Time in which an empty budget is refilled.
    pub window: Duration,
    /// Cost that can be spent now.
    pub remaining: usize,
    /// Time until the whole budget can be spent.
    pub full_in: Duration,
}

/// A bucket for each viewer that was active within the last minute.
#[derive(Debug, Clone)]
pub struct Budgets {
    /// Cost per minute.
    limit: Arc<AtomicUsize>,
    /// By viewer id.
    buckets: Cache<String, Arc<Mutex<Bucket>>, RandomState>,
    /// The cost that each viewer has spent since the last report, as the time in which its bucket regains it. `None` if
    /// it is not reported.
    unreported: Option<Arc<Unreported>>,
}

type Unreported = Mutex<HashMap<String, Duration>>;

/// Budgets of a gateway that may have ended.
#[derive(Debug)]
pub struct WeakBudgets {
    budgets: Budgets,
    unreported: Weak<Unreported>,
}

impl WeakBudgets {
    /// The budgets; `None` if the gateway has ended.
    pub fn upgrade(&self) -> Option<Budgets> {
        let unreported = Some(self.unreported.upgrade()?);
        Some(Budgets {
            unreported,
            ..self.budgets.clone()
        })
    }
}

#[derive(Debug)]
struct Bucket {
    full_at: Instant,
}

impl Budgets {
    /// Creates budgets of `limit` per minute; buckets of at most `viewers` viewers are kept.
    pub fn new(limit: usize, viewers: usize) -> Self {
        let buckets = Cache::builder()
            .max_capacity(viewers as u64)
            // The default policy could drop a new bucket in favor of frequently used ones.
            .eviction_policy(EvictionPolicy::lru())
            // An idle bucket is full after a minute, like a new one.
            .time_to_idle(MINUTE)
            .build_with_hasher(RandomState::default());
        Self {
            limit: Arc::new(AtomicUsize::new(limit)),
            buckets,
            unreported: None,
        }
    }

    /// Collects what is spent from now on, for [`take_unreported`](Self::take_unreported).
    pub fn share(&mut self) -> WeakBudgets {
        let unreported = Arc::<Unreported>::default();
        let budgets = self.clone();
        self.unreported = Some(unreported.clone());
        WeakBudgets {
            budgets,
            unreported: Arc::downgrade(&unreported),
        }
    }

    /// The cost that each viewer has spent since the last call, as the time in which its bucket regains it.
    pub fn take_unreported(&self) -> Vec<(String, Duration)> {
        let unreported = self.unreported.as_ref();
        let taken = unreported.map(|unreported| std::mem::take(&mut *unreported.lock()));
        taken.unwrap_or_default().into_iter().collect()
    }

    /// Puts back what was taken `ago` and could not be reported, without what the buckets have regained since.
    pub fn put_back(&self, spent: &[(String, Duration)], ago: Duration) {
        let Some(unreported) = &self.unreported else {
            return;
        };
        let mut unreported = unreported.lock();
        for (viewer, spent) in spent {
            let left = spent.saturating_sub(ago);
            if !left.is_zero() {
                let total = unreported.entry(viewer.clone()).or_default();
                *total = (*total + left).min(MINUTE);
            }
        }
    }

    /// Takes costs of other nodes into account: the bucket is full in `full_in` at the earliest.
    pub fn raise(&self, viewer: &str, full_in: Duration) {
        let unreported = self.unreported.as_ref();
        let since = unreported.and_then(|unreported| unreported.lock().get(viewer).copied());
        if let Some(bucket) = self.buckets.get(viewer) {
            let mut bucket = bucket.lock();
            let full_at = Instant::now() + full_in + since.unwrap_or_default();
            bucket.full_at = bucket.full_at.max(full_at);
        }
    }

    fn record(&self, viewer: &str, cost: usize) {
        let Some(unreported) = &self.unreported else {
            return;
        };
        let mut unreported = unreported.lock();
        let spent = refill(cost, self.limit());
        match unreported.get_mut(viewer) {
            Some(total) => *total += spent,
            None => drop(unreported.insert(viewer.to_owned(), spent)),
        }
    }

    /// Changes the cost per minute.
    pub fn set_limit(&self, limit: usize) {
        self.limit.store(limit, Ordering::Relaxed);
    }

    fn limit(&self) -> usize {
        self.limit.load(Ordering::Relaxed)
    }

    /// Takes `cost` out of the viewer's bucket, all or nothing. Returns what is left.
    pub fn spend(&self, viewer: &str, cost: usize) -> Result<BudgetLeft, BudgetExhausted> {
        let now = Instant::now();
        let bucket = self
            .buckets
            .get_with_by_ref(viewer, || Arc::new(Mutex::new(Bucket { full_at: now })));
        let mut bucket = bucket.lock();
        match bucket.spend(cost, self.limit(), now) {
            Ok(()) => {
                self.record(viewer, cost);
                Ok(self.left_until(bucket.full_at, now))
            }
            Err(retry_after) => Err(BudgetExhausted {
                limit: self.limit(),
                retry_after,
            }),
        }
    }

    /// What the viewer has left. A viewer without a bucket has spent nothing in the last minute.
    pub fn left(&self, viewer: &str) -> BudgetLeft {
        let now = Instant::now();
        let bucket = self.buckets.get(viewer);
        let full_at = bucket.map_or(now, |bucket| bucket.lock().full_at);
        self.left_until(full_at, now)
    }

    fn left_until(&self, full_at: Instant, now: Instant) -> BudgetLeft {
        let full_in = full_at.saturating_duration_since(now);
        let limit = self.limit();
        BudgetLeft {
            limit,
            window: MINUTE,
            remaining: limit.saturating_sub(gain(full_in, limit)),
            full_in,
        }
    }
}

impl Bucket {
    /// Takes `cost` out of a bucket of `limit`, or returns the time until that is possible. A cost above `limit` takes
    /// a full bucket.
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

/// Time in which a bucket of `limit` gains `cost`.
fn refill(cost: usize, limit: usize) -> Duration {
    let nanoseconds = MINUTE.as_nanos() * cost.min(limit) as u128 / limit.max(1) as u128;
    Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX))
}

/// Cost that a bucket of `limit` gains within `time`, rounded up.
fn gain(time: Duration, limit: usize) -> usize {
    let gained = (limit as u128 * time.as_nanos()).div_ceil(MINUTE.as_nanos());
    usize::try_from(gained).unwrap_or(usize::MAX)
}

/// Rounds a wait up to whole seconds, at least one, so that a client never retries too early.
pub fn whole_seconds(time: Duration) -> u64 {
    let fraction = u64::from(time.subsec_nanos() > 0);
    time.as_secs().saturating_add(fraction).max(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_bucket_can_be_spent_at_once_and_is_refilled_evenly() {
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
    fn a_cost_above_the_limit_takes_a_full_bucket() {
        let start = Instant::now();
        let mut bucket = Bucket { full_at: start };
        assert_eq!(bucket.spend(usize::MAX, 600, start), Ok(()));
        assert_eq!(bucket.spend(1, 600, start), Err(MINUTE / 600));
    }

    #[test]
    fn costs_that_are_not_reported_are_reported_later_without_what_was_regained() {
        let mut budgets = Budgets::new(60, 10);
        let _shared = budgets.share();
        budgets.spend("viewer", 10).unwrap();
        let spent = budgets.take_unreported();
        assert_eq!(spent, [("viewer".to_owned(), Duration::from_secs(10))]);
        budgets.put_back(&spent, Duration::from_secs(4));
        budgets.spend("viewer", 1).unwrap();
        let spent = budgets.take_unreported();
        assert_eq!(spent, [("viewer".to_owned(), Duration::from_secs(7))]);
        budgets.put_back(&spent, Duration::from_secs(7));
        assert_eq!(budgets.take_unreported(), []);
    }

    #[tokio::test(start_paused = true)]
    async fn the_rest_of_a_budget_grows_as_it_is_refilled() {
        let budgets = Budgets::new(600, 100);
        let left = |seconds| {
            let left = budgets.left("a");
            assert_eq!((left.limit, left.window), (600, MINUTE));
            assert_eq!(left.full_in, Duration::from_secs(seconds));
            left.remaining
        };
        assert_eq!(left(0), 600);
        assert!(budgets.spend("a", 200).is_ok());
        assert_eq!(left(20), 400);
        tokio::time::advance(Duration::from_secs(5)).await;
        assert_eq!(left(15), 450);
        assert!(budgets.spend("a", 600).is_err());
        assert_eq!(left(15), 450);
    }

    #[test]
    fn each_viewer_has_its_own_bucket() {
        let budgets = Budgets::new(10, 100);
        assert!(budgets.spend("a", 10).is_ok());
        assert_eq!(budgets.spend("a", 10).unwrap_err().limit, 10);
        assert!(budgets.spend("b", 10).is_ok());
    }

    #[test]
    fn the_number_of_buckets_is_bounded() {
        let budgets = Budgets::new(10, 100);
        for viewer in 0..1_000 {
            assert!(budgets.spend(&viewer.to_string(), 10).is_ok());
            // A new viewer's bucket is kept.
            assert!(budgets.spend(&viewer.to_string(), 10).is_err());
        }
        budgets.buckets.run_pending_tasks();
        assert!(budgets.buckets.entry_count() <= 100);
    }

    proptest! {
        /// In any interval, no more is spent than one bucket and its refill; a retry after the returned time succeeds.
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
                    // The refill is 10 per second; rounding adds less than 1.
                    let refilled = now.duration_since(*then).as_millis().div_ceil(100);
                    prop_assert!(total as u128 <= 601 + refilled, "{total} in {:?}", now - *then);
                }
            }
        }
    }
}
