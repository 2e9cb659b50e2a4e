//! The bearer token of a request.

use axum::http::{HeaderMap, header};

use crate::pipeline::RequestError;

/// The token of the `Authorization` header.
pub(super) fn bearer_token(headers: &HeaderMap) -> Result<&str, RequestError> {
    // With two headers, a proxy in front of the gateway may have checked the other one.
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let value = match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    };
    let token = value.and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    token
        .filter(|token| !token.is_empty())
        .ok_or(RequestError::MissingToken)
}
