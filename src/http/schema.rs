//! The schema as files for code generators and clients.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::error;
use super::media::Media;
use crate::pipeline::Gateway;

/// The routes of the files.
pub(super) fn routes() -> Router<Arc<Gateway>> {
    Router::new()
        .route("/schema.graphql", get(sdl))
        .route("/schema.introspection.json", get(introspection))
        .route("/possibleTypes.json", get(possible_types))
}

/// The schema definition language.
async fn sdl(State(gateway): State<Arc<Gateway>>) -> impl IntoResponse {
    file("application/graphql; charset=utf-8", gateway.sdl())
}

/// The result of introspection, as `introspectionFromSchema` of graphql-js returns it.
async fn introspection(State(gateway): State<Arc<Gateway>>) -> Response {
    match gateway.introspection().await {
        Ok(json) => file("application/json", json).into_response(),
        Err(error) => error::response(&error, Media::Json),
    }
}

/// The types of each interface and union, as the option `possibleTypes` of Apollo Client.
async fn possible_types(State(gateway): State<Arc<Gateway>>) -> impl IntoResponse {
    file("application/json", gateway.possible_types())
}

fn file(media: &'static str, content: impl IntoResponse) -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, media),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, content)
}
