//! The id of a request.

use std::fmt;

use axum::http::HeaderValue;
use uuid::fmt::Hyphenated;
use uuid::{Builder, Uuid};

/// Maximum length of a request id that a client sends. Ids of tracing systems have up to 55 characters.
const MAX_ID_LENGTH: usize = 128;

/// The id of a request: the client's `X-Request-Id`, or a generated one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(Id);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Id {
    FromClient(HeaderValue),
    /// Formatted on use: most requests need it once.
    Generated(Uuid),
}

impl RequestId {
    /// Parses the id that a client sent. Accepts only ASCII characters that need no quoting in a log.
    pub fn parse(value: &HeaderValue) -> Option<Self> {
        let bytes = value.as_bytes();
        let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:/+=".contains(byte);
        let is_valid =
            !bytes.is_empty() && bytes.len() <= MAX_ID_LENGTH && bytes.iter().all(is_plain);
        is_valid.then(|| Self(Id::FromClient(value.clone())))
    }

    /// Generates an id. It need not be unpredictable, since it grants no rights.
    pub fn random() -> Self {
        let random = fastrand::u128(..).to_be_bytes();
        Self(Id::Generated(
            Builder::from_random_bytes(random).into_uuid(),
        ))
    }

    /// The id as a header value.
    pub fn header(&self) -> HeaderValue {
        match &self.0 {
            Id::FromClient(value) => value.clone(),
            Id::Generated(id) => {
                let mut text = [0; Hyphenated::LENGTH];
                let text = id.hyphenated().encode_lower(&mut text);
                // Hexadecimal digits and hyphens are valid in a header, so this does not fail.
                HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static("-"))
            }
        }
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Id::FromClient(value) => f.write_str(value.to_str().unwrap_or_default()),
            Id::Generated(id) => id.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_request_id_cannot_forge_a_log_line() {
        let parse = |text: &[u8]| RequestId::parse(&HeaderValue::from_bytes(text).unwrap());
        let longest = "a".repeat(MAX_ID_LENGTH);
        for valid in [
            "7",
            "0af7651916cd43dd8448eb211c80319c",
            "a-b_c.d:e/f+g=",
            &longest,
        ] {
            assert_eq!(parse(valid.as_bytes()).unwrap().to_string(), valid);
        }
        let too_long = "a".repeat(MAX_ID_LENGTH + 1);
        for invalid in ["", "a b", "a\tb", "a\"b", "a,b", "{}", &too_long] {
            assert_eq!(parse(invalid.as_bytes()), None, "{invalid}");
        }
        assert_eq!(parse(b"caf\xe9"), None);
        let random = RequestId::random();
        assert_eq!(random.header().to_str().unwrap(), random.to_string());
        assert!(RequestId::parse(&random.header()).is_some());
    }
}
