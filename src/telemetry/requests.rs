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
    refused: Family<Reason, Counter>,
    under_way: Gauge,
    duration: Histogram,
}

/// A request in progress; dropping it ends the request.
#[derive(Debug)]
pub struct UnderWay {
    requests: Requests,
    began: Instant,
    status: &'static str,
}

impl Requests {
    pub(super) fn new(registry: &mut Registry) -> Self {
        let requests = Self {
            ended: Family::default(),
            refused: Family::default(),
            under_way: Gauge::default(),
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
            requests.refused.clone(),
        );
        registry.register(
            "requests_under_way",
            "Number of requests in progress",
            requests.under_way.clone(),
        );
        registry.register(
            "request_duration_seconds",
            "Time from a request's header to its response",
            requests.duration.clone(),
        );
        requests
    }

    /// Starts a request.
    pub fn begin(&self) -> UnderWay {
        self.under_way.inc();
        UnderWay {
            requests: self.clone(),
            began: Instant::now(),
            status: "gone",
        }
    }

    /// Counts a request that is rejected before execution. `code` is one of the gateway's error codes.
    pub fn refuse(&self, code: &str) {
        let code = code.to_owned();
        self.refused.get_or_create(&Reason { code }).inc();
    }
}

impl UnderWay {
    /// Records the status of the response.
    pub fn answer(mut self, status: u16) {
        self.status = match status {
            200..300 => "2xx",
            300..400 => "3xx",
            400..500 => "4xx",
            _ => "5xx",
        };
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let requests = &self.requests;
        let status = self.status;
        requests.under_way.dec();
        requests.ended.get_or_create(&Status { status }).inc();
        requests
            .duration
            .observe(self.began.elapsed().as_secs_f64());
    }
}
