//! The `/metrics` route.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::sync::Mutex;

use crate::pipeline::Gateway;
use crate::telemetry::Format;

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
