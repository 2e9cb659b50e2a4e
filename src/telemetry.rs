//! Numbers for operators: how many, how long, how much. They belong to one gateway, hold nothing of a
//! person, and their labels have few values: status classes, codes of errors, names of operations.

mod requests;
mod upstream;

use std::fmt;
use std::sync::Arc;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

pub use requests::{Requests, UnderWay};
pub use upstream::Upstream;

/// What [`Metrics::text`] is.
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The numbers of one gateway. Clones share them.
#[derive(Clone)]
pub struct Metrics {
    registry: Arc<Registry>,
    /// Requests of the graph.
    pub requests: Requests,
    /// Calls of the platform.
    pub upstream: Upstream,
    /// Panics that were caught: each is a bug.
    pub panics: Counter,
    cache_bytes: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("journey_gateway");
        let (panics, cache_bytes) = (Counter::default(), Gauge::default());
        registry.register(
            "panics",
            "Panics caught; each cost one request and is a bug",
            panics.clone(),
        );
        registry.register(
            "cache_bytes",
            "What is kept of the platform's answers",
            cache_bytes.clone(),
        );
        Self {
            requests: Requests::new(&mut registry),
            upstream: Upstream::new(&mut registry),
            registry: Arc::new(registry),
            panics,
            cache_bytes,
        }
    }
}

impl Metrics {
    /// All of them as Prometheus reads them; `cache_bytes` is what is kept now.
    pub fn text(&self, cache_bytes: u64) -> String {
        let bytes = i64::try_from(cache_bytes).unwrap_or(i64::MAX);
        self.cache_bytes.set(bytes);
        let mut text = String::new();
        // Writing into memory does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

/// From a millisecond to ten seconds.
fn durations() -> Histogram {
    Histogram::new([
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
    ])
}
