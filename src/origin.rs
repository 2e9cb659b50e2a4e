//! Where a request comes from, for logs: the client's address and the id of the request.

use std::fmt;
use std::net::IpAddr;

use axum::http::HeaderValue;
use uuid::fmt::Hyphenated;
use uuid::{Builder, Uuid};

/// Characters of a client's request id at most. Ids of tracing systems have up to 55.
const LONGEST_ID: usize = 128;

/// Where a request comes from.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The client's address: see [`Admission::address`](crate::admission::Admission::address).
    pub client: IpAddr,
    /// The request's id.
    pub request_id: RequestId,
}

/// The id of a request, as the client sent it in `X-Request-Id`, or else a new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(Id);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Id {
    Sent(HeaderValue),
    /// Written where it is needed: most requests need it once.
    New(Uuid),
}

impl RequestId {
    /// The id that a client sent, if it is one: visible ASCII characters that need no quoting in a log.
    pub fn parse(value: &HeaderValue) -> Option<Self> {
        let bytes = value.as_bytes();
        let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:/+=".contains(byte);
        let is_valid = !bytes.is_empty() && bytes.len() <= LONGEST_ID && bytes.iter().all(is_plain);
        is_valid.then(|| Self(Id::Sent(value.clone())))
    }

    /// A new id. It need not be unpredictable: no right follows from it.
    pub fn random() -> Self {
        let random = fastrand::u128(..).to_be_bytes();
        Self(Id::New(Builder::from_random_bytes(random).into_uuid()))
    }

    /// As a header's value.
    pub fn header(&self) -> HeaderValue {
        match &self.0 {
            Id::Sent(value) => value.clone(),
            Id::New(id) => {
                let mut text = [0; Hyphenated::LENGTH];
                let text = id.hyphenated().encode_lower(&mut text);
                // Hexadecimal digits and hyphens are a header's value.
                HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static("-"))
            }
        }
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Id::Sent(value) => f.write_str(value.to_str().unwrap_or_default()),
            Id::New(id) => id.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_a_client_cannot_forge_a_log_line() {
        let parse = |text: &[u8]| RequestId::parse(&HeaderValue::from_bytes(text).unwrap());
        let longest = "a".repeat(LONGEST_ID);
        for valid in [
            "7",
            "0af7651916cd43dd8448eb211c80319c",
            "a-b_c.d:e/f+g=",
            &longest,
        ] {
            assert_eq!(parse(valid.as_bytes()).unwrap().to_string(), valid);
        }
        let too_long = "a".repeat(LONGEST_ID + 1);
        for invalid in ["", "a b", "a\tb", "a\"b", "a,b", "{}", &too_long] {
            assert_eq!(parse(invalid.as_bytes()), None, "{invalid}");
        }
        assert_eq!(parse(b"caf\xe9"), None);
        let random = RequestId::random();
        assert_eq!(random.header().to_str().unwrap(), random.to_string());
        assert!(RequestId::parse(&random.header()).is_some());
    }
}
