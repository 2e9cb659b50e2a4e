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

/// Metrics of upstream calls. An instance from `default` is not registered.
#[derive(Debug, Clone)]
pub struct Upstream {
    calls: Family<Call, Counter>,
    not_sent: Family<Call, Counter>,
    duration: Histogram,
}

impl Default for Upstream {
    fn default() -> Self {
        Self {
            calls: Family::default(),
            not_sent: Family::default(),
            duration: durations(),
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
}
