//! Metrics of upstream calls by operation and outcome.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use super::durations::durations;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Call {
    operation: &'static str,
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Operation {
    operation: &'static str,
}

/// Metrics of upstream calls. An instance from `default` is not registered.
#[derive(Debug, Clone)]
pub struct Upstream {
    calls: Family<Call, Counter>,
    not_sent: Family<Call, Counter>,
    retries: Family<Operation, Counter>,
    batches: Family<Operation, Histogram, fn() -> Histogram>,
    duration: Histogram,
    rate_wait: Histogram,
}

/// A histogram of numbers of ids. The platform accepts at most 100 per call.
fn batch_sizes() -> Histogram {
    Histogram::new([1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0])
}

impl Default for Upstream {
    fn default() -> Self {
        Self {
            calls: Family::default(),
            not_sent: Family::default(),
            retries: Family::default(),
            batches: Family::new_with_constructor(batch_sizes),
            duration: durations(),
            rate_wait: durations(),
        }
    }
}

impl Upstream {
    pub(super) fn new(registry: &mut Registry) -> Self {
        let upstream = Self::default();
        registry.register(
            "upstream_calls",
            "Number of upstream calls by operation and outcome",
            upstream.calls.clone(),
        );
        registry.register(
            "upstream_calls_refused",
            "Number of upstream calls that were not sent, by operation and reason",
            upstream.not_sent.clone(),
        );
        registry.register(
            "upstream_call_duration_seconds",
            "Time from the start of an upstream call to the last byte of its response",
            upstream.duration.clone(),
        );
        registry.register(
            "upstream_retries",
            "Number of retries of upstream calls by operation",
            upstream.retries.clone(),
        );
        registry.register(
            "upstream_batch_ids",
            "Number of ids of an upstream call, by operation that takes many",
            upstream.batches.clone(),
        );
        registry.register(
            "upstream_rate_wait_seconds",
            "Time that an upstream call waited because its credential or its viewer had no calls left",
            upstream.rate_wait.clone(),
        );
        upstream
    }

    /// Counts a call of `operation` that was not sent.
    pub fn count_not_sent(&self, operation: &'static str, outcome: &'static str) {
        let call = Call { operation, outcome };
        self.not_sent.get_or_create(&call).inc();
    }

    /// Counts a call of `operation` that was sent.
    pub fn count_sent(&self, operation: &'static str, outcome: &'static str, took: Duration) {
        let call = Call { operation, outcome };
        self.calls.get_or_create(&call).inc();
        self.duration.observe(took.as_secs_f64());
    }

    /// Counts the retries of a call of `operation`.
    pub fn count_retries(&self, operation: &'static str, retries: u32) {
        if retries > 0 {
            let counter = self.retries.get_or_create(&Operation { operation });
            counter.inc_by(retries.into());
        }
    }

    /// Counts a call of an operation that takes many ids.
    pub fn count_batch(&self, operation: &'static str, ids: usize) {
        let ids = u32::try_from(ids).unwrap_or(u32::MAX);
        let batches = self.batches.get_or_create(&Operation { operation });
        batches.observe(ids.into());
    }

    /// Counts a call that waited for its rate budget.
    pub fn count_rate_wait(&self, waited: Duration) {
        self.rate_wait.observe(waited.as_secs_f64());
    }
}
