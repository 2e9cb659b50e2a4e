//! How many requests are worked on at once. A few more wait for a short time; all others are told at
//! once to come again, which costs next to nothing.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use super::problem::Problem;
use crate::config::Limits;

/// The places in which requests are worked on, and those in which they wait.
#[derive(Debug, Clone)]
pub(super) struct Admission {
    places: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    /// How long a request waits.
    patience: Duration,
    /// How many places there are.
    most: usize,
}

impl Admission {
    /// As the limits have it; every place is free.
    pub(super) fn new(limits: &Limits) -> Self {
        let semaphore =
            |places: usize| Arc::new(Semaphore::new(places.min(Semaphore::MAX_PERMITS)));
        Self {
            places: semaphore(limits.concurrency),
            queue: semaphore(limits.queue),
            patience: limits.queue_timeout,
            most: limits.concurrency,
        }
    }

    /// Takes a place, until it is dropped. Whoever has waited longest gets the next one.
    pub(super) async fn enter(&self) -> Result<SemaphorePermit<'_>, Problem> {
        let overloaded = || Problem::Overloaded(self.most, "requests");
        if let Ok(place) = self.places.try_acquire() {
            return Ok(place);
        }
        let _waiting = self.queue.try_acquire().map_err(|_| overloaded())?;
        match timeout(self.patience, self.places.acquire()).await {
            Ok(Ok(place)) => Ok(place),
            _ => Err(overloaded()),
        }
    }
}
