//! Callers: the credential, deadline, limits and results of one request's upstream calls.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use parking_lot::Mutex;
use tokio::time::Instant;

use super::breaker::Client;
use super::budget::{Budget, Budgets};
use super::call_key::CallKey;
use super::error::Error;
use super::login::Login;
use super::operation::Operation;
use super::record::CallRecord;
use crate::fleet::RedisTimeLimit;
use crate::secret::Token;

/// The credential of an upstream call.
#[derive(Debug, Clone)]
pub enum Credential {
    /// The viewer's own token.
    Viewer(Token),
    /// The gateway's own OAuth client.
    Service(Login),
}

/// The part of a cached introspection that a refused upstream call contradicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StaleIdentity {
    /// The token's validity: the platform responded with 401.
    Token,
    /// The viewer's permissions: the platform responded with 403. A 403 for an unreachable division does not
    /// trigger this.
    Permissions,
}

/// The caller of upstream calls: credential, deadline, call limit and results. Clones share the results.
#[derive(Debug, Clone)]
pub struct UpstreamCaller {
    /// The credential that the platform sees.
    pub credential: Credential,
    /// The deadline of the request that makes the calls.
    pub deadline: Instant,
    /// The client that causes the calls, as circuit breakers distinguish clients; absent for calls that no
    /// single client causes.
    pub(super) client: Option<Client>,
    /// Key of the limit of concurrent calls.
    pub(super) key: CallKey,
    /// The viewer whose share of the credential's rate budget the calls use; absent for calls that no single
    /// viewer causes.
    pub(super) viewer: Option<Arc<str>>,
    max_calls: usize,
    /// The rate budget of the credential, once it is known.
    budget: Arc<OnceLock<Arc<Budget>>>,
    results: Arc<CallResults>,
    /// The time that the request may wait for Redis.
    pub(crate) redis_limit: Arc<RedisTimeLimit>,
}

#[derive(Debug, Default)]
struct CallResults {
    /// Calls that were requested, including those that were not sent.
    requested: AtomicUsize,
    sent: AtomicUsize,
    token_refused: AtomicBool,
    permission_refused: AtomicBool,
    /// Present only if the request asked for an explanation.
    records: Option<Mutex<Vec<CallRecord>>>,
}

impl UpstreamCaller {
    /// Creates a caller without a call limit.
    pub fn new(credential: Credential, deadline: Instant) -> Self {
        Self {
            client: None,
            key: CallKey::default(),
            viewer: None,
            credential,
            deadline,
            max_calls: usize::MAX,
            budget: Arc::default(),
            results: Arc::default(),
            redis_limit: Arc::default(),
        }
    }

    /// Attributes the calls to this token, whose viewer is not known yet.
    #[must_use]
    pub fn introspecting(self, token: &Token) -> Self {
        self.caused_by(&token.fingerprint())
    }

    /// Attributes the calls to the viewer with this id, for either credential.
    #[must_use]
    pub fn for_viewer(self, id: &Arc<str>) -> Self {
        Self {
            viewer: Some(id.clone()),
            ..self.caused_by(id)
        }
    }

    /// Attributes the calls to a client. Clients whose ids have one hash share a limit, which costs only fairness. The hash
    /// does not leave this process: another version of Rust may have another one.
    fn caused_by<T: Hash + ?Sized>(self, id: &T) -> Self {
        let mut hasher = DefaultHasher::new();
        id.hash(&mut hasher);
        let hash = hasher.finish();
        Self {
            client: Some(Client::new(hash)),
            key: CallKey::new(hash),
            ..self
        }
    }

    /// The caller with another credential. Both share the call limit and the results.
    #[must_use]
    pub fn with_credential(&self, credential: Credential) -> Self {
        Self {
            credential,
            budget: Arc::default(),
            ..self.clone()
        }
    }

