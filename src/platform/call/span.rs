//! The span of one attempt of a call. It has no URL, because the URL contains ids of customers.

use std::time::Duration;

use url::Url;

use super::attempt::FailedAttempt;
use super::progress::Progress;
use crate::platform::operation::Operation;
use crate::trace::{Kind, Span};

/// Starts the span of an attempt that was sent after `waited`, or was refused by a limit.
pub(super) fn start(
    progress: &Progress,
    operation: Operation,
    ids: usize,
    api: &Url,
    waited: Duration,
    is_sent: bool,
) -> Span {
    let Some(scope) = &progress.scope else {
        return Span::default();
    };
    scope.add_wait(waited);
    let kind = if is_sent {
        Kind::Client
    } else {
        Kind::Internal
    };
    let mut span = Span::start(scope, "upstream call", kind);
    if span.is_recorded() {
        let (method, template) = operation.template();
        span.rename(operation.to_string());
        span.set("journey.upstream.operation", operation.name());
        span.set("journey.upstream.ids", ids);
        span.set("journey.upstream.wait_ms", waited);
        if is_sent {
            span.set("http.request.method", method.to_string());
            span.set("url.template", template);
            span.set(
                "server.address",
                api.host_str().unwrap_or_default().to_owned(),
            );
            if let Some(port) = api.port_or_known_default() {
                span.set("server.port", port);
            }
        }
        match progress.retries() as usize {
            0 => {}
            retries => span.set("http.request.resend_count", retries),
        }
    }
    span
}

/// Ends the span with what the response shows.
pub(super) fn finish<T>(mut span: Span, progress: &Progress, result: &Result<T, FailedAttempt>) {
    if !span.is_recorded() {
        return;
    }
    if let Some(status) = progress.status() {
        span.set("http.response.status_code", status.as_u16());
    }
    if let Some(id) = progress.correlation_id() {
        span.set("journey.upstream.correlation_id", id.to_string());
    }
    if let Err(failed) = result {
        span.fail(failed.error.name());
    }
    span.end();
}
