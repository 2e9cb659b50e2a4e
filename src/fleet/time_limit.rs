//! The time that one request may wait for Redis.

use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::Instant;

/// Maximum time that one request waits for Redis, over all of its calls. Waiting for the fetch of another node does not
/// count: it takes no longer than a fetch of this node.
const LIMIT: Duration = Duration::from_millis(50);

/// The time that one request may wait for Redis. Calls that wait at the same time use it once.
#[derive(Debug, Default)]
pub struct RedisTimeLimit(Mutex<Waits>);

#[derive(Debug, Default)]
struct Waits {
    /// Time during which at least one call has waited, without the present one.
    past: Duration,
    /// Number of calls that wait.
    waiting: u32,
    /// Since when at least one call waits.
    since: Option<Instant>,
}

/// A call that waits for Redis, until it is dropped.
#[derive(Debug)]
pub(super) struct Wait<'a> {
    limit: &'a RedisTimeLimit,
    left: Duration,
}

impl RedisTimeLimit {
    /// Begins to wait; `None` if no time is left.
    pub(super) fn begin(&self) -> Option<Wait<'_>> {
        let now = Instant::now();
        let mut waits = self.0.lock();
        let current = waits.since.map(|since| now - since).unwrap_or_default();
        let left = LIMIT.checked_sub(waits.past + current)?;
        if left.is_zero() {
            return None;
        }
        waits.waiting += 1;
        waits.since.get_or_insert(now);
        Some(Wait { limit: self, left })
    }
}

impl Wait<'_> {
    /// The time that was left when the wait began.
    pub(super) fn left(&self) -> Duration {
        self.left
    }
}

impl Drop for Wait<'_> {
    fn drop(&mut self) {
        let mut waits = self.limit.0.lock();
        waits.waiting -= 1;
        if waits.waiting == 0
            && let Some(since) = waits.since.take()
        {
            waits.past += since.elapsed();
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::sleep;

    use super::*;

    async fn wait(limit: &RedisTimeLimit, millis: u64) {
        let _wait = limit.begin().unwrap();
        sleep(Duration::from_millis(millis)).await;
    }

    fn left(limit: &RedisTimeLimit) -> Option<Duration> {
        limit.begin().map(|wait| wait.left())
    }

    #[tokio::test(start_paused = true)]
    async fn waits_one_after_another_add_up_and_time_without_a_wait_does_not_count() {
        let limit = RedisTimeLimit::default();
        wait(&limit, 20).await;
        sleep(Duration::from_secs(1)).await;
        assert_eq!(left(&limit), Some(Duration::from_millis(30)));
        wait(&limit, 60).await;
        assert_eq!(left(&limit), None);
    }

    #[tokio::test(start_paused = true)]
    async fn waits_at_the_same_time_count_once() {
        let limit = RedisTimeLimit::default();
        tokio::join!(wait(&limit, 10), wait(&limit, 20), async {
            sleep(Duration::from_millis(15)).await;
            assert_eq!(left(&limit), Some(Duration::from_millis(35)));
            wait(&limit, 15).await;
        });
        assert_eq!(left(&limit), Some(Duration::from_millis(20)));
    }
}
