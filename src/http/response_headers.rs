//! Headers that every response has: among them the id of the request.

use axum::http::{HeaderMap, HeaderValue, header};

use super::request_id::REQUEST_ID;
use crate::origin::RequestId;

/// Adds `X-Request-Id` and `X-Content-Type-Options`, and `Cache-Control` unless the handler has set it.
pub(super) fn add(id: &RequestId, headers: &mut HeaderMap) {
    headers.insert(REQUEST_ID, id.header());
    let nosniff = HeaderValue::from_static("nosniff");
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, nosniff);
    // Health, metrics and errors describe one moment.
    let caching = HeaderValue::from_static("no-store");
    headers.entry(header::CACHE_CONTROL).or_insert(caching);
}
