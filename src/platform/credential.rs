//! Who calls the platform, until when an answer is of use, and what came of it.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use sha2::{Digest, Sha256};
use tokio::time::Instant;

use super::breaker::Client;
use super::budget::{Budget, Budgets};
use super::record::Record;
use super::{Error, Login, Operation};

/// A bearer token. It is never shown: `Debug` says only that there is one. Nor is it compared: what
/// is compared is its fingerprint, from which it cannot be guessed byte by byte.
#[derive(Clone)]
pub struct Token(Arc<str>);

/// Bytes of a bearer token at most. The platform's own have fewer than 100.
const LONGEST_TOKEN: usize = 4_096;

impl Token {
    /// Wraps a token.
    pub fn new(token: &str) -> Self {
        Self(Arc::from(token))
    }

    /// Reads a token that a client sent; `None` where it is not a bearer token by RFC 6750, section 2.1,
    /// or is longer than 4 KiB. No upstream call is made with such a text.
    pub fn parse(text: &str) -> Option<Self> {
        let token = text.trim_end_matches('=');
        let is_valid = !token.is_empty()
            && text.len() <= LONGEST_TOKEN
            && token
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte));
        is_valid.then(|| Self::new(text))
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

/// The viewer or the unknown token that causes a call; all calls that neither causes have one key together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct CallKey(Option<u64>);

impl CallKey {
    /// Two ids with the same key share their calls, which harms neither.
    fn new(id: &[u8]) -> Self {
        let digest: [u8; 32] = Sha256::digest(id).into();
        let first = digest.first_chunk().copied();
        Self(first.map(u64::from_le_bytes))
    }
}

/// What the gateway knows of a viewer, and a refused call of the platform contradicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Doubt {
    /// That the token is valid: 401.
    Token,
    /// That the viewer holds a permission: 403, but not one about a division.
    Permissions,
}

/// On whose behalf calls are made, the instant after which nobody waits for their answers, and what
/// came of them. Clones share the tally.
#[derive(Debug, Clone)]
pub struct Caller {
    /// What the platform sees.
    pub credential: Credential,
    /// The request's own deadline.
    pub deadline: Instant,
    /// The client that causes the calls, as circuit breakers distinguish clients; absent for calls that no
    /// single client causes.
    pub(super) client: Option<Client>,
    /// What the calls under way are counted by.
    pub(super) key: CallKey,
    /// The viewer whose share of the credential's calls they are; absent likewise.
    pub(super) viewer: Option<Arc<str>>,
    most: usize,
    tally: Arc<Tally>,
}

#[derive(Debug, Default)]
struct Tally {
    /// Calls asked for, those that were not made included.
    asked: AtomicUsize,
    calls: AtomicUsize,
    token_refused: AtomicBool,
    permission_refused: AtomicBool,
    budget: OnceLock<Arc<Budget>>,
    /// Kept only where somebody asks for it.
    records: Option<Mutex<Vec<Record>>>,
}

impl Caller {
    /// Nothing was called yet.
    pub fn new(credential: Credential, deadline: Instant) -> Self {
        Self {
            client: None,
            key: CallKey::default(),
            viewer: None,
            credential,
            deadline,
            most: usize::MAX,
            tally: Arc::default(),
        }
    }

    /// Makes the calls to introspect this token, whose viewer is not known yet.
    #[must_use]
    pub fn introspecting(self, token: &Token) -> Self {
        let fingerprint = token.fingerprint();
        Self {
            client: Some(Client::new(&fingerprint)),
            key: CallKey::new(&fingerprint),
            ..self
        }
    }

    /// Makes the calls for the viewer with this id, whichever credential is used.
    #[must_use]
    pub fn for_viewer(self, id: &str) -> Self {
        Self {
            client: Some(Client::new(id.as_bytes())),
            key: CallKey::new(id.as_bytes()),
            viewer: Some(Arc::from(id)),
            ..self
        }
    }

    /// Makes `most` calls at most; further ones are [`Error::TooManyCalls`].
    #[must_use]
    pub fn at_most(self, most: usize) -> Self {
        Self { most, ..self }
    }

