//! Metrics of GraphQL requests: in progress, completed, rejected, duration.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use tokio::time::Instant;

use super::durations::durations;
use super::labels::ByLabel;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Reason {
    code: String,
}

labels! {
    /// How a request ended.
    enum Status("status") {
        /// A WebSocket was opened.
        Informational = "1xx",
        /// An operation was executed.
        Success = "2xx",
        /// The client has the current response.
        Redirection = "3xx",
        /// The request was rejected.
        ClientError = "4xx",
        /// The gateway failed, or was overloaded.
        ServerError = "5xx",
        /// The client disconnected first.
        Gone = "gone",
    }
}

labels! {
    /// The outcome of an operation, over any transport.
    pub enum OperationOutcome("outcome") {
        /// A response without errors.
        Ok = "ok",
        /// A response with errors in some fields.
        Errors = "errors",
        /// A response in which the platform failed to answer for some fields.
        Degraded = "degraded",
        /// A subscription started.
        Subscribed = "subscribed",
        /// The operation was rejected before its execution, or timed out.
        Rejected = "rejected",
    }
}

/// Metrics of GraphQL requests.
#[derive(Debug, Clone)]
pub struct Requests {
    ended: ByLabel<Status, Counter>,
    operations: ByLabel<OperationOutcome, Counter>,
    rejected: Family<Reason, Counter>,
    in_progress: Gauge,
    duration: Histogram,
}

/// A request in progress. Dropping it counts the request as completed.
#[derive(Debug)]
pub struct RequestInProgress<'a> {
    requests: &'a Requests,
    began: Instant,
    status: Status,
}

impl Requests {
    pub(super) fn new(registry: &mut Registry) -> Self {
        let requests = Self {
            ended: ByLabel::new(
                registry,
                "requests",
                "Number of GraphQL requests by status class; `gone` if the client disconnected first",
            ),
            operations: ByLabel::new(
                registry,
                "operations",
                "Number of GraphQL operations over all transports, by outcome",
            ),
            rejected: Family::default(),
            in_progress: Gauge::default(),
            duration: durations(),
        };
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
    pub fn begin(&self) -> RequestInProgress<'_> {
        self.in_progress.inc();
        RequestInProgress {
            requests: self,
            began: Instant::now(),
            status: Status::Gone,
        }
    }

    /// Counts a request that is rejected before execution. `code` is one of the gateway's error codes.
    pub fn count_rejected(&self, code: &str) {
        let code = code.to_owned();
        self.rejected.get_or_create(&Reason { code }).inc();
    }

    /// Counts an operation.
    pub fn count_operation(&self, outcome: OperationOutcome) {
        if let Some(counter) = self.operations.get(outcome) {
            counter.inc();
        }
    }
}

impl RequestInProgress<'_> {
    /// Counts the request by the status of its response.
    pub fn finish(mut self, status: u16) {
        self.status = match status {
            100..200 => Status::Informational,
            200..300 => Status::Success,
            300..400 => Status::Redirection,
            400..500 => Status::ClientError,
            _ => Status::ServerError,
        };
    }
}

impl Drop for RequestInProgress<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.status = Status::ServerError;
        }
        let requests = self.requests;
        requests.in_progress.dec();
        if let Some(ended) = requests.ended.get(self.status) {
            ended.inc();
        }
        requests
            .duration
            .observe(self.began.elapsed().as_secs_f64());
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    #[test]
    fn a_request_ends_with_its_status_with_a_panic_or_with_its_client() {
        let requests = Requests::new(&mut Registry::default());
        let ended = |status| requests.ended.get(status).unwrap().get();
        requests.begin().finish(200);
        drop(requests.begin());
        let panics = || {
            let _in_progress = requests.begin();
            panic!("a bug");
        };
        catch_unwind(AssertUnwindSafe(panics)).unwrap_err();
        let counts = [Status::Success, Status::Gone, Status::ServerError].map(ended);
        assert_eq!(counts, [1, 1, 1]);
        assert_eq!(requests.in_progress.get(), 0);
    }
}
