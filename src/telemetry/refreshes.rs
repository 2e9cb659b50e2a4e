//! Refreshes of entries ahead of their expiry, by outcome.

use prometheus_client::metrics::counter::Counter;
use prometheus_client::registry::Registry;

use super::labels::ByLabel;

labels! {
    /// The outcome of a refresh.
    pub enum RefreshOutcome("outcome") {
        /// The entries were read again.
        Refreshed = "refreshed",
        /// Some entries could not be read. They are served until they expire.
        Failed = "failed",
        /// The credential had too few calls left in the platform's rate window.
        Skipped = "skipped",
    }
}

/// Metrics of refreshes. Clones share the counters.
#[derive(Debug, Clone)]
pub struct Refreshes(ByLabel<RefreshOutcome, Counter>);

impl Refreshes {
    pub(super) fn new(registry: &mut Registry) -> Self {
        Self(ByLabel::new(
            registry,
            "cache_refreshes",
            "Number of refreshes of cache entries ahead of their expiry, by outcome",
        ))
    }

    /// Counts a refresh.
    pub fn count(&self, outcome: RefreshOutcome) {
        if let Some(counter) = self.0.get(outcome) {
            counter.inc();
        }
    }
}
