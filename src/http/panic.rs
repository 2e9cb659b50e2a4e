//! Panic handling: a panic fails only its own request, is counted and logged. The response does not contain its text.

use std::future::Future;
use std::panic::AssertUnwindSafe;

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::Response;
use futures_util::FutureExt;

use super::error;
use super::media::{Accepted, Media};
use crate::origin::RequestId;
use crate::pipeline::RequestError;
use crate::telemetry::Metrics;

/// What is needed when the handler of a request panics. By then it owns the request.
pub(super) struct Panics<'a> {
    metrics: &'a Metrics,
    accept: Option<HeaderValue>,
    uri: Uri,
    request_id: &'a RequestId,
}

impl<'a> Panics<'a> {
    pub(super) fn new(metrics: &'a Metrics, request: &Request, request_id: &'a RequestId) -> Self {
        Self {
            metrics,
            accept: request.headers().get(header::ACCEPT).cloned(),
            uri: request.uri().clone(),
            request_id,
        }
    }

    /// Runs the handler; responds with `INTERNAL` if it panics.
    pub(super) async fn catch(self, handler: impl Future<Output = Response>) -> Response {
        // Shared state is behind locks that stay usable after a panic.
        let result = AssertUnwindSafe(handler).catch_unwind().await;
        // The text may contain customer data; the process has written it to standard error.
        result.unwrap_or_else(|_| {
            self.metrics.panics.inc();
            let (path, request_id) = (self.uri.path(), self.request_id.to_string());
            tracing::error!(path, request_id, "the handler of a request panicked");
            error::response(&RequestError::Internal, self.media())
        })
    }

    fn media(&self) -> Media {
        let accept = self.accept.clone().map(|accept| (header::ACCEPT, accept));
        let accepted = Accepted::from_headers(&HeaderMap::from_iter(accept));
        accepted.media.unwrap_or(Media::Json)
    }
}
