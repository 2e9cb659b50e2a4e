//! Routes of the admin listener, for operators. The listener has no authentication, so clients must not reach it.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::delete;
use axum::{Json, Router};
use serde_json::json;

use crate::model::id::CustomerId;
use crate::pipeline::Gateway;

/// The route `DELETE /cache/customers/{id}`.
pub(super) fn routes(gateway: &Arc<Gateway>) -> Router {
    Router::new()
        .route("/cache/customers/{id}", delete(purge))
        .with_state(gateway.clone())
}

/// Erases a customer from every cache of this process.
async fn purge(State(gateway): State<Arc<Gateway>>, Path(id): Path<String>) -> Response {
    let Ok(customer) = id.parse::<CustomerId>() else {
        let body = Json(json!({"error": "the customer id must be a UUID"}));
        return (StatusCode::BAD_REQUEST, body).into_response();
    };
    let entries = gateway.purge(customer);
    Json(json!({"customer": customer.to_string(), "entries": entries})).into_response()
}
