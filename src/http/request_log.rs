//! One log line per GraphQL operation that is slow, rejected, failed or sampled, with the target [`TARGET`].

use std::time::Duration;

use axum::http::StatusCode;

use crate::config::{LoggedRequests, RequestLog as Settings};
use crate::origin::Origin;
use crate::throttle::Throttle;
use crate::trace::{CacheResult, FactsOfRequest};

/// Log target of the lines.
const TARGET: &str = "journey_request";

/// Writes the lines.
#[derive(Debug)]
pub(super) struct RequestLog {
    settings: Settings,
    /// Of slow and failed operations.
    executed: Throttle,
    /// Of requests that were not executed, such as those with a bad token.
    rejected: Throttle,
}

/// A request that has ended.
pub(super) struct CompletedRequest<'a> {
    pub(super) origin: &'a Origin,
    /// Absent if the client disconnected before the response.
    pub(super) status: Option<u16>,
    pub(super) duration: Duration,
}

impl RequestLog {
    pub(super) fn new(settings: Settings) -> Self {
        Self {
            settings,
            executed: Throttle::default(),
            rejected: Throttle::default(),
        }
    }

    /// Writes the line of a request, if the settings and the limits of lines admit it.
    pub(super) fn write(&self, request: &CompletedRequest<'_>) {
        // The upgrade to a WebSocket is no operation.
        if request.status == Some(StatusCode::SWITCHING_PROTOCOLS.as_u16()) {
            return;
        }
        let facts = request.origin.facts.take();
        let is_executed = facts.cost.is_some();
        let is_rejected = !is_executed && request.status.is_some();
        let is_slow = request.duration >= self.settings.slow;
        let is_logged = match self.settings.logged {
            LoggedRequests::None => false,
            LoggedRequests::Slow(ratio) => {
                is_slow
                    || is_rejected
                    || has_failed(request.status, &facts)
                    || ratio > 0.0 && fastrand::f64() < ratio
            }
            LoggedRequests::All => true,
        };
        if !is_logged {
            return;
        }
        let suppressed = if !is_executed {
            self.rejected.admit()
        } else if self.settings.logged == LoggedRequests::All {
            Some(0)
        } else {
            self.executed.admit()
        };
        let Some(suppressed) = suppressed else {
            return;
        };
        let milliseconds = u64::try_from(request.duration.as_millis()).unwrap_or(u64::MAX);
        tracing::info!(
            target: TARGET,
            request_id = %request.origin.request_id,
            trace_id = %request.origin.trace.trace_id(),
            operation = facts.operation,
            operation_type = facts.operation_type,
            status = request.status,
            milliseconds,
            upstream_calls = facts.upstream_calls,
            cache = facts.cache.map(CacheResult::as_str),
            cost = facts.cost,
            errors = facts.error_codes.join(","),
            suppressed,
            "{}",
            if request.status.is_some() { "request completed" } else { "client disconnected before the response" }
        );
    }
}

/// Whether the gateway or the platform failed, so that the response lacks data which the viewer may see.
fn has_failed(status: Option<u16>, facts: &FactsOfRequest) -> bool {
    let is_failure = |code: &String| code.starts_with("UPSTREAM_") || code == "RATE_LIMITED";
    status.is_some_and(|status| status >= 500) || facts.error_codes.iter().any(is_failure)
}
