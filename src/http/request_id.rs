//! `X-Request-Id`: the client's id of a request or a generated one, in the response and in audit events.

use std::sync::Arc;

use axum::http::HeaderName;
use axum::http::request::Parts;

use crate::origin::{Origin, RequestId};
use crate::pipeline::Gateway;

/// Header of requests and responses.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The origin of a request.
pub(super) fn origin(gateway: &Gateway, parts: &Parts) -> Arc<Origin> {
    let client_id = parts.headers.get(REQUEST_ID).and_then(RequestId::parse);
    Arc::new(Origin {
        client: gateway.config().trusted_proxies.client_address(parts),
        request_id: client_id.unwrap_or_else(RequestId::random),
    })
}
