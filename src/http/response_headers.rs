//! Headers that every response has.

use axum::http::{HeaderValue, header};
use axum::response::Response;

/// Adds `X-Content-Type-Options`, and `Cache-Control` unless the handler has set it.
pub(super) async fn add(mut response: Response) -> Response {
    let headers = response.headers_mut();
    let nosniff = HeaderValue::from_static("nosniff");
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, nosniff);
    // Health, metrics and errors describe one moment.
    let caching = HeaderValue::from_static("no-store");
    headers.entry(header::CACHE_CONTROL).or_insert(caching);
    response
}
