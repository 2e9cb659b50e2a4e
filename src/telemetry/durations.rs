//! The histogram of all durations, so that dashboards can compare them.

use prometheus_client::metrics::histogram::Histogram;

/// A histogram with buckets from 1 ms to 10 s.
pub(crate) fn durations() -> Histogram {
    Histogram::new([
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
    ])
}