    /// Keeps a record of each call. To be said before the first one.
    #[must_use]
    pub fn recording(self) -> Self {
        let tally = Tally {
            records: Some(Mutex::default()),
            ..Tally::default()
        };
        Self {
            tally: Arc::new(tally),
            ..self
        }
    }

    /// Calls made so far.
    pub fn calls(&self) -> usize {
        self.tally.calls.load(Ordering::Relaxed)
    }

    /// Whether a record of each call is kept.
    pub fn is_recorded(&self) -> bool {
        self.tally.records.is_some()
    }

    /// The calls so far, if they are recorded.
    pub fn records(&self) -> Vec<Record> {
        let records = self.tally.records.as_ref();
        let records = records.map(|all| all.lock().unwrap_or_else(PoisonError::into_inner).clone());
        records.unwrap_or_default()
    }

    /// Records the call of `operation` for `id` as one for something unknown: the viewer must not learn that it
    /// exists.
    pub fn conceal(&self, operation: Operation, id: &impl ToString) {
        let Some(records) = &self.tally.records else {
            return;
        };
        let id = id.to_string();
        let mut records = records.lock().unwrap_or_else(PoisonError::into_inner);
        let is_about =
            |record: &&mut Record| record.operation == operation && record.id.as_ref() == Some(&id);
        for record in records.iter_mut().filter(is_about) {
            record.error = Some(Error::NotFound);
        }
    }

    /// Calls that the credential has left in the platform's present window, if something was called
    /// and the platform told.
    pub fn budget_left(&self) -> Option<u32> {
        self.tally.budget.get()?.left()
    }

    /// What a refused call makes doubtful, if one was refused. What belongs to a division out of reach does not
    /// count: the calls that follow would distinguish it from what does not exist.
    pub fn doubt(&self) -> Option<Doubt> {
        if self.tally.token_refused.load(Ordering::Relaxed) {
            Some(Doubt::Token)
        } else if self.tally.permission_refused.load(Ordering::Relaxed) {
            Some(Doubt::Permissions)
        } else {
            None
        }
    }

    /// Asks for one more call.
    pub(super) fn admit(&self) -> Result<(), Error> {
        let more = |asked| (asked < self.most).then_some(asked + 1);
        let asked = &self.tally.asked;
        match asked.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more) {
            Ok(_) => Ok(()),
            Err(_) => Err(Error::TooManyCalls),
        }
    }

    /// Whether no more calls may be asked for.
    pub(super) fn is_spent(&self) -> bool {
        self.tally.asked.load(Ordering::Relaxed) >= self.most
    }

    /// What the platform counts the calls in.
    pub(super) fn budget(&self, viewers: &Budgets) -> &Arc<Budget> {
        let find = || match &self.credential {
            Credential::Viewer(token) => viewers.of(token),
            Credential::Service(login) => login.budget(),
        };
        self.tally.budget.get_or_init(find)
    }

    /// A call is sent.
    pub(super) fn count(&self) {
        self.tally.calls.fetch_add(1, Ordering::Relaxed);
    }

    /// Takes note of what came of a call.
    pub(super) fn note<T>(&self, answer: &Result<T, Error>, record: impl FnOnce() -> Record) {
        match answer {
            Err(Error::Unauthenticated) => self.tally.token_refused.store(true, Ordering::Relaxed),
            Err(Error::Forbidden) => self.tally.permission_refused.store(true, Ordering::Relaxed),
            _ => {}
        }
        if let Some(records) = &self.tally.records {
            let mut records = records.lock().unwrap_or_else(PoisonError::into_inner);
            records.push(record());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_TOKEN, Token};

    #[test]
    fn only_bearer_tokens_of_the_standard_are_parsed() {
        let longest = "t".repeat(LONGEST_TOKEN);
        for valid in ["demo-agent", "a1-._~+/", "dG9rZW4=", "dG9rZW4==", &longest] {
            assert!(Token::parse(valid).is_some(), "{valid}");
        }
        let too_long = "t".repeat(LONGEST_TOKEN + 1);
        for invalid in [
            "", "=", "==", "a b", "a=b", "a\n", "a\u{0}", "tökén", "a,b", "\"a\"", "a;b", &too_long,
        ] {
            assert!(Token::parse(invalid).is_none(), "{invalid}");
        }
    }
}
