//! Metrics of exported traces.

use prometheus_client::metrics::counter::Counter;
use prometheus_client::registry::Registry;

/// Metrics of exported traces. An instance from `default` is not registered.
#[derive(Debug, Clone, Default)]
pub struct Traces {
    /// Spans that the collector accepted.
    pub exported: Counter,
    /// Spans that were dropped, because the collector did not accept them in time.
    pub dropped: Counter,
}

impl Traces {
    pub(super) fn new(registry: &mut Registry) -> Self {
        let traces = Self::default();
        registry.register(
            "trace_spans_exported",
            "Number of spans that the trace collector accepted",
            traces.exported.clone(),
        );
        registry.register(
            "trace_spans_dropped",
            "Number of spans that were dropped because the trace collector did not accept them in time",
            traces.dropped.clone(),
        );
        traces
    }
}
