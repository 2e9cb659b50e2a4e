//! Look-ups in the cache by kind of entry, tier and result.

use std::sync::Arc;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

use super::labels::Label;

/// Kind, tier and result.
type Labels = [(&'static str, &'static str); 3];

labels! {
    /// A kind of cache entry.
    pub enum CacheKind("kind") {
        Contact = "Contact",
        SegmentAssignments = "SegmentAssignments",
        SessionPage = "SessionPage",
        Session = "Session",
        EventPage = "EventPage",
        Conversation = "Conversation",
        CampaignVerdict = "CampaignVerdict",
        Queue = "Queue",
        WrapUpCode = "WrapUpCode",
        Agent = "Agent",
        Segment = "Segment",
        ReferencePage = "ReferencePage",
        Resource = "Resource",
        Response = "Response",
    }
}

labels! {
    /// The result of a look-up.
    pub enum LookupResult("result") {
        /// A fresh entry was found.
        Hit = "hit",
        /// The result of another request's fetch was used.
        Joined = "joined",
        /// The key was fetched, successfully or not.
        Miss = "miss",
        /// A stale entry was served, because the platform did not respond.
        Stale = "stale",
    }
}

/// Look-ups in one tier of the cache. Clones share the counters.
#[derive(Debug, Clone)]
pub struct CacheLookups {
    /// The counters of the memory by kind and result: one is incremented for each cached response, and finding it in
    /// the family would take longer.
    in_memory: Arc<[Vec<Counter>]>,
    all: Family<Labels, Counter>,
}

impl CacheLookups {
    /// Look-ups in memory and in Redis.
    pub(super) fn new(registry: &mut Registry) -> Self {
        let all = Family::default();
        registry.register(
            "cache_lookups",
            "Number of look-ups in the cache by kind of entry, tier and result",
            all.clone(),
        );
        let counter = |kind: CacheKind, result: LookupResult| {
            all.get_or_create_owned(&labels(kind, "memory", result))
        };
        let by_result = |kind: &CacheKind| {
            let results = LookupResult::ALL.iter();
            results.map(|result| counter(*kind, *result)).collect()
        };
        Self {
            in_memory: CacheKind::ALL.iter().map(by_result).collect(),
            all,
        }
    }

    /// Counts `keys` look-ups in Redis.
    pub fn count_in_redis(&self, kind: CacheKind, result: LookupResult, keys: usize) {
        let counter = self.all.get_or_create(&labels(kind, "redis", result));
        counter.inc_by(keys as u64);
    }

    /// Counts `keys` look-ups in memory.
    pub fn count(&self, kind: CacheKind, result: LookupResult, keys: usize) {
        let by_result = self.in_memory.get(kind.index());
        if let Some(counter) = by_result.and_then(|by_result| by_result.get(result.index())) {
            counter.inc_by(keys as u64);
        }
    }
}

fn labels(kind: CacheKind, tier: &'static str, result: LookupResult) -> Labels {
    [
        (CacheKind::NAME, kind.value()),
        ("tier", tier),
        (LookupResult::NAME, result.value()),
    ]
}
