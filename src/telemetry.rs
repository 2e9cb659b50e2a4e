//! Prometheus metrics of one gateway. Labels have few values and contain no personal data: status classes, error codes,
//! names of operations, ids of the manifest's documents.

mod documents;
mod durations;
mod reloads;
mod requests;
mod tls;
mod upstream;

use std::fmt;
use std::sync::Arc;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

pub(crate) use documents::{DocumentOutcome, Documents, TrustedDocument};
pub(crate) use reloads::Reloads;
pub(crate) use requests::Requests;
pub(crate) use tls::{Tls, TlsListener};
pub(crate) use upstream::Upstream;

/// Media type of [`Metrics::text`].
pub(crate) const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The metrics of one gateway. Clones share them.
#[derive(Clone)]
pub struct Metrics {
    registry: Arc<Registry>,
    /// GraphQL requests.
    pub requests: Requests,
    /// Upstream calls.
    pub upstream: Upstream,
    /// Documents.
    pub documents: Documents,
    /// Reloads of the configuration and of secrets.
    pub reloads: Reloads,
    /// TLS of the listeners.
    pub tls: Tls,
    /// Caught panics; each is a bug.
    pub panics: Counter,
    cache_bytes: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("journey_gateway");
        let (panics, cache_bytes) = (Counter::default(), Gauge::default());
        registry.register(
            "panics",
            "Number of caught panics; each failed one request and is a bug",
            panics.clone(),
        );
        registry.register(
            "cache_bytes",
            "Size of cached entities and responses in bytes",
            cache_bytes.clone(),
        );
        Self {
            requests: Requests::new(&mut registry),
            upstream: Upstream::new(&mut registry),
            documents: Documents::new(&mut registry),
            reloads: Reloads::new(&mut registry),
            tls: Tls::new(&mut registry),
            registry: Arc::new(registry),
            panics,
            cache_bytes,
        }
    }
}

impl Metrics {
    /// All metrics in the `OpenMetrics` text format, with the current size of the cache.
    pub fn text(&self, cache_bytes: u64) -> String {
        let bytes = i64::try_from(cache_bytes).unwrap_or(i64::MAX);
        self.cache_bytes.set(bytes);
        let mut text = String::new();
        // Writing to a `String` does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}
