//! Bearer tokens.

use std::fmt;
use std::sync::{Arc, OnceLock};

use axum::http::HeaderValue;
use sha2::{Digest, Sha256};

/// A bearer token. `Debug` hides it. Code compares fingerprints instead of tokens, so that timing
/// reveals nothing about a token.
#[derive(Clone)]
pub struct Token(Arc<Inner>);

struct Inner {
    text: Box<str>,
    /// Computed when it is first needed, as is the header.
    fingerprint: OnceLock<[u8; 32]>,
    authorization: OnceLock<Option<HeaderValue>>,
}

/// Maximum length of a bearer token in bytes. The platform's own tokens have fewer than 100.
const MAX_TOKEN_BYTES: usize = 4_096;

impl Token {
    /// Wraps a token.
    pub fn new(token: &str) -> Self {
        Self(Arc::new(Inner {
            text: token.into(),
            fingerprint: OnceLock::new(),
            authorization: OnceLock::new(),
        }))
    }

    /// Parses a token that a client sent. `None` if it is not a bearer token by RFC 6750, section 2.1,
    /// or is longer than 4 KiB; the gateway never sends such a text upstream.
    pub fn parse(text: &str) -> Option<Self> {
        let token = text.trim_end_matches('=');
        let is_valid = !token.is_empty()
            && text.len() <= MAX_TOKEN_BYTES
            && token
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte));
        is_valid.then(|| Self::new(text))
    }

    /// SHA-256 of the token, as a cache key that does not contain the token.
    pub fn fingerprint(&self) -> [u8; 32] {
        let digest = || Sha256::digest(self.0.text.as_bytes()).into();
        *self.0.fingerprint.get_or_init(digest)
    }

    /// Derives a secret key for `purpose`. The key does not reveal the token.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        let mut digest = Sha256::new_with_prefix(b"journey-gateway/");
        digest.update(purpose.as_bytes());
        digest.update([0]);
        digest.update(self.0.text.as_bytes());
        digest.finalize().into()
    }

    /// The value of the `Authorization` header with this token; `None` if a header cannot have it.
    pub(crate) fn authorization(&self) -> Option<&HeaderValue> {
        let create = || {
            let mut value = HeaderValue::try_from(format!("Bearer {}", self.0.text)).ok()?;
            value.set_sensitive(true);
            Some(value)
        };
        self.0.authorization.get_or_init(create).as_ref()
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0.text
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_TOKEN_BYTES, Token};

    #[test]
    fn only_rfc_6750_bearer_tokens_are_parsed() {
        let longest = "t".repeat(MAX_TOKEN_BYTES);
        for valid in ["demo-agent", "a1-._~+/", "dG9rZW4=", "dG9rZW4==", &longest] {
            assert!(Token::parse(valid).is_some(), "{valid}");
        }
        let too_long = "t".repeat(MAX_TOKEN_BYTES + 1);
        for invalid in [
            "", "=", "==", "a b", "a=b", "a\n", "a\u{0}", "tökén", "a,b", "\"a\"", "a;b", &too_long,
        ] {
            assert!(Token::parse(invalid).is_none(), "{invalid}");
        }
    }
}
