//! Prometheus metrics of one gateway. Labels have few values and contain no personal data: status classes, error codes,
//! names of operations, ids of the manifest's documents. `docs/metrics.md` describes every metric; a test compares it
//! with the real text.
//!
//! Counters and histograms are written where something happens. State that can be read is not written on each change:
//! the gateway reads it into [`Readings`] when the metrics are requested.

#[macro_use]
mod labels;

mod build;
mod cache;
mod documents;
mod durations;
mod format;
mod live;
mod memory_limit;
mod process;
mod readings;
mod refreshes;
mod reloads;
mod requests;
mod streams;
mod subscriptions;
mod tls;
mod traces;
mod upstream;

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::registry::Registry;

pub(crate) use cache::{CacheKind, CacheLookups, LookupResult};
pub(crate) use prometheus_client::metrics::histogram::Histogram;

pub(crate) use documents::{DocumentOutcome, Documents, TrustedDocument};
pub(crate) use durations::durations;
pub(crate) use format::Format;
pub(crate) use live::{FrameType, Live, LostChannel};
pub(crate) use readings::{
    BreakerReading, CacheReading, GateReading, LiveReading, RateReading, Readings, RedisReading,
};
pub(crate) use refreshes::{RefreshOutcome, Refreshes};
pub(crate) use reloads::Reloads;
pub(crate) use requests::{OperationOutcome, Requests};
pub(crate) use streams::{Streams, Transport};
pub(crate) use subscriptions::{ActiveSubscription, Root, Subscriptions};
pub(crate) use tls::{Tls, TlsListener};
pub(crate) use traces::Traces;
pub(crate) use upstream::Upstream;

/// The prefix of every metric, except those of the process.
const PREFIX: &str = "journey_gateway";

/// The metrics of one gateway. Clones share them.
#[derive(Clone)]
pub struct Metrics {
    registry: Arc<Registry>,
    started: SystemTime,
    /// GraphQL requests.
    pub requests: Requests,
    /// Upstream calls.
    pub upstream: Upstream,
    /// Documents.
    pub documents: Documents,
    /// Look-ups in the cache.
    pub cache: CacheLookups,
    /// Refreshes of cache entries.
    pub refreshes: Refreshes,
    /// Notifications of the platform.
    pub live: Live,
    /// Open sockets and streams.
    pub streams: Streams,
    /// Subscriptions.
    pub subscriptions: Subscriptions,
    /// Time that operations waited for a CPU.
    pub cpu_wait: Histogram,
    /// Exported traces.
    pub traces: Traces,
    /// Reloads of the configuration and of secrets.
    pub reloads: Reloads,
    /// TLS of the listeners.
    pub tls: Tls,
    /// Caught panics; each is a bug.
    pub panics: Counter,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix(PREFIX);
        let (panics, cpu_wait) = (Counter::default(), durations());
        registry.register(
            "panics",
            "Number of caught panics; each failed one request and is a bug",
            panics.clone(),
        );
        registry.register(
            "cpu_wait_seconds",
            "Time that an operation whose response is not cached waited for a CPU",
            cpu_wait.clone(),
        );
        build::register(&mut registry);
        Self {
            requests: Requests::new(&mut registry),
            upstream: Upstream::new(&mut registry),
            documents: Documents::new(&mut registry),
            cache: CacheLookups::new(&mut registry),
            refreshes: Refreshes::new(&mut registry),
            live: Live::new(&mut registry),
            streams: Streams::new(&mut registry),
            subscriptions: Subscriptions::new(&mut registry),
            traces: Traces::new(&mut registry),
            reloads: Reloads::new(&mut registry),
            tls: Tls::new(&mut registry),
            registry: Arc::new(registry),
            started: SystemTime::now(),
            panics,
            cpu_wait,
        }
    }
}

impl Metrics {
    /// All metrics in a text format. Reads files of the system, so it must not run on a thread that serves requests.
    pub fn text(&self, format: Format, readings: Readings) -> String {
        let mut read = Registry::with_prefix(PREFIX);
        readings.register(&mut read);
        let mut process = Registry::default();
        process::register(&mut process, self.started);
        format.encode(&[&self.registry, &read, &process])
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}
