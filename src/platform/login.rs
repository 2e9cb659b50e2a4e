//! The gateway's own token: OAuth client credentials at the platform's log-in. The first call fetches it, and later
//! calls renew it before it expires. Concurrent calls share one log-in.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use serde::Deserialize;
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::budget::Budget;
use super::client::Platform;
use super::error::Error;
use crate::secret::{Secret, Token};

/// A token is renewed in the last tenth of its lifetime, but at most an hour before it expires.
const RENEWAL_FRACTION: u32 = 10;
const MAX_RENEWAL_LEAD: Duration = Duration::from_hours(1);

/// Minimum time between two tokens that are discarded because the platform does not accept them.
const DISCARD_INTERVAL: Duration = Duration::from_secs(10);

/// Pause after a failed log-in, so that each request does not cause another one.
const FAILURE_PAUSE: Duration = Duration::from_secs(1);

/// Lifetime in seconds of a token whose response does not report one: the platform's default.
const DEFAULT_LIFETIME: u64 = 86_400;
/// Maximum lifetime in seconds that the gateway accepts.
const MAX_LIFETIME: u64 = 30 * DEFAULT_LIFETIME;

/// The gateway's OAuth client.
#[derive(Clone)]
pub struct Client {
    /// The OAuth client's id.
    pub id: String,
    /// The OAuth client's secret.
    pub secret: Secret,
    /// URL of the platform's log-in, such as `https://login.mypurecloud.de`.
    pub login: Url,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// The gateway's client with its current token. Clones share the token.
#[derive(Debug, Clone)]
pub struct Login(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    platform: Platform,
    client: Client,
    budget: Arc<Budget>,
    state: Mutex<State>,
    /// Held by the call that logs in.
    log_in_lock: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct State {
    issued: Option<Issued>,
    failed: Option<(Instant, Error)>,
    /// Time of the last discard of a token that the platform did not accept.
    discarded: Option<Instant>,
}

/// A token from the platform's log-in.
#[derive(Debug, Clone)]
pub(super) struct Issued {
    pub(super) token: Token,
    fetched: Instant,
    lifetime: Duration,
}

/// Phase of a token's lifetime.
#[derive(Debug, PartialEq, Eq)]
enum Phase {
    Fresh,
    /// Still valid, but due for renewal.
    Renewable,
    Expired,
}

impl Issued {
    fn phase(&self, now: Instant) -> Phase {
        let age = now.saturating_duration_since(self.fetched);
        let lead = (self.lifetime / RENEWAL_FRACTION).min(MAX_RENEWAL_LEAD);
        if age >= self.lifetime {
            Phase::Expired
        } else if age + lead >= self.lifetime {
            Phase::Renewable
        } else {
            Phase::Fresh
        }
    }
}

impl Login {
    /// Creates a client without a token; makes no call.
    pub fn new(platform: Platform, client: Client) -> Self {
        Self(Arc::new(Inner {
            budget: Arc::new(Budget::shared(
                platform.settings.reserve_percent,
                platform.fleet.rates(client.id.as_bytes()),
            )),
            platform,
            client,
            state: Mutex::default(),
            log_in_lock: tokio::sync::Mutex::default(),
        }))
    }

    /// Logs in unless there is a valid token.
    pub async fn log_in_if_needed(&self, deadline: Instant) -> Result<(), Error> {
        self.token(deadline).await.map(drop)
    }

    /// A valid token; logs in or renews it if needed.
    pub(super) async fn token(&self, deadline: Instant) -> Result<Issued, Error> {
        match self.current() {
            Some((issued, Phase::Fresh)) => Ok(issued),
            // One call renews the token; the others use the current one meanwhile.
            Some((issued, Phase::Renewable)) => match self.0.log_in_lock.try_lock() {
                Ok(_guard) => {
                    // If the log-in hangs, enough time remains to make the call with the current token.
                    let log_in_deadline = Instant::now() + self.0.platform.settings.timeout / 2;
                    let renewed = self.log_in(deadline.min(log_in_deadline)).await;
                    Ok(renewed.unwrap_or(issued))
                }
                Err(_) => Ok(issued),
            },
            Some((_, Phase::Expired)) | None => {
                let guard = timeout_at(deadline, self.0.log_in_lock.lock()).await;
                let _guard = guard.map_err(|_| Error::Timeout(None))?;
                match self.current() {
                    Some((issued, Phase::Fresh)) => Ok(issued),
                    _ => self.log_in(deadline).await,
                }
            }
        }
    }

    /// The rate budget of the client; it does not depend on the token.
    pub(super) fn budget(&self) -> Arc<Budget> {
        self.0.budget.clone()
    }

    fn current(&self) -> Option<(Issued, Phase)> {
        let issued = self.0.state.lock().issued.clone()?;
        let phase = issued.phase(Instant::now());
        Some((issued, phase))
    }

    /// Discards a token that the platform does not accept, unless there is a newer one. Returns whether a retry
    /// makes sense: if the platform refuses one token after the other, a log-in per request would only add load.
    pub(super) fn discard(&self, refused: &Issued) -> bool {
        let now = Instant::now();
        let mut state = self.0.state.lock();
        let is_newest = |issued: &Issued| issued.fetched == refused.fetched;
        if !state.issued.as_ref().is_some_and(is_newest) {
            return true;
        }
        let is_recent = |at| now.saturating_duration_since(at) < DISCARD_INTERVAL;
        if state.discarded.is_some_and(is_recent) {
            return false;
        }
        state.issued = None;
        state.discarded = Some(now);
        true
    }

    /// Fetches a token. The caller holds `log_in_lock`.
    async fn log_in(&self, deadline: Instant) -> Result<Issued, Error> {
        let failed = self.0.state.lock().failed.clone();
        if let Some((_, error)) = failed.filter(|(until, _)| Instant::now() < *until) {
            return Err(error);
        }
        // Boxed, so that the futures of calls, which rarely log in, stay small.
        let granted = Box::pin(self.0.platform.log_in(&self.0.client, deadline)).await;
        let fetched = granted.and_then(TokenResponse::validate);
        let now = Instant::now();
        match fetched {
            Ok(granted) => {
                let seconds = granted.expires_in.unwrap_or(DEFAULT_LIFETIME);
                let lifetime = Duration::from_secs(seconds.min(MAX_LIFETIME));
                let issued = Issued {
                    token: Token::new(&granted.access_token),
                    fetched: now,
                    lifetime,
                };
                tracing::info!(
                    client = self.0.client.id,
                    lifetime_s = lifetime.as_secs(),
                    "logged in"
                );
                let mut state = self.0.state.lock();
                state.issued = Some(issued.clone());
                state.failed = None;
                Ok(issued)
            }
            Err(error) => {
                tracing::error!(
                    client = self.0.client.id,
                    %error,
                    correlation_id = error.correlation_id().map(display),
                    "the gateway cannot log in"
                );
                self.0.state.lock().failed = Some((now + FAILURE_PAUSE, error.clone()));
                Err(error)
            }
        }
    }
}

/// Response of the log-in.
#[derive(Deserialize)]
pub(super) struct TokenResponse {
    access_token: String,
    /// Seconds.
    expires_in: Option<u64>,
}

impl TokenResponse {
    /// Rejects a token that an HTTP header cannot carry: every call with it would fail until it expires.
    fn validate(self) -> Result<Self, Error> {
        let is_valid = !self.access_token.is_empty()
            && self
                .access_token
                .bytes()
                .all(|byte| byte.is_ascii_graphic());
        if is_valid {
            Ok(self)
        } else {
            Err(Error::Invalid(None))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_renewed_before_it_expires() {
        let issued = |seconds| Issued {
            token: Token::new("t"),
            fetched: Instant::now(),
            lifetime: Duration::from_secs(seconds),
        };
        let phase = |issued: &Issued, age| issued.phase(issued.fetched + Duration::from_secs(age));
        let day = issued(86_400);
        assert_eq!(phase(&day, 0), Phase::Fresh);
        assert_eq!(phase(&day, 86_400 - 3_601), Phase::Fresh);
        assert_eq!(phase(&day, 86_400 - 3_600), Phase::Renewable);
        assert_eq!(phase(&day, 86_399), Phase::Renewable);
        assert_eq!(phase(&day, 86_400), Phase::Expired);
        let short = issued(100);
        assert_eq!(phase(&short, 89), Phase::Fresh);
        assert_eq!(phase(&short, 90), Phase::Renewable);
        assert_eq!(phase(&issued(0), 0), Phase::Expired);
    }
}
