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
    let full_in = if full_in.is_zero() {
        0
    } else {
        whole_seconds(*full_in)
    };
    let fields = [
        (
            POLICY,
            field(["\"cost\";q=", ";w="], [*limit as u64, window.as_secs()]),
        ),
        (
            LEFT,
            field(["\"cost\";r=", ";t="], [*remaining as u64, full_in]),
        ),
    ];
    for (name, text) in fields {
        if let Ok(value) = HeaderValue::try_from(text) {
            headers.insert(name, value);
        }
    }
}

/// Formats a field with two parameters. `format!` takes longer than the rest of the header.
fn field(names: [&str; 2], numbers: [u64; 2]) -> String {
    let mut text = String::with_capacity(64);
    for (name, number) in names.into_iter().zip(numbers) {
        text.push_str(name);
        text.push_str(itoa::Buffer::new().format(number));
    }
    text
}
