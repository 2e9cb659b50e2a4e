//! `X-Request-Id`: the client's own id of a request, or a new one, in the response and in audit events.

use std::sync::Arc;

use axum::http::HeaderName;
use axum::http::request::Parts;

use crate::origin::{Origin, RequestId};
use crate::pipeline::Gateway;

/// The header, of requests and responses.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Where a request comes from.
pub(super) fn origin(gateway: &Gateway, parts: &Parts) -> Arc<Origin> {
    let sent = parts.headers.get(REQUEST_ID);
    let sent = sent.and_then(RequestId::parse);
    Arc::new(Origin {
        client: gateway.admission().client_address(parts),
        request_id: sent.unwrap_or_else(RequestId::random),
    })
}
