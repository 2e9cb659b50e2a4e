//! Routes of the admin listener, for operators: the caches and the log. With `admin.token`, they require it.

mod access;
mod cache;
mod log;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{delete, get};

use crate::pipeline::Gateway;

/// The routes of operators and `others`, which need the same access.
pub(super) fn routes(gateway: &Arc<Gateway>, others: Router) -> Router {
    Router::new()
        .route("/cache", get(cache::show).delete(cache::purge_all))
        .route(
            "/cache/organizations/{id}",
            delete(cache::purge_organization),
        )
        .route("/cache/customers/{id}", delete(cache::purge_customer))
        .with_state(gateway.clone())
        .route("/log-level", get(log::show).put(log::set))
        .merge(others)
        .layer(from_fn_with_state(gateway.clone(), access::check))
}
