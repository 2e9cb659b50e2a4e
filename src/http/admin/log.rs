//! The filter of the log.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::log_filter;

/// Handles `GET /log-level`.
pub(super) async fn show() -> Response {
    match log_filter::current() {
        Some(level) => Json(json!({"level": level})).into_response(),
        None => no_log(),
    }
}

/// Handles `PUT /log-level`: the body is a level or directives, as in `log.level`.
pub(super) async fn set(body: String) -> Response {
    let level = body.trim();
    match log_filter::set(level) {
        Some(Ok(())) => {
            tracing::info!(level, "the log level was changed");
            Json(json!({"level": level})).into_response()
        }
        Some(Err(error)) => {
            let body = json!({"error": format!("the body is not a log level: {error}")});
            (StatusCode::BAD_REQUEST, Json(body)).into_response()
        }
        None => no_log(),
    }
}

fn no_log() -> Response {
    let body = Json(json!({"error": "this process has no log"}));
    (StatusCode::NOT_FOUND, body).into_response()
}
