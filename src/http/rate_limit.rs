//! The headers `RateLimit-Policy` and `RateLimit`, as draft-ietf-httpapi-ratelimit-headers defines them: the viewer's
//! query cost budget, in an item that is named `cost`. They are written for each response, never stored with one.

use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::pipeline::{BudgetLeft, whole_seconds};

/// The quota and its window.
pub(super) const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
/// What is left of the quota, and the time until all of it is available again.
pub(super) const LEFT: HeaderName = HeaderName::from_static("ratelimit");

/// Adds both headers to a response.
pub(super) fn add(budget: &BudgetLeft, headers: &mut HeaderMap) {
    let BudgetLeft {
        limit,
        window,
        remaining,
        full_in,
    } = budget;
    let window = window.as_secs();
    let full_in = if full_in.is_zero() {
        0
    } else {
        whole_seconds(*full_in)
    };
    let fields = [
        (POLICY, format!("\"cost\";q={limit};w={window}")),
        (LEFT, format!("\"cost\";r={remaining};t={full_in}")),
    ];
    for (name, text) in fields {
        if let Ok(value) = HeaderValue::try_from(text) {
            headers.insert(name, value);
        }
    }
}
