//! Who calls the platform, until when an answer is of use, and what came of it.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use sha2::{Digest, Sha256};
use tokio::time::Instant;

use super::{Error, Login};

/// A bearer token. It is never shown: `Debug` says only that there is one. Nor is it compared: what
/// is compared is its fingerprint, from which it cannot be guessed byte by byte.
#[derive(Clone)]
pub struct Token(Arc<str>);

impl Token {
    /// Wraps a token.
    pub fn new(token: &str) -> Self {
        Self(Arc::from(token))
    }

    /// SHA-256 of the token: to know it again without keeping it.
    pub fn fingerprint(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }

    /// A key for `purpose` that only who knows the token can make, and that does not tell it.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        let mut digest = Sha256::new_with_prefix(b"journey-gateway/");
        digest.update(purpose.as_bytes());
        digest.update([0]);
        digest.update(self.0.as_bytes());
        digest.finalize().into()
    }

    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Whose rights the platform judges a call by.
#[derive(Debug, Clone)]
pub enum Credential {
    /// The viewer's own.
    Viewer(Token),
    /// The gateway's own.
    Service(Login),
}

/// On whose behalf calls are made, the instant after which nobody waits for their answers, and what
/// came of them. Clones share the tally.
#[derive(Debug, Clone)]
pub struct Caller {
    /// What the platform sees.
    pub credential: Credential,
    /// The request's own deadline.
    pub deadline: Instant,
    tally: Arc<Tally>,
}

#[derive(Debug, Default)]
struct Tally {
    calls: AtomicUsize,
    refused: AtomicBool,
}

impl Caller {
    /// Nothing was called yet.
    pub fn new(credential: Credential, deadline: Instant) -> Self {
        Self {
            credential,
            deadline,
            tally: Arc::default(),
        }
    }

    /// Calls made so far.
    pub fn calls(&self) -> usize {
        self.tally.calls.load(Ordering::Relaxed)
    }

    /// Whether the platform refused a call with 401, or with a 403 that is not about a division: what
    /// is believed of the caller's rights may be out of date. What belongs to a division out of reach
    /// does not count, for then the calls that follow would tell it from what does not exist.
    pub fn was_refused(&self) -> bool {
        self.tally.refused.load(Ordering::Relaxed)
    }

    pub(super) fn count<T>(&self, answer: &Result<T, Error>) {
        self.tally.calls.fetch_add(1, Ordering::Relaxed);
        if matches!(answer, Err(Error::Unauthenticated | Error::Forbidden)) {
            self.tally.refused.store(true, Ordering::Relaxed);
        }
    }
}
