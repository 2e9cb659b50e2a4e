//! Fetches in progress. A request that needs a key which another request is fetching waits for that fetch. If the
//! leader gives up, one of the followers becomes the leader.

use std::collections::HashMap;
use std::sync::Arc;

use ahash::RandomState;
use parking_lot::Mutex;
use tokio::sync::watch;

use super::entry::{CacheEntry, Found, Key, Value};
use crate::platform::Error;

/// The result of a fetch; `None` while it is in progress.
type Outcome = Option<Result<Value, Error>>;

/// The fetches in progress in a scope. Their number is bounded by the requests in execution.
#[derive(Debug, Clone, Default)]
pub(super) struct InFlightTable(Arc<Mutex<HashMap<Key, watch::Receiver<Outcome>, RandomState>>>);

/// How a request obtains a key that is not cached.
#[derive(Debug)]
pub enum InFlight {
    /// This request fetches the key.
    Leader(Leader),
    /// Another request is fetching the key.
    Follower(Follower),
}

/// The obligation to fetch a key. If it is dropped before [`Leader::complete`], a follower takes over.
#[derive(Debug)]
pub struct Leader {
    key: Key,
    table: InFlightTable,
    outcome: watch::Sender<Outcome>,
}

/// Waits for the result of another request's fetch.
#[derive(Debug)]
pub struct Follower(watch::Receiver<Outcome>);

impl InFlightTable {
    pub(super) fn join<V: CacheEntry>(&self, key: &V::Key) -> InFlight {
        let key = V::key(key);
        let mut in_progress = self.0.lock();
        if let Some(outcome) = in_progress.get(&key) {
            return InFlight::Follower(Follower(outcome.clone()));
        }
        let (outcome, followers) = watch::channel(None);
        in_progress.insert(key.clone(), followers);
        InFlight::Leader(Leader {
            key,
            table: self.clone(),
            outcome,
        })
    }
}

impl Leader {
    /// Sends the result to all followers.
    pub fn complete<V: CacheEntry>(self, outcome: &Result<Found<V>, Error>) {
        let outcome = outcome.clone().map(V::wrap);
        self.outcome.send_replace(Some(outcome));
    }
}

impl Drop for Leader {
    fn drop(&mut self) {
        self.table.0.lock().remove(&self.key);
    }
}

impl Follower {
    /// The leader's result. `None` if the leader gave up, or failed for a reason that applies to that request
    /// only: its deadline, its token, its rate limit.
    pub async fn outcome<V: CacheEntry>(mut self) -> Option<Result<Found<V>, Error>> {
        let outcome = self.0.wait_for(Option::is_some).await.ok()?;
        match outcome.as_ref()? {
            Ok(value) => V::unwrap(value).map(Ok),
            Err(
                Error::Timeout(_)
                | Error::Unauthenticated
                | Error::Forbidden
                | Error::RateLimited { .. },
            ) => None,
            Err(error) => Some(Err(error.clone())),
        }
    }
}
