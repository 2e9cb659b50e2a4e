//! Responses that a client may keep and must revalidate: those to a GET with the identifier of a persisted document. All
//! other responses must not be stored, because they contain personal data and a GET with a whole document is rare.

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use sha2::{Digest, Sha256};
use std::fmt::Write;

use crate::pipeline::StoredResponse;

/// The client stores the response for its user and asks each time whether it is still correct.
pub(super) const CACHE_CONTROL: &str = "private, no-cache";

/// Request headers that the response depends on.
pub(super) const VARY: &str = "accept, accept-encoding, authorization";

/// Bytes of the hash in a tag.
const TAG_BYTES: usize = 16;

/// Whether a client may keep the response to this request.
pub(super) fn applies(parts: &Parts) -> bool {
    let query = parts.uri.query().unwrap_or_default();
    let has = |names: &[&str]| {
        let mut parameters = url::form_urlencoded::parse(query.as_bytes());
        parameters.any(|(name, _)| names.contains(&name.as_ref()))
    };
    parts.method == Method::GET && has(&["documentId", "doc_id", "extensions"]) && !has(&["query"])
}

/// The entity tag of a response. Weak, because the compressed body has the same one.
pub(super) fn tag(response: &StoredResponse) -> Option<HeaderValue> {
    let tag = response.tag.get_or_init(|| {
        let mut tag = "W/\"".to_owned();
        for byte in Sha256::digest(&response.body).iter().take(TAG_BYTES) {
            let _ = write!(tag, "{byte:02x}");
        }
        tag.push('"');
        tag
    });
    HeaderValue::from_str(tag).ok()
}

/// Whether the client has the response with this tag.
pub(super) fn is_known(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let known = headers.get_all(header::IF_NONE_MATCH).iter();
    let known = known.filter_map(|list| list.to_str().ok());
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let wanted = opaque(tag.to_str().unwrap_or_default());
    known
        .flat_map(|list| list.split(','))
        .any(|tag| tag.trim() == "*" || opaque(tag) == wanted)
}
