//! Metrics of GraphQL requests: in progress, completed, rejected, duration.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use tokio::time::Instant;

use super::durations::durations;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Status {
    status: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Reason {
    code: String,
}

/// Metrics of GraphQL requests.
#[derive(Debug, Clone)]
pub struct Requests {
    ended: Family<Status, Counter>,
    rejected: Family<Reason, Counter>,
    in_progress: Gauge,
    duration: Histogram,
}

/// A request in progress. Dropping it counts the request as completed.
#[derive(Debug)]
pub struct RequestInProgress {
    requests: Requests,
    began: Instant,
    status: &'static str,
}

impl Requests {
    pub(super) fn new(registry: &mut Registry) -> Self {
        let requests = Self {
            ended: Family::default(),
            rejected: Family::default(),
            in_progress: Gauge::default(),
            duration: durations(),
        };
        registry.register(
            "requests",
            "Number of GraphQL requests by status class; `gone` if the client disconnected first",
            requests.ended.clone(),
        );
        registry.register(
            "requests_refused",
            "Number of requests rejected before execution, by error code",
            requests.rejected.clone(),
        );
        registry.register(
            "requests_under_way",
            "Number of requests in progress",
            requests.in_progress.clone(),
        );
        registry.register(
            "request_duration_seconds",
            "Time from a request's header to its response",
            requests.duration.clone(),
        );
        requests
    }

    /// Starts a request.
    pub fn begin(&self) -> RequestInProgress {
        self.in_progress.inc();
        RequestInProgress {
            requests: self.clone(),
            began: Instant::now(),
            status: "gone",
        }
    }

    /// Counts a request that is rejected before execution. `code` is one of the gateway's error codes.
    pub fn count_rejected(&self, code: &str) {
        let code = code.to_owned();
        self.rejected.get_or_create(&Reason { code }).inc();
    }
}

impl RequestInProgress {
    /// Counts the request by the status of its response.
    pub fn finish(mut self, status: u16) {
        self.status = match status {
            100..200 => "1xx",
            200..300 => "2xx",
            300..400 => "3xx",
            400..500 => "4xx",
            _ => "5xx",
        };
    }
}

impl Drop for RequestInProgress {
    fn drop(&mut self) {
        let requests = &self.requests;
        let status = self.status;
        requests.in_progress.dec();
        requests.ended.get_or_create(&Status { status }).inc();
        requests
            .duration
            .observe(self.began.elapsed().as_secs_f64());
    }
}
