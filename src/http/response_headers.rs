//! Headers that every response has: among them the id of the request.

use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use super::request_id::{REQUEST_ID, request_id};

/// Adds `X-Request-Id` and `X-Content-Type-Options`, and `Cache-Control` unless the handler has set it. Handlers find the
/// id in the extensions of the request.
pub(super) async fn add(mut request: Request, next: Next) -> Response {
    let id = request_id(request.headers());
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(REQUEST_ID, id.header());
    let nosniff = HeaderValue::from_static("nosniff");
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, nosniff);
    // Health, metrics and errors describe one moment.
    let caching = HeaderValue::from_static("no-store");
    headers.entry(header::CACHE_CONTROL).or_insert(caching);
    response
}
