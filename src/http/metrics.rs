//! Middleware that counts GraphQL requests, and the `/metrics` route.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::Mutex;

use crate::pipeline::Gateway;
use crate::telemetry::{Format, Metrics};

/// Response extension: the code of a request that was not executed.
#[derive(Debug, Clone)]
pub(super) struct RejectionCode(pub(super) String);

/// Counts a request, its response and its duration.
pub(super) async fn count(
    State(metrics): State<Arc<Metrics>>,
    request: Request,
    next: Next,
) -> Response {
    let in_progress = metrics.requests.begin();
    let response = next.run(request).await;
    if let Some(RejectionCode(code)) = response.extensions().get() {
        metrics.requests.count_rejected(code);
    }
    in_progress.finish(response.status().as_u16());
    response
}

/// The `/metrics` page of a gateway.
pub(super) struct MetricsPage {
    gateway: Arc<Gateway>,
    /// Held while the page is written, so that many scrapes at once occupy one thread.
    writing: Mutex<()>,
}

impl MetricsPage {
    pub(super) fn new(gateway: Arc<Gateway>) -> Self {
        Self {
            gateway,
            writing: Mutex::default(),
        }
    }
}

/// Handles `/metrics`.
pub(super) async fn show(State(page): State<Arc<MetricsPage>>, headers: HeaderMap) -> Response {
    let accept = headers.get(header::ACCEPT);
    let accept = accept.and_then(|accept| accept.to_str().ok());
    let format = Format::negotiate(accept.unwrap_or_default());
    let _writing = page.writing.lock().await;
    let gateway = page.gateway.clone();
    let text = tokio::task::spawn_blocking(move || gateway.metrics_text(format));
    let Ok(text) = text.await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, format.content_type()),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, text).into_response()
}
