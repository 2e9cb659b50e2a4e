//! How the keys of a request were loaded: for metrics, and for requests that ask for `extensions.journey.upstream`.

use std::collections::BTreeMap;

use parking_lot::Mutex;
use serde::Serialize;

use crate::cache::CacheEntry;
use crate::telemetry::{CacheLookups, LookupResult};

/// How the keys of one kind of entry were loaded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct KeyCounts {
    /// Look-ups that found a fresh entry.
    pub hits: usize,
    /// Keys that another request was fetching.
    pub joined: usize,
    /// Keys that another node of the fleet had fetched.
    #[serde(skip_serializing_if = "is_zero")]
    pub shared: usize,
    /// Keys that this request fetched, successfully or not.
    pub fetched: usize,
    /// Keys that were served stale, because the platform did not respond.
    pub stale: usize,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// Counts by kind of entry.
#[derive(Debug)]
pub struct KeyStats {
    metrics: CacheLookups,
    /// The counts of this request, if they are requested.
    own: Option<Mutex<BTreeMap<&'static str, KeyCounts>>>,
}

impl KeyStats {
    /// Counts in `metrics`, and by request if `explained`.
    pub fn new(metrics: CacheLookups, explained: bool) -> Self {
        Self {
            metrics,
            own: explained.then(Mutex::default),
        }
    }

    /// Counts `keys` of one kind.
    pub(super) fn count<V: CacheEntry>(&self, result: LookupResult, keys: usize) {
        self.metrics.count(V::METRIC, result, keys);
        let Some(own) = &self.own else { return };
        let mut by_kind = own.lock();
        let counts = by_kind.entry(V::KIND).or_default();
        *match result {
            LookupResult::Hit => &mut counts.hits,
            LookupResult::Joined => &mut counts.joined,
            LookupResult::Miss => &mut counts.fetched,
            LookupResult::Stale => &mut counts.stale,
        } += keys;
    }

    /// Counts keys of one kind that were looked up in the tier that the fleet shares.
    pub(super) fn count_in_fleet<V: CacheEntry>(&self, result: LookupResult, keys: usize) {
        self.metrics.count_in_redis(V::METRIC, result, keys);
        if let (Some(own), LookupResult::Hit) = (&self.own, result) {
            own.lock().entry(V::KIND).or_default().shared += keys;
        }
    }

    /// The counts so far.
    pub fn counts(&self) -> BTreeMap<&'static str, KeyCounts> {
        let own = self.own.as_ref();
        own.map(|by_kind| by_kind.lock().clone())
            .unwrap_or_default()
    }
}
