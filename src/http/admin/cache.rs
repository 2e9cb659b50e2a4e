//! The caches: how much they contain, and purging.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::model::id::CustomerId;
use crate::pipeline::Gateway;

/// Handles `GET /cache`: entries and bytes by kind, and the largest scopes by size. Names no viewer and no customer.
pub(super) async fn show(State(gateway): State<Arc<Gateway>>) -> Response {
    // Visiting every entry takes longer than a task may hold its thread.
    let summary = tokio::task::spawn_blocking(move || summary(&gateway)).await;
    match summary {
        Ok(summary) => Json(summary).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn summary(gateway: &Gateway) -> Value {
    let summary = gateway.cache_summary();
    let kinds: serde_json::Map<_, _> = summary
        .kinds
        .iter()
        .map(|(kind, size)| {
            let size = json!({"entries": size.entries, "bytes": size.bytes});
            ((*kind).to_owned(), size)
        })
        .collect();
    json!({
        "bytes": summary.bytes,
        "limitBytes": gateway.config().cache.bytes,
        "scopes": summary.scopes.len(),
        "largestScopesBytes": summary.scopes.iter().take(LISTED_SCOPES).collect::<Vec<_>>(),
        "kinds": kinds,
    })
}

/// Maximum number of scopes in the summary.
const LISTED_SCOPES: usize = 10;

/// Handles `DELETE /cache`: erases everything from the caches of this process, introspected tokens included.
pub(super) async fn purge_all(State(gateway): State<Arc<Gateway>>) -> Json<Value> {
    Json(json!({"entries": gateway.purge_all()}))
}

/// Handles `DELETE /cache/organizations/{id}`: erases an organization from the caches of this process.
pub(super) async fn purge_organization(
    State(gateway): State<Arc<Gateway>>,
    Path(id): Path<String>,
) -> Json<Value> {
    let entries = gateway.purge_organization(&id);
    Json(json!({"organization": id, "entries": entries}))
}

/// Handles `DELETE /cache/customers/{id}`: erases a customer from the caches of this process.
pub(super) async fn purge_customer(
    State(gateway): State<Arc<Gateway>>,
    Path(id): Path<String>,
) -> Response {
    let Ok(customer) = id.parse::<CustomerId>() else {
        let body = Json(json!({"error": "the customer id must be a UUID"}));
        return (StatusCode::BAD_REQUEST, body).into_response();
    };
    let entries = gateway.purge(customer);
    Json(json!({"customer": customer.to_string(), "entries": entries})).into_response()
}
