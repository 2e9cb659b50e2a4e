//! A scope: what was read with the rights of one caller of the platform.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use moka::Expiry;
use moka::future::Cache;

use super::flight::{Flights, Turn};
use super::kept::{Found, Kept, Key, Value};

/// What an entry costs beside key and value: its node, its places in the queues and timers.
const NODE_BYTES: usize = 300;

/// Everything kept for one caller, each entry for a time of its own. The least used go first.
pub struct Scope {
    entries: Cache<Key, Entry>,
    flights: Flights,
    account: Arc<Account>,
}

/// Bytes held by a scope, which count among those of all scopes as long as it is there.
#[derive(Debug)]
struct Account {
    own: AtomicU64,
    total: Arc<AtomicU64>,
}

#[derive(Clone)]
struct Entry {
    value: Value,
    ttl: Duration,
    bytes: u32,
}

impl Scope {
    /// Holds `capacity` bytes at most, and counts them in `total`.
    pub(super) fn new(capacity: u64, total: Arc<AtomicU64>) -> Self {
        let account = Arc::new(Account {
            own: AtomicU64::new(0),
            total,
        });
        let released = account.clone();
        let entries = Cache::builder()
            .max_capacity(capacity)
            .weigher(|_: &Key, entry: &Entry| entry.bytes)
            .eviction_listener(move |_, entry: Entry, _| released.give_back(entry.bytes))
            .expire_after(Lifetime)
            .build();
        Self {
            entries,
            flights: Flights::default(),
            account,
        }
    }

    /// What is known of `key`, if anything is.
    pub async fn get<V: Kept>(&self, key: &V::Key) -> Option<Found<V>> {
        let entry = self.entries.get(&V::key(key)).await?;
        V::unwrap(&entry.value)
    }

    /// Remembers what was found for `ttl`.
    pub async fn insert<V: Kept>(&self, key: &V::Key, found: Found<V>, ttl: Duration) {
        let (key, value) = (V::key(key), V::wrap(found));
        let size = size_of::<Key>() + size_of::<Entry>() + NODE_BYTES;
        let bytes = size + key.heap_bytes() + value.heap_bytes();
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        self.account.take(bytes);
        self.entries.insert(key, Entry { value, ttl, bytes }).await;
    }

    /// Whether to fetch `key` or to wait for who fetches it already. Whoever is to fetch looks once
    /// more whether it is kept by now.
    pub fn turn<V: Kept>(&self, key: &V::Key) -> Turn {
        self.flights.turn::<V>(key)
    }

    /// Bytes held now; what has just expired may still be among them.
    pub fn bytes(&self) -> u64 {
        self.account.own.load(Ordering::Relaxed)
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope")
            .field("bytes", &self.bytes())
            .finish()
    }
}

impl Account {
    fn take(&self, bytes: u32) {
        self.own.fetch_add(bytes.into(), Ordering::Relaxed);
        self.total.fetch_add(bytes.into(), Ordering::Relaxed);
    }

    fn give_back(&self, bytes: u32) {
        self.own.fetch_sub(bytes.into(), Ordering::Relaxed);
        self.total.fetch_sub(bytes.into(), Ordering::Relaxed);
    }
}

impl Drop for Account {
    fn drop(&mut self) {
        self.total.fetch_sub(*self.own.get_mut(), Ordering::Relaxed);
    }
}

struct Lifetime;

impl Expiry<Key, Entry> for Lifetime {
    fn expire_after_create(&self, _: &Key, entry: &Entry, _: Instant) -> Option<Duration> {
        Some(entry.ttl)
    }

    fn expire_after_update(
        &self,
        _: &Key,
        entry: &Entry,
        _: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(entry.ttl)
    }
}
