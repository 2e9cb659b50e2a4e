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

/// The fetches in progress in a scope, each with its followers if it has any. Their number is bounded by the requests in
/// execution.
#[derive(Debug, Clone, Default)]
pub(super) struct InFlightTable(Arc<Mutex<HashMap<Key, Followers, RandomState>>>);

type Followers = Option<watch::Sender<Outcome>>;

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
    is_complete: bool,
}

/// Waits for the result of another request's fetch.
#[derive(Debug)]
pub struct Follower(watch::Receiver<Outcome>);

impl InFlightTable {
    pub(super) fn join<V: CacheEntry>(&self, key: &V::Key) -> InFlight {
        let key = V::key(key);
        let mut in_progress = self.0.lock();
        if let Some(followers) = in_progress.get_mut(&key) {
            let outcome = followers.get_or_insert_with(|| watch::channel(None).0);
            return InFlight::Follower(Follower(outcome.subscribe()));
        }
        in_progress.insert(key.clone(), None);
        InFlight::Leader(Leader {
            key,
            table: self.clone(),
            is_complete: false,
        })
    }

    fn remove(&self, key: &Key) -> Followers {
        self.0.lock().remove(key).flatten()
    }
}

impl Leader {
    /// Sends the result to all followers.
    pub fn complete<V: CacheEntry>(mut self, outcome: &Result<Found<V>, Error>) {
        self.is_complete = true;
        if let Some(followers) = self.table.remove(&self.key) {
            let outcome = outcome.clone().map(V::wrap);
            followers.send_replace(Some(outcome));
        }
    }
}

impl Drop for Leader {
    fn drop(&mut self) {
        // Once complete, the key may have another leader.
        if !self.is_complete {
            self.table.remove(&self.key);
        }
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

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::model::conversation::CampaignVerdict;
    use crate::model::id::ConversationId;

    const KEY: ConversationId = ConversationId(Uuid::nil());

    fn lead(table: &InFlightTable) -> Leader {
        match table.join::<CampaignVerdict>(&KEY) {
            InFlight::Leader(leader) => leader,
            InFlight::Follower(_) => panic!("the key has a leader"),
        }
    }

    fn follow(table: &InFlightTable) -> Follower {
        match table.join::<CampaignVerdict>(&KEY) {
            InFlight::Follower(follower) => follower,
            InFlight::Leader(_) => panic!("the key has no leader"),
        }
    }

    #[tokio::test]
    async fn followers_get_the_result_of_their_leader_or_take_over() {
        let table = InFlightTable::default();
        let leader = lead(&table);
        let followers = [follow(&table), follow(&table)];
        let verdict = Some(Arc::new(CampaignVerdict(true)));
        leader.complete::<CampaignVerdict>(&Ok(verdict));
        for follower in followers {
            let found = follower.outcome::<CampaignVerdict>().await;
            assert!(found.unwrap().unwrap().unwrap().0);
        }
        // A leader that gives up leaves its followers to lead.
        let next = lead(&table);
        let follower = follow(&table);
        drop(next);
        assert!(follower.outcome::<CampaignVerdict>().await.is_none());
        lead(&table).complete::<CampaignVerdict>(&Ok(None));
        assert!(table.0.lock().is_empty());
    }
}
