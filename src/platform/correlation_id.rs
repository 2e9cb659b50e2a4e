//! The platform's id of one of its responses, by which its support finds the call.

use std::fmt;
use std::sync::Arc;

use axum::http::HeaderMap;

/// Response header of the platform.
const HEADER: &str = "inin-correlation-id";

/// Maximum length. The platform sends UUIDs.
const MAX_LENGTH: usize = 64;

/// The platform's id of a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrelationId(Arc<str>);

impl CorrelationId {
    /// The id of a response; `None` if it has none. An id with characters that would need quoting in a log is ignored:
    /// the header comes from outside.
    pub(super) fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let id = headers.get(HEADER)?.to_str().ok()?;
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
        let is_valid = !id.is_empty() && id.len() <= MAX_LENGTH && id.bytes().all(is_plain);
        is_valid.then(|| Self(id.into()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CorrelationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn an_id_that_could_forge_a_log_line_is_ignored() {
        let parse = |value: &[u8]| {
            let value = HeaderValue::from_bytes(value).unwrap();
            let headers = HeaderMap::from_iter([(HEADER.parse().unwrap(), value)]);
            CorrelationId::from_headers(&headers).map(|id| id.to_string())
        };
        let (longest, too_long) = ("a".repeat(MAX_LENGTH), "a".repeat(MAX_LENGTH + 1));
        for valid in [
            "7",
            "0af76519-16cd-43dd-8448-eb211c80319c",
            "a_b.c:d",
            &longest,
        ] {
            assert_eq!(parse(valid.as_bytes()).as_deref(), Some(valid));
        }
        for invalid in ["", "a b", "a\tb", "a\"b", "a,b", "{}", "<b>", &too_long] {
            assert_eq!(parse(invalid.as_bytes()), None, "{invalid}");
        }
        assert_eq!(parse(b"caf\xe9"), None);
        assert_eq!(CorrelationId::from_headers(&HeaderMap::new()), None);
    }
}
