//! Entities kept between requests. What is kept belongs to a [`Scope`]; nothing is shared between
//! two of them, because they are different objects.

pub mod freshness;
mod scope;

use std::fmt;
use std::hash::Hash;
use std::sync::Arc;
use std::time::{Duration, Instant};

use moka::Expiry;

pub use freshness::Freshness;
pub use scope::{Events, EventsKey, Scope, Scopes, ScopesSettings, Sessions, SessionsKey};

/// What a look-up found; `None`: the platform does not know it, or does not show it.
pub type Found<V> = Option<Arc<V>>;

/// Entities of one kind, by key, each for a time of its own.
pub struct Entities<K, V> {
    entries: moka::future::Cache<K, Entry<V>>,
}

impl<K, V> Entities<K, V>
where
    K: Hash + Eq + Send + Sync + 'static,
    V: Send + Sync + 'static,
{
    /// Keeps as many as weigh `capacity`; the least used go first. An entry weighs 1 and what it
    /// holds beyond itself.
    fn new(capacity: u64, holds: impl Fn(&V) -> usize + Send + Sync + 'static) -> Self {
        let weigh = move |_: &K, entry: &Entry<V>| {
            let held = entry.found.as_deref().map_or(0, &holds);
            u32::try_from(held).unwrap_or(u32::MAX).saturating_add(1)
        };
        Self {
            entries: moka::future::Cache::builder()
                .max_capacity(capacity)
                .weigher(weigh)
                .expire_after(Lifetime)
                .build(),
        }
    }

    /// What is known of `key`, if anything is.
    pub async fn get(&self, key: &K) -> Option<Found<V>> {
        self.entries.get(key).await.map(|entry| entry.found)
    }

    /// Remembers what was found for `ttl`.
    pub async fn insert(&self, key: K, found: Found<V>, ttl: Duration) {
        self.entries.insert(key, Entry { found, ttl }).await;
    }
}

impl<K, V> fmt::Debug for Entities<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Entities")
    }
}

struct Entry<V> {
    found: Found<V>,
    ttl: Duration,
}

impl<V> Clone for Entry<V> {
    fn clone(&self) -> Self {
        Self {
            found: self.found.clone(),
            ttl: self.ttl,
        }
    }
}

struct Lifetime;

impl<K, V> Expiry<K, Entry<V>> for Lifetime {
    fn expire_after_create(&self, _: &K, entry: &Entry<V>, _: Instant) -> Option<Duration> {
        Some(entry.ttl)
    }

    fn expire_after_update(
        &self,
        _: &K,
        entry: &Entry<V>,
        _: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(entry.ttl)
    }
}
