//! The lower bound: a handler that reads the request and sends a fixed response from memory.

use std::io::{self, Read};

use axum::Router;
use axum::body::Bytes;
use axum::http::header;
use axum::routing::post;

use super::super::BenchError;

/// Reads the response from standard input.
pub(super) fn routes() -> Result<Router, BenchError> {
    let mut response = Vec::new();
    io::stdin().read_to_end(&mut response)?;
    let response = Bytes::from(response);
    let handle = move |_request: Bytes| async move {
        ([(header::CONTENT_TYPE, "application/json")], response)
    };
    Ok(Router::new().route("/graphql", post(handle)))
}
