//! Access to the admin listener.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::http::bearer::bearer_token;
use crate::pipeline::Gateway;

/// Refuses a request without the token of `admin.token`, if that is set.
pub(super) async fn check(
    State(gateway): State<Arc<Gateway>>,
    request: Request,
    next: Next,
) -> Response {
    if gateway.is_admin(bearer_token(request.headers()).ok()) {
        return next.run(request).await;
    }
    let challenge = [(header::WWW_AUTHENTICATE, "Bearer realm=\"admin\"")];
    let body = Json(json!({"error": "this path requires the token of `admin.token`"}));
    (StatusCode::UNAUTHORIZED, challenge, body).into_response()
}