    /// Limits the number of calls; further ones fail with [`Error::TooManyCalls`].
    #[must_use]
    pub fn with_max_calls(self, max_calls: usize) -> Self {
        Self { max_calls, ..self }
    }

    /// Shares the time that the request may wait for Redis.
    #[must_use]
    pub(crate) fn with_redis_limit(self, redis_limit: Arc<RedisTimeLimit>) -> Self {
        Self {
            redis_limit,
            ..self
        }
    }

    /// Records each call. Must be set before the first call: it resets the results.
    #[must_use]
    pub fn recording(self) -> Self {
        let results = CallResults {
            records: Some(Mutex::default()),
            ..CallResults::default()
        };
        Self {
            results: Arc::new(results),
            ..self
        }
    }

    /// Number of calls sent so far.
    pub fn calls(&self) -> usize {
        self.results.sent.load(Ordering::Relaxed)
    }

    /// Whether the caller records each call.
    pub fn is_recorded(&self) -> bool {
        self.results.records.is_some()
    }

    /// The calls so far; empty if they are not recorded.
    pub fn records(&self) -> Vec<CallRecord> {
        let records = self.results.records.as_ref();
        records.map(|all| all.lock().clone()).unwrap_or_default()
    }

    /// Changes the record of the call of `operation` for `id` to "not found": the viewer must not learn that the
    /// entity exists.
    pub fn conceal(&self, operation: Operation, id: &impl ToString) {
        let Some(records) = &self.results.records else {
            return;
        };
        let id = id.to_string();
        let is_match = |record: &&mut CallRecord| {
            record.operation == operation && record.id.as_ref() == Some(&id)
        };
        for record in records.lock().iter_mut().filter(is_match) {
            record.error = Some(Error::NotFound);
        }
    }

    /// Calls left to the credential in the platform's current rate window; `None` before the first response that
    /// reports it.
    pub fn budget_left(&self) -> Option<u32> {
        self.budget.get()?.left()
    }

    /// The part of the viewer's cached introspection that a refused call contradicts. A 403 for an unreachable
    /// division does not count: an introspection after it would distinguish such an entity from an absent one.
    pub fn stale_identity(&self) -> Option<StaleIdentity> {
        if self.results.token_refused.load(Ordering::Relaxed) {
            Some(StaleIdentity::Token)
        } else if self.results.permission_refused.load(Ordering::Relaxed) {
            Some(StaleIdentity::Permissions)
        } else {
            None
        }
    }

    /// Takes one call out of the limit.
    pub(super) fn reserve_call(&self) -> Result<(), Error> {
        let next = |requested| (requested < self.max_calls).then_some(requested + 1);
        let requested = &self.results.requested;
        match requested.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next) {
            Ok(_) => Ok(()),
            Err(_) => Err(Error::TooManyCalls),
        }
    }

    /// Whether the call limit is exhausted.
    pub(super) fn is_exhausted(&self) -> bool {
        self.results.requested.load(Ordering::Relaxed) >= self.max_calls
    }

    /// The rate budget of the credential.
    pub(super) fn budget(&self, token_budgets: &Budgets) -> &Arc<Budget> {
        let find = || match &self.credential {
            Credential::Viewer(token) => token_budgets.for_token(token),
            Credential::Service(login) => login.budget(),
        };
        self.budget.get_or_init(find)
    }

    /// Counts a call that is sent.
    pub(super) fn count_sent(&self) {
        self.results.sent.fetch_add(1, Ordering::Relaxed);
    }

    /// Stores the result of a call.
    pub(super) fn record<T>(
        &self,
        response: &Result<T, Error>,
        record: impl FnOnce() -> CallRecord,
    ) {
        let results = &self.results;
        match response {
            Err(Error::Unauthenticated) => results.token_refused.store(true, Ordering::Relaxed),
            Err(Error::Forbidden) => results.permission_refused.store(true, Ordering::Relaxed),
            _ => {}
        }
        if let Some(records) = &results.records {
            records.lock().push(record());
        }
    }
}
