//! What operators and tools ask: is it alive, is it ready, what is the schema.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::gateway::Gateway;
use crate::server::Draining;

/// The process runs.
pub(super) async fn live() -> Json<serde_json::Value> {
    Json(json!({"status": "live"}))
}

/// Requests can be answered: the platform answers, and the end has not begun.
pub(super) async fn ready(State((gateway, draining)): State<(Arc<Gateway>, Draining)>) -> Response {
    if draining.has_begun() {
        let body = Json(json!({"status": "not ready", "gateway": "stopping"}));
        return (StatusCode::SERVICE_UNAVAILABLE, body).into_response();
    }
    if gateway.reaches_platform().await {
        return Json(json!({"status": "ready", "platform": "reachable"})).into_response();
    }
    let body = Json(json!({"status": "not ready", "platform": "unreachable"}));
    (StatusCode::SERVICE_UNAVAILABLE, body).into_response()
}

/// The public graph, for code generators.
pub(super) async fn schema(State(gateway): State<Arc<Gateway>>) -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "application/graphql; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, gateway.sdl())
}
