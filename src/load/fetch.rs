//! Fetches keys that this node has not cached: from the other nodes of its fleet, or from the platform. Among the nodes, one
//! fetches a key and the others wait for its value.

use std::collections::HashMap;
use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, join, select};
use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};

use super::source::{Loaded, Source};
use crate::cache::{FleetEntries, FleetEntry, SharedEntry};
use crate::fleet::Fetch;
use crate::telemetry::LookupResult;

/// Pauses between looks at what another node is fetching. The first is shorter than a fast call of the platform.
const FIRST_PAUSE: Duration = Duration::from_millis(5);
/// Longest of these pauses.
const LONGEST_PAUSE: Duration = Duration::from_millis(40);

/// The result for a key.
#[derive(Clone)]
pub(super) struct Fetched<V> {
    pub(super) outcome: Loaded<V>,
    /// How long a value from another node is fresh; `None` if it comes from the platform.
    pub(super) fresh_for: Option<Duration>,
}

/// Fetches `keys` from the fleet, and with `fetch` from the platform. `ttl` is how long a value of the platform is fresh.
/// `deliver` receives each result as soon as it is known.
pub(super) async fn fetch_keys<V, F, Fut>(
    source: &Source,
    keys: Vec<V::Key>,
    ttl: &impl Fn(&V::Key, Option<&V>) -> Duration,
    fetch: &F,
    deliver: &impl Fn(V::Key, Fetched<V>),
) where
    V: SharedEntry,
    F: Fn(Vec<V::Key>) -> Fut,
    Fut: Future<Output = HashMap<V::Key, Loaded<V>>>,
{
    let Some(fleet) = source.cache.in_fleet() else {
        return from_platform(fetch(keys).await, deliver);
    };
    let fetcher = Fetcher {
        source,
        fleet,
        ttl,
        fetch,
        deliver,
    };
    // Each key is in one batch at most.
    let (missing, batches) = mpsc::unbounded_channel();
    join(fetcher.obtain(keys, missing), fetcher.fetch_all(batches)).await;
}

fn from_platform<V: SharedEntry>(
    outcomes: HashMap<V::Key, Loaded<V>>,
    deliver: &impl Fn(V::Key, Fetched<V>),
) {
    for (key, outcome) in outcomes {
        let fetched = Fetched {
            outcome,
            fresh_for: None,
        };
        deliver(key, fetched);
    }
}

/// Keys that this node fetches, each with its lease, if it has one.
type Batch<V> = Vec<(<V as crate::cache::CacheEntry>::Key, Option<Box<Fetch>>)>;

struct Fetcher<'a, T, F, D> {
    source: &'a Source,
    fleet: FleetEntries<'a>,
    ttl: &'a T,
    fetch: &'a F,
    deliver: &'a D,
}

impl<T, F, D> Fetcher<'_, T, F, D> {
    /// Delivers the values that the fleet has, sends the keys that this node must fetch to `missing`, and waits for those
    /// that another node is fetching. When too little time is left for a call of this node, it fetches them too.
    async fn obtain<V>(&self, keys: Vec<V::Key>, missing: mpsc::UnboundedSender<Batch<V>>)
    where
        V: SharedEntry,
        D: Fn(V::Key, Fetched<V>),
    {
        let until = self.wait_until();
        let mut pause = FIRST_PAUSE;
        let entries = self.fleet.acquire::<V>(&keys).await;
        let mut held = self.sort(keys, entries, &missing);
        while !held.is_empty() {
            let is_last = Instant::now() >= until;
            if !is_last {
                sleep(pause).await;
                pause = (pause * 3 / 2).min(LONGEST_PAUSE);
            }
            let entries = self.fleet.poll::<V>(&held).await;
            held = self.sort(held, entries, &missing);
            if is_last {
                let own = held.drain(..).map(|key| (key, None)).collect();
                send(&missing, own);
            }
        }
    }

    /// Until when this request can wait for other nodes: then a call of this node is still possible.
    fn wait_until(&self) -> Instant {
        let now = Instant::now();
        let left = self.source.caller.deadline.saturating_duration_since(now);
        let call = self.source.platform.call_timeout();
        now + left.saturating_sub(call).max(left / 2)
    }

    /// Delivers the values of some keys, and sends those that this node must fetch to `missing`. Returns those that another
    /// node is fetching.
    fn sort<V>(
        &self,
        keys: Vec<V::Key>,
        entries: Vec<FleetEntry<V>>,
        missing: &mpsc::UnboundedSender<Batch<V>>,
    ) -> Vec<V::Key>
    where
        V: SharedEntry,
        D: Fn(V::Key, Fetched<V>),
    {
        let (mut batch, mut held) = (Vec::new(), Vec::new());
        for (key, entry) in keys.into_iter().zip(entries) {
            match entry {
                FleetEntry::Found(found, left) => {
                    let stats = &self.source.stats;
                    stats.count_in_fleet::<V>(LookupResult::Hit, 1);
                    let fetched = Fetched {
                        outcome: Ok(found),
                        fresh_for: Some(left),
                    };
                    (self.deliver)(key, fetched);
                }
                FleetEntry::Missing(fetch) => batch.push((key, fetch)),
                FleetEntry::Held => held.push(key),
            }
        }
        send(missing, batch);
        held
    }

    /// Fetches batches at the same time, until the sender has sent all and they are fetched.
    async fn fetch_all<V, Fut>(&self, mut batches: mpsc::UnboundedReceiver<Batch<V>>)
    where
        V: SharedEntry,
        T: Fn(&V::Key, Option<&V>) -> Duration,
        F: Fn(Vec<V::Key>) -> Fut,
        D: Fn(V::Key, Fetched<V>),
        Fut: Future<Output = HashMap<V::Key, Loaded<V>>>,
    {
        let mut fetches = FuturesUnordered::new();
        loop {
            tokio::select! {
                Some(batch) = batches.recv() => fetches.push(self.fetch(batch)),
                Some(()) = fetches.next() => {}
                else => return,
            }
        }
    }

    /// Fetches keys from the platform, and stores those with a lease for the other nodes.
    async fn fetch<V, Fut>(&self, batch: Batch<V>)
    where
        V: SharedEntry,
        T: Fn(&V::Key, Option<&V>) -> Duration,
        F: Fn(Vec<V::Key>) -> Fut,
        D: Fn(V::Key, Fetched<V>),
        Fut: Future<Output = HashMap<V::Key, Loaded<V>>>,
    {
        let stats = &self.source.stats;
        stats.count_in_fleet::<V>(LookupResult::Miss, batch.len());
        let keys = batch.iter().map(|(key, _)| key.clone()).collect();
        let outcomes = {
            let leases: Vec<_> = batch
                .iter()
                .filter_map(|(_, fetch)| fetch.as_deref())
                .collect();
            let renewed = pin!(self.fleet.renew(&leases));
            match select(pin!((self.fetch)(keys)), renewed).await {
                Either::Left((outcomes, _)) => outcomes,
                Either::Right(((), fetch)) => fetch.await,
            }
        };
        for (key, fetch) in batch {
            if let (Some(fetch), Some(Ok(found))) = (fetch, outcomes.get(&key)) {
                let ttl = (self.ttl)(&key, found.as_deref());
                self.fleet.store::<V>(*fetch, &key, found.clone(), ttl);
            }
        }
        from_platform(outcomes, self.deliver);
    }
}

fn send<T>(batches: &mpsc::UnboundedSender<Vec<T>>, batch: Vec<T>) {
    if !batch.is_empty() {
        // The receiver ends after the sender.
        let _ = batches.send(batch);
    }
}
