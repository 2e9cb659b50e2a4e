//! Fetches keys that this node has not cached: from the other nodes of its fleet, or from the platform. Among the nodes, one
//! fetches a key and the others wait for its value.

use std::collections::HashMap;
use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, join, select};
use tokio::time::{Instant, sleep};

use super::source::{Loaded, Source};
use crate::cache::{FleetEntries, FleetEntry, SharedEntry};
use crate::telemetry::LookupResult;

/// Pauses between looks at what another node is fetching. The first is shorter than a fast call of the platform.
const FIRST_PAUSE: Duration = Duration::from_millis(5);
/// Longest of these pauses.
const LONGEST_PAUSE: Duration = Duration::from_millis(40);

/// The result for a key.
pub(super) struct Fetched<V> {
    pub(super) outcome: Loaded<V>,
    /// How long a value from another node is fresh; `None` if it comes from the platform.
    pub(super) fresh_for: Option<Duration>,
}

/// Results by key.
type Results<V> = HashMap<<V as crate::cache::CacheEntry>::Key, Fetched<V>>;

/// Fetches `keys` from the fleet, and with `fetch` from the platform. `ttl` is how long a value of the platform is fresh.
pub(super) async fn fetch_keys<V, F, Fut>(
    source: &Source,
    keys: Vec<V::Key>,
    ttl: &impl Fn(&V::Key, Option<&V>) -> Duration,
    fetch: &F,
) -> Results<V>
where
    V: SharedEntry,
    F: Fn(Vec<V::Key>) -> Fut,
    Fut: Future<Output = HashMap<V::Key, Loaded<V>>>,
{
    let Some(fleet) = source.cache.in_fleet() else {
        return from_platform(fetch(keys).await);
    };
    let fetcher = Fetcher {
        source,
        fleet,
        ttl,
        fetch,
    };
    let mut round = fetcher.acquire(keys).await;
    let held = std::mem::take(&mut round.held);
    let (missing, held) = join(fetcher.fetch(round.missing), fetcher.wait(held)).await;
    let mut results = round.found;
    results.extend(missing);
    results.extend(held);
    results
}

fn from_platform<V: SharedEntry>(outcomes: HashMap<V::Key, Loaded<V>>) -> Results<V> {
    let outcomes = outcomes.into_iter().map(|(key, outcome)| {
        let fetched = Fetched {
            outcome,
            fresh_for: None,
        };
        (key, fetched)
    });
    outcomes.collect()
}

struct Fetcher<'a, T, F> {
    source: &'a Source,
    fleet: FleetEntries<'a>,
    ttl: &'a T,
    fetch: &'a F,
}

/// What the fleet knows about some keys.
struct Round<V: SharedEntry> {
    found: Results<V>,
    missing: Vec<(V::Key, Option<crate::fleet::Fetch>)>,
    held: Vec<V::Key>,
}

impl<T, F> Fetcher<'_, T, F> {
    async fn acquire<V: SharedEntry>(&self, keys: Vec<V::Key>) -> Round<V> {
        let entries = self.fleet.acquire::<V>(&keys).await;
        self.round(keys, entries)
    }

    fn round<V: SharedEntry>(&self, keys: Vec<V::Key>, entries: Vec<FleetEntry<V>>) -> Round<V> {
        let mut round = Round {
            found: HashMap::new(),
            missing: Vec::new(),
            held: Vec::new(),
        };
        for (key, entry) in keys.into_iter().zip(entries) {
            match entry {
                FleetEntry::Found(found, left) => {
                    let stats = &self.source.stats;
                    stats.count_in_fleet::<V>(LookupResult::Hit, 1);
                    let fetched = Fetched {
                        outcome: Ok(found),
                        fresh_for: Some(left),
                    };
                    round.found.insert(key, fetched);
                }
                FleetEntry::Missing(fetch) => round.missing.push((key, fetch)),
                FleetEntry::Held => round.held.push(key),
            }
        }
        round
    }

    /// Fetches keys from the platform, and stores those with a lease for the other nodes.
    async fn fetch<V, Fut>(&self, missing: Vec<(V::Key, Option<crate::fleet::Fetch>)>) -> Results<V>
    where
        V: SharedEntry,
        T: Fn(&V::Key, Option<&V>) -> Duration,
        F: Fn(Vec<V::Key>) -> Fut,
        Fut: Future<Output = HashMap<V::Key, Loaded<V>>>,
    {
        if missing.is_empty() {
            return HashMap::new();
        }
        let stats = &self.source.stats;
        stats.count_in_fleet::<V>(LookupResult::Miss, missing.len());
        let keys = missing.iter().map(|(key, _)| key.clone()).collect();
        let outcomes = {
            let leases: Vec<_> = missing.iter().flat_map(|(_, fetch)| fetch).collect();
            let renewed = pin!(self.fleet.renew(&leases));
            match select(pin!((self.fetch)(keys)), renewed).await {
                Either::Left((outcomes, _)) => outcomes,
                Either::Right(((), fetch)) => fetch.await,
            }
        };
        for (key, fetch) in missing {
            if let (Some(fetch), Some(Ok(found))) = (fetch, outcomes.get(&key)) {
                let ttl = (self.ttl)(&key, found.as_deref());
                self.fleet.store::<V>(fetch, found.clone(), ttl);
            }
        }
        from_platform(outcomes)
    }

    /// Waits for the fetches of other nodes, no longer than a call of this node would take. Then, or when another node
    /// gives up, fetches the keys.
    async fn wait<V, Fut>(&self, mut held: Vec<V::Key>) -> Results<V>
    where
        V: SharedEntry,
        T: Fn(&V::Key, Option<&V>) -> Duration,
        F: Fn(Vec<V::Key>) -> Fut,
        Fut: Future<Output = HashMap<V::Key, Loaded<V>>>,
    {
        let mut results = HashMap::new();
        let longest = self.source.platform.call_timeout() / 2;
        let until = self.source.caller.deadline.min(Instant::now() + longest);
        let mut pause = FIRST_PAUSE;
        while !held.is_empty() {
            if Instant::now() >= until {
                let own = held.into_iter().map(|key| (key, None)).collect();
                results.extend(self.fetch(own).await);
                return results;
            }
            sleep(pause).await;
            pause = (pause * 3 / 2).min(LONGEST_PAUSE);
            let entries = self.fleet.poll::<V>(&held).await;
            let round = self.round(held, entries);
            results.extend(round.found);
            held = round.held;
            results.extend(self.fetch(round.missing).await);
        }
        results
    }
}
