//! Check of the `Host` header (RFC 9112, section 3.2). With no host or two, a proxy in front of the gateway and the gateway
//! may have read different requests.

use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, Version, header};
use axum::middleware::Next;
use axum::response::Response;

use super::error;
use super::media::Media;
use crate::pipeline::RequestError;

/// Rejects a request without exactly one valid host.
pub(super) async fn check(request: Request, next: Next) -> Response {
    if is_valid(request.version(), request.headers()) {
        return next.run(request).await;
    }
    let mut response = error::response(&RequestError::InvalidHost, Media::Json);
    let close = HeaderValue::from_static("close");
    response.headers_mut().insert(header::CONNECTION, close);
    response
}

/// HTTP/1.0 requests need no host, and HTTP/2 has the pseudo-header `:authority`.
fn is_valid(version: Version, headers: &HeaderMap) -> bool {
    if version > Version::HTTP_11 {
        return true;
    }
    let mut hosts = headers.get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => is_host(host),
        (None, _) => version < Version::HTTP_11,
        (Some(_), Some(_)) => false,
    }
}

/// Whether this is a host with an optional port. It is empty if the request's target has none.
fn is_host(value: &HeaderValue) -> bool {
    let bytes = value.as_bytes();
    bytes.is_empty() || (Authority::try_from(bytes).is_ok() && !bytes.contains(&b'@'))
}
