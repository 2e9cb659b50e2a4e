//! Who calls the platform, and until when an answer is of use.

use std::fmt;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use tokio::time::Instant;

/// A bearer token. It is never shown: `Debug` says only that there is one.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Credential(Arc<str>);

impl Credential {
    /// Wraps a token.
    pub fn new(token: &str) -> Self {
        Self(Arc::from(token))
    }

    /// SHA-256 of the token: to know it again without keeping it.
    pub fn fingerprint(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }

    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential(…)")
    }
}

/// On whose behalf a call is made, and the instant after which nobody waits for its answer.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The token that the platform sees.
    pub credential: Credential,
    /// The request's own deadline.
    pub deadline: Instant,
}
