//! Loads keys through the cache: a fresh entry is returned, a fetch in flight is joined, and everything else is
//! fetched and stored.

use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{join, join_all};
use tokio::time::timeout_at;

use super::fetch::{Fetched, fetch_keys};
use super::source::{Loaded, Source};
use crate::cache::{CacheEntry, Follower, InFlight, Leader, SharedEntry};
use crate::platform::Error;
use crate::telemetry::LookupResult;

/// Maximum time for which a stale entry is served without another call. A longer time would keep an outage visible
/// after the platform has recovered.
const MAX_STALE_PAUSE: Duration = Duration::from_secs(1);

/// Loads `keys`, fetching missing ones with `fetch` and storing them for `ttl`. If the platform does not respond, a
/// stale entry is served.
pub(super) async fn read_through<V, F, Fut>(
    source: &Source,
    keys: &[V::Key],
    ttl: impl Fn(&V::Key, Option<&V>) -> Duration,
    fetch: F,
) -> HashMap<V::Key, Loaded<V>>
where
    V: SharedEntry,
    F: Fn(Vec<V::Key>) -> Fut,
    Fut: Future<Output = HashMap<V::Key, Loaded<V>>>,
{
    let cache = &source.cache;
    let mut outcomes = HashMap::with_capacity(keys.len());
    let (mut missing, mut stale) = (Vec::new(), HashMap::new());
    for key in keys {
        match cache.look_up(key) {
            Some(entry) if entry.is_fresh() => {
                source.stats.count::<V>(LookupResult::Hit, 1);
                outcomes.insert(key.clone(), Ok(cache.record(entry)));
            }
            Some(entry) if entry.serves_stale() => {
                cache.record_stale();
                source.stats.count::<V>(LookupResult::Stale, 1);
                outcomes.insert(key.clone(), Ok(entry.found));
            }
            entry => {
                missing.push(key.clone());
                // A stale absence is not served: the entity may exist by now.
                let found = entry.and_then(|entry| entry.found);
                stale.extend(found.map(|found| (key.clone(), found)));
            }
        }
    }
    while !missing.is_empty() {
        let (mut leaders, mut followers) = (Vec::new(), Vec::new());
        for key in std::mem::take(&mut missing) {
            match cache.in_flight::<V>(&key) {
                InFlight::Follower(follower) => followers.push((key, follower)),
                // Another request may have stored the key since the look-up above.
                InFlight::Leader(leader) => match cache.get(&key) {
                    Some(found) => {
                        source.stats.count::<V>(LookupResult::Hit, 1);
                        outcomes.insert(key, Ok(found));
                    }
                    None => leaders.push((key, leader)),
                },
            }
        }
        let fetched = fetch_missing(source, leaders, &ttl, &fetch);
        let (fetched, joined) = join(fetched, follow(source, followers)).await;
        outcomes.extend(fetched);
        for (key, outcome) in joined {
            match outcome {
                Some(outcome) => {
                    source.stats.count::<V>(LookupResult::Joined, 1);
                    outcomes.insert(key, outcome);
                }
                None => missing.push(key),
            }
        }
    }
    serve_stale(source, stale, &ttl, &mut outcomes);
    outcomes
}

/// Replaces outages by stale entries.
fn serve_stale<V: CacheEntry>(
    source: &Source,
    mut stale: HashMap<V::Key, Arc<V>>,
    ttl: impl Fn(&V::Key, Option<&V>) -> Duration,
    outcomes: &mut HashMap<V::Key, Loaded<V>>,
) {
    for (key, outcome) in outcomes {
        let Err(error) = outcome else { continue };
        match stale.remove(key) {
            Some(found) if error.is_outage() => {
                source.cache.record_stale();
                source.stats.count::<V>(LookupResult::Stale, 1);
                // During an outage a key is called no more often than otherwise.
                let pause = ttl(key, Some(&found)).min(MAX_STALE_PAUSE);
                source.cache.serve_stale::<V>(key, pause);
                *outcome = Ok(Some(found));
            }
            _ => source.cache.record_uncached(),
        }
    }
}

/// Fetches the keys that this request leads, stores them, and sends the results to followers.
async fn fetch_missing<V, F, Fut>(
    source: &Source,
    leaders: Vec<(V::Key, Leader)>,
    ttl: impl Fn(&V::Key, Option<&V>) -> Duration,
    fetch: &F,
) -> HashMap<V::Key, Loaded<V>>
where
    V: SharedEntry,
    F: Fn(Vec<V::Key>) -> Fut,
    Fut: Future<Output = HashMap<V::Key, Loaded<V>>>,
{
    if leaders.is_empty() {
        return HashMap::new();
    }
    let keys = leaders.iter().map(|(key, _)| key.clone()).collect();
    let results = fetch_keys(source, keys, &ttl, fetch).await;
    for (key, leader) in leaders {
        if let Some(Fetched { outcome, fresh_for }) = results.get(&key) {
            if let Ok(found) = outcome {
                let ttl = fresh_for.unwrap_or_else(|| ttl(&key, found.as_deref()));
                source.cache.insert_recorded(&key, found.clone(), ttl);
            }
            // This request has used up its call budget; a follower takes over with its own.
            if !matches!(outcome, Err(Error::TooManyCalls)) {
                leader.complete(outcome);
            }
        }
    }
    let outcome = |(key, fetched): (_, Fetched<V>)| (key, fetched.outcome);
    results.into_iter().map(outcome).collect()
}

/// Waits for the fetches of other requests, at most until this request's deadline.
async fn follow<V: CacheEntry>(
    source: &Source,
    followers: Vec<(V::Key, Follower)>,
) -> Vec<(V::Key, Option<Loaded<V>>)> {
    let waits = followers.into_iter().map(|(key, follower)| async move {
        let outcome = timeout_at(source.caller.deadline, follower.outcome()).await;
        let outcome = outcome.unwrap_or(Some(Err(Error::Timeout)));
        if let Some(Ok(_)) = outcome {
            match source.cache.peek::<V>(&key) {
                Some(entry) => drop(source.cache.record(entry)),
                None => source.cache.record_uncached(),
            }
        }
        (key, outcome)
    });
    join_all(waits).await
}
