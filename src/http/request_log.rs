//! One log line per GraphQL operation that is slow, rejected or sampled, with the target [`TARGET`].

use std::time::Duration;

use axum::http::StatusCode;

use crate::config::{LoggedRequests, RequestLog as Settings};
use crate::origin::Origin;
use crate::throttle::Throttle;
use crate::trace::CacheResult;

/// Log target of the lines.
const TARGET: &str = "journey_request";

/// Writes the lines.
#[derive(Debug)]
pub(super) struct RequestLog {
    settings: Settings,
    slow: Throttle,
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
            slow: Throttle::default(),
            rejected: Throttle::default(),
        }
    }

    /// Writes the line of a request, if the settings and the limits of lines admit it.
    pub(super) fn write(&self, request: &CompletedRequest<'_>) {
        let is_slow = request.duration >= self.settings.slow;
        let is_logged = match self.settings.logged {
            LoggedRequests::None => false,
            LoggedRequests::Slow(ratio) => is_slow || ratio > 0.0 && fastrand::f64() < ratio,
            LoggedRequests::All => true,
        };
        // The upgrade to a WebSocket is no operation.
        let is_upgrade = request.status == Some(StatusCode::SWITCHING_PROTOCOLS.as_u16());
        if !is_logged || is_upgrade {
            return;
        }
        let facts = request.origin.facts.take();
        let suppressed = if facts.cost.is_none() {
            self.rejected.admit()
        } else if self.settings.logged == LoggedRequests::All {
            Some(0)
        } else {
            self.slow.admit()
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
