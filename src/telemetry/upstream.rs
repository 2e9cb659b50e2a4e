//! Calls of the platform: by operation, how they ended and how long they took.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use super::durations;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Call {
    operation: String,
    outcome: &'static str,
}

/// The numbers of upstream calls. Those of `default` are shown nowhere.
#[derive(Debug, Clone)]
pub struct Upstream {
    calls: Family<Call, Counter>,
    refused: Family<Call, Counter>,
    duration: Histogram,
}

impl Default for Upstream {
    fn default() -> Self {
        Self {
            calls: Family::default(),
            refused: Family::default(),
            duration: durations(),
        }
    }
}

impl Upstream {
    pub(super) fn new(registry: &mut Registry) -> Self {
        let upstream = Self::default();
        registry.register(
            "upstream_calls",
            "Calls of the platform by operation and outcome",
            upstream.calls.clone(),
        );
        registry.register(
            "upstream_calls_refused",
            "Calls of the platform that the gateway did not make, by operation and reason",
            upstream.refused.clone(),
        );
        registry.register(
            "upstream_call_duration_seconds",
            "From asking the platform to its last byte",
            upstream.duration.clone(),
        );
        upstream
    }

    /// A call of `operation` was not made.
    pub fn refused(&self, operation: String, outcome: &'static str) {
        let call = Call { operation, outcome };
        self.refused.get_or_create(&call).inc();
    }

    /// A call of `operation` came to its end.
    pub fn ended(&self, operation: String, outcome: &'static str, took: Duration) {
        let call = Call { operation, outcome };
        self.calls.get_or_create(&call).inc();
        self.duration.observe(took.as_secs_f64());
    }
}
