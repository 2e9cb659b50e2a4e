//! `X-Request-Id`: the client's own id of a request, or a new one, in the response and in audit events.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::HeaderName;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;

use crate::gateway::Gateway;
use crate::origin::{Origin, RequestId};

/// The header, of requests and responses.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Gives a request its id, and sends it with the response.
pub(super) async fn assign(mut request: Request, next: Next) -> Response {
    let sent = request.headers().get(REQUEST_ID);
    let id = sent
        .and_then(RequestId::parse)
        .unwrap_or_else(RequestId::random);
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).await;
    if let Some(value) = id.header() {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// Where a request comes from.
pub(super) fn origin(gateway: &Gateway, parts: &Parts) -> Arc<Origin> {
    let id = parts.extensions.get::<RequestId>().cloned();
    Arc::new(Origin {
        client: gateway.admission().address(parts),
        request_id: id.unwrap_or_else(RequestId::random),
    })
}
