//! Fetches under way. Whoever needs what somebody else is fetching already waits for that instead of
//! fetching it once more. If the one who fetches gives up, the first of those who wait takes over.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use ahash::RandomState;
use tokio::sync::watch;

use super::kept::{Found, Kept, Key, Value};
use crate::platform::Error;

/// What a fetch came to; nothing while it is under way.
type Landing = Option<Result<Value, Error>>;

/// The fetches under way in a scope. As many as there are keys being fetched, which is bounded by
/// the requests being worked on.
#[derive(Debug, Clone, Default)]
pub(super) struct Flights(Arc<Mutex<HashMap<Key, watch::Receiver<Landing>, RandomState>>>);

/// What to do about a key that is not kept.
#[derive(Debug)]
pub enum Turn {
    /// Fetch it.
    Lead(Lead),
    /// Wait for it.
    Join(Join),
}

/// The duty to fetch a key. Dropped without having landed, it passes on to who waits.
#[derive(Debug)]
pub struct Lead {
    key: Key,
    flights: Flights,
    landing: watch::Sender<Landing>,
}

/// A place among those who wait.
#[derive(Debug)]
pub struct Join(watch::Receiver<Landing>);

impl Flights {
    pub(super) fn turn<V: Kept>(&self, key: &V::Key) -> Turn {
        let key = V::key(key);
        // Nothing under the lock can panic half-way.
        let mut under_way = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(landing) = under_way.get(&key) {
            return Turn::Join(Join(landing.clone()));
        }
        let (landing, waiting) = watch::channel(None);
        under_way.insert(key.clone(), waiting);
        Turn::Lead(Lead {
            key,
            flights: self.clone(),
            landing,
        })
    }
}

impl Lead {
    /// Tells everyone who waits.
    pub fn land<V: Kept>(self, outcome: &Result<Found<V>, Error>) {
        let landed = outcome.clone().map(V::wrap);
        self.landing.send_replace(Some(landed));
    }
}

impl Drop for Lead {
    fn drop(&mut self) {
        let mut under_way = self
            .flights
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        under_way.remove(&self.key);
    }
}

impl Join {
    /// What the one who fetched found. Nothing where that one gave up, or failed for a reason that
    /// is only its own: its time, its token, its rate.
    pub async fn landed<V: Kept>(mut self) -> Option<Result<Found<V>, Error>> {
        let landed = self.0.wait_for(Option::is_some).await.ok()?;
        match landed.as_ref()? {
            Ok(value) => V::unwrap(value).map(Ok),
            Err(
                Error::Timeout
                | Error::Unauthenticated
                | Error::Forbidden
                | Error::RateLimited { .. },
            ) => None,
            Err(error) => Some(Err(error.clone())),
        }
    }
}
