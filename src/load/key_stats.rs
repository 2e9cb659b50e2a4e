//! How the keys of a request were loaded, for requests that ask for `extensions.journey.upstream`.

use std::collections::BTreeMap;

use parking_lot::Mutex;
use serde::Serialize;

use crate::cache::CacheEntry;

/// How the keys of one kind of entry were loaded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct KeyCounts {
    /// Look-ups that found a fresh entry.
    pub hits: usize,
    /// Keys that another request was fetching.
    pub joined: usize,
    /// Keys that this request fetched, successfully or not.
    pub fetched: usize,
    /// Keys that were served stale, because the platform did not respond.
    pub stale: usize,
}

/// Counts by kind of entry, if they are requested.
#[derive(Debug, Default)]
pub struct KeyStats(Option<Mutex<BTreeMap<&'static str, KeyCounts>>>);

impl KeyStats {
    /// Counts if `enabled`.
    pub fn new(enabled: bool) -> Self {
        Self(enabled.then(Mutex::default))
    }

    pub(super) fn add<V: CacheEntry>(&self, counts: KeyCounts) {
        if let Some(by_kind) = &self.0 {
            let mut by_kind = by_kind.lock();
            let sum = by_kind.entry(V::KIND).or_default();
            sum.hits += counts.hits;
            sum.joined += counts.joined;
            sum.fetched += counts.fetched;
            sum.stale += counts.stale;
        }
    }

    /// The counts so far.
    pub fn counts(&self) -> BTreeMap<&'static str, KeyCounts> {
        let by_kind = self.0.as_ref();
        by_kind
            .map(|by_kind| by_kind.lock().clone())
            .unwrap_or_default()
    }
}
