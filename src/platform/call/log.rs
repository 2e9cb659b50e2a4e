//! Log lines about calls.

use std::time::Duration;

use super::progress::Progress;
use crate::platform::error::Error;
use crate::platform::operation::Operation;
use crate::throttle::Throttle;

/// Logs the result of a call. `failures` limits the lines at warning level, which one viewer can cause.
pub(super) fn log<T>(
    operation: Operation,
    response: &Result<T, Error>,
    progress: &Progress,
    took: Duration,
    failures: &Throttle,
) {
    let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let retries = progress.retries();
    match response {
        Ok(_) => {
            tracing::debug!(upstream_operation = ?operation, milliseconds, retries, "upstream call answered");
        }
        Err(Error::NotFound) => {
            tracing::debug!(upstream_operation = ?operation, milliseconds, "upstream entity not found");
        }
        // Metrics count these. They are frequent when viewers make too many requests.
        Err(Error::RateLimited { .. }) => {
            tracing::debug!(upstream_operation = ?operation, milliseconds, "upstream rate limit reached");
        }
        // The identity module logs refused tokens at a bounded rate.
        Err(Error::Unauthenticated) if operation == Operation::TokenMe => {
            tracing::debug!(upstream_operation = ?operation, milliseconds, "the platform refused a token");
        }
        Err(error) => {
            if let Some(suppressed) = failures.admit() {
                let scope = progress.scope.as_ref();
                tracing::warn!(
                    upstream_operation = ?operation,
                    milliseconds,
                    retries,
                    %error,
                    status = progress.status().map(|status| status.as_u16()),
                    correlation_id = progress.correlation_id().map(display),
                    request_id = scope.map(|scope| display(scope.request_id())),
                    trace_id = scope.map(|scope| display(scope.trace_id())),
                    suppressed,
                    "upstream call failed"
                );
            }
        }
    }
}
