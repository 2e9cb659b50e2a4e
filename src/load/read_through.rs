//! Loads keys through the cache: a fresh entry is returned, a fetch in flight is joined, and everything else is
//! fetched and stored.

use std::collections::HashMap;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use ahash::RandomState;
use futures_util::future::{join, join_all};
use parking_lot::Mutex;
use tokio::time::timeout_at;

use super::batch_span::BatchSpan;
use super::fetch::{Fetched, fetch_keys};
use super::key_stats::KeyCounts;
use super::source::{Loaded, Source};
use crate::cache::{CacheEntry, Follower, InFlight, Leader, SharedEntry};
use crate::platform::Error;

/// Maximum time for which a stale entry is served without another call. A longer time would keep an outage visible
/// after the platform has recovered.
const MAX_STALE_PAUSE: Duration = Duration::from_secs(1);

/// The entries to serve if the platform does not respond.
type StaleEntries<V> = HashMap<<V as CacheEntry>::Key, Arc<V>, RandomState>;

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
    let mut batch = BatchSpan::start(V::KIND, keys.len());
    let mut counts = KeyCounts::default();
    // Pinned, so that the future of the batch stores it once.
    let outcomes = batch
        .run(pin!(load(source, keys, ttl, fetch, &mut counts)))
        .await;
    batch.finish(counts);
    source.stats.add::<V>(counts);
    outcomes
}

async fn load<V, F, Fut>(
    source: &Source,
    keys: &[V::Key],
    ttl: impl Fn(&V::Key, Option<&V>) -> Duration,
    fetch: F,
    counts: &mut KeyCounts,
) -> HashMap<V::Key, Loaded<V>>
where
    V: SharedEntry,
    F: Fn(Vec<V::Key>) -> Fut,
    Fut: Future<Output = HashMap<V::Key, Loaded<V>>>,
{
    let cache = &source.cache;
    let mut outcomes = HashMap::with_capacity(keys.len());
    let (mut missing, mut stale) = (Vec::new(), StaleEntries::<V>::default());
    for key in keys {
        match cache.look_up(key) {
            Some(entry) if cache.is_usable(&entry) => {
                counts.hits += 1;
                outcomes.insert(key.clone(), Ok(cache.record(entry)));
            }
            Some(entry) if entry.serves_stale() => {
                cache.record_stale();
                counts.stale += 1;
                outcomes.insert(key.clone(), Ok(entry.found));
            }
            entry => {
                missing.push(key.clone());
                // A stale absence is not served: the entity may exist by now. An entry that this request refreshes needs no
                // fallback: it is still served to others.
                let found = entry.filter(|entry| !entry.is_fresh());
                let found = found.and_then(|entry| entry.found);
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
                        counts.hits += 1;
                        outcomes.insert(key, Ok(found));
                    }
                    None => leaders.push((key, leader)),
                },
            }
        }
        let fetched = fetch_missing(source, leaders, &ttl, &fetch);
        let (fetched, joined) = join(fetched, follow(source, followers)).await;
        for (key, Fetched { outcome, fresh_for }) in fetched {
            match fresh_for {
                Some(_) => counts.shared += 1,
                None => counts.fetched += 1,
            }
            outcomes.insert(key, outcome);
        }
        for (key, outcome) in joined {
            match outcome {
                Some(outcome) => {
                    counts.joined += 1;
                    outcomes.insert(key, outcome);
                }
                None => missing.push(key),
            }
        }
    }
    counts.stale += serve_stale(source, stale, &ttl, &mut outcomes);
    outcomes
}

/// Replaces outages by stale entries; returns their number.
fn serve_stale<V: CacheEntry>(
    source: &Source,
    mut stale: StaleEntries<V>,
    ttl: impl Fn(&V::Key, Option<&V>) -> Duration,
    outcomes: &mut HashMap<V::Key, Loaded<V>>,
) -> usize {
    let mut served = 0;
    for (key, outcome) in outcomes {
        let Err(error) = outcome else { continue };
        match stale.remove(key) {
            Some(found) if error.is_outage() => {
                source.cache.record_stale();
                served += 1;
                // During an outage a key is called no more often than otherwise.
                let pause = ttl(key, Some(&found)).min(MAX_STALE_PAUSE);
                source.cache.serve_stale::<V>(key, pause);
                *outcome = Ok(Some(found));
            }
            _ => source.cache.record_uncached(),
        }
    }
    served
}

/// Fetches the keys that this request leads, stores them, and sends the results to followers.
async fn fetch_missing<V, F, Fut>(
    source: &Source,
    leaders: Vec<(V::Key, Leader)>,
    ttl: impl Fn(&V::Key, Option<&V>) -> Duration,
    fetch: &F,
) -> Vec<(V::Key, Fetched<V>)>
where
    V: SharedEntry,
    F: Fn(Vec<V::Key>) -> Fut,
    Fut: Future<Output = HashMap<V::Key, Loaded<V>>>,
{
    if leaders.is_empty() {
        return Vec::new();
    }
    let cache = &source.cache;
    let started = cache.start_read();
    let keys = leaders.iter().map(|(key, _)| key.clone()).collect();
    let leaders = Mutex::new(HashMap::<_, _, RandomState>::from_iter(leaders));
    let results = Mutex::new(Vec::new());
    let deliver = |key: V::Key, fetched: Fetched<V>| {
        if let Ok(found) = fetched.outcome.clone() {
            if let Some(left) = fetched.fresh_for {
                cache.insert_shared(&key, found, left, started);
            } else {
                let ttl = ttl(&key, found.as_deref());
                cache.insert_read(&key, found, ttl, started);
            }
        }
        let leader = leaders.lock().remove(&key);
        // With `TooManyCalls` this request has used up its call budget; a follower takes over with its own.
        if let Some(leader) = leader
            && !matches!(fetched.outcome, Err(Error::TooManyCalls))
        {
            leader.complete(&fetched.outcome);
        }
        results.lock().push((key, fetched));
    };
    fetch_keys(source, keys, &ttl, fetch, &deliver).await;
    results.into_inner()
}

/// Waits for the fetches of other requests, at most until this request's deadline.
async fn follow<V: CacheEntry>(
    source: &Source,
    followers: Vec<(V::Key, Follower)>,
) -> Vec<(V::Key, Option<Loaded<V>>)> {
    let waits = followers.into_iter().map(|(key, follower)| async move {
        let outcome = timeout_at(source.caller.deadline, follower.outcome()).await;
        let outcome = outcome.unwrap_or(Some(Err(Error::Timeout(None))));
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
