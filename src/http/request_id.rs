//! `X-Request-Id`: the client's id of a request or a generated one, in the response, in logs and in audit events.

use axum::http::{HeaderMap, HeaderName};

use crate::origin::RequestId;

/// Header of requests and responses.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request.
pub(super) fn request_id(headers: &HeaderMap) -> RequestId {
    let client_id = headers.get(REQUEST_ID).and_then(RequestId::parse);
    client_id.unwrap_or_else(RequestId::random)
}
