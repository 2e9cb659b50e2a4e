//! Counts requests of the graph, and serves what is counted.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::pipeline::Gateway;
use crate::telemetry::{CONTENT_TYPE, Metrics};

/// Why nothing was executed: goes with the response up to here.
#[derive(Debug, Clone)]
pub(super) struct Refused(pub(super) String);

/// Counts a request, its answer, and the time between them.
pub(super) async fn count(
    State(metrics): State<Arc<Metrics>>,
    request: Request,
    next: Next,
) -> Response {
    let under_way = metrics.requests.begin();
    let response = next.run(request).await;
    if let Some(Refused(code)) = response.extensions().get() {
        metrics.requests.refuse(code);
    }
    under_way.answer(response.status().as_u16());
    response
}

/// `/metrics`
pub(super) async fn show(State(gateway): State<Arc<Gateway>>) -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, CONTENT_TYPE),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, gateway.metrics_text())
}
