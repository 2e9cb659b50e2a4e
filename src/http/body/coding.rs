//! The content coding of a request body.

use axum::http::{HeaderMap, header};

/// Content coding of a request body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http) enum Coding {
    /// The body is not compressed.
    Identity,
    /// The body is compressed with gzip.
    Gzip,
}

impl Coding {
    /// The coding in `Content-Encoding`; `None` for another one and for a body that was encoded twice.
    pub(in crate::http) fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let mut values = headers.get_all(header::CONTENT_ENCODING).iter();
        let value = match (values.next(), values.next()) {
            (None, _) => return Some(Self::Identity),
            (Some(value), None) => value.to_str().ok()?.trim(),
            (Some(_), Some(_)) => return None,
        };
        let is = |name: &str| value.eq_ignore_ascii_case(name);
        if is("gzip") || is("x-gzip") {
            Some(Self::Gzip)
        } else if is("identity") || is("") {
            Some(Self::Identity)
        } else {
            None
        }
    }
}
