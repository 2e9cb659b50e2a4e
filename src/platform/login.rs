//! The gateway's own token: OAuth client credentials at the platform's log-in. It is fetched when
//! first needed, renewed ahead of its end, and however many wait, one of them fetches it.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Deserialize;
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::budget::Budget;
use super::{Error, Platform, Token};

/// A token is renewed when this part of its life is left, an hour at most: one tenth.
const RENEWED_IN_LAST: u32 = 10;
const EARLIEST_RENEWAL: Duration = Duration::from_hours(1);

/// How often a token is discarded because the platform does not accept it.
const DISCARDED_EVERY: Duration = Duration::from_secs(10);

/// After a log-in that failed there is no other for this time.
const PAUSE: Duration = Duration::from_secs(1);

/// The platform's usual life of a token, for an answer that does not say, and the longest that is
/// believed.
const USUAL_LIFE: u64 = 86_400;
const LONGEST_LIFE: u64 = 30 * USUAL_LIFE;

/// What the gateway logs in with.
#[derive(Clone)]
pub struct Client {
    /// The OAuth client's id.
    pub id: String,
    /// Its secret.
    pub secret: Token,
    /// The platform's log-in, such as `https://login.mypurecloud.de`.
    pub login: Url,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// A client that logs in when it is needed. Clones share the token.
#[derive(Debug, Clone)]
pub struct Login(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    platform: Platform,
    client: Client,
    budget: Arc<Budget>,
    state: Mutex<State>,
    /// Held by whoever logs in.
    logging_in: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct State {
    issued: Option<Issued>,
    failed: Option<(Instant, Error)>,
    /// When a token was last discarded because the platform did not accept it.
    discarded: Option<Instant>,
}

/// A token that was fetched.
#[derive(Debug, Clone)]
pub(super) struct Issued {
    pub(super) token: Token,
    fetched: Instant,
    life: Duration,
}

/// Where in its life a token is.
#[derive(Debug, PartialEq, Eq)]
enum Phase {
    Fresh,
    /// Still good, and it is time for the next one.
    Renewable,
    Expired,
}

impl Issued {
    fn phase(&self, now: Instant) -> Phase {
        let age = now.saturating_duration_since(self.fetched);
        let ahead = (self.life / RENEWED_IN_LAST).min(EARLIEST_RENEWAL);
        if age >= self.life {
            Phase::Expired
        } else if age + ahead >= self.life {
            Phase::Renewable
        } else {
            Phase::Fresh
        }
    }
}

impl Login {
    /// Nothing is called yet.
    pub fn new(platform: Platform, client: Client) -> Self {
        Self(Arc::new(Inner {
            budget: Arc::new(Budget::shared(platform.settings.reserve_percent)),
            platform,
            client,
            state: Mutex::default(),
            logging_in: tokio::sync::Mutex::default(),
        }))
    }

    /// Logs in, unless there is a good token.
    pub async fn log_in_if_needed(&self, deadline: Instant) -> Result<(), Error> {
        self.token(deadline).await.map(drop)
    }

    /// A token that is good for a while.
    pub(super) async fn token(&self, deadline: Instant) -> Result<Issued, Error> {
        match self.current() {
            Some((issued, Phase::Fresh)) => Ok(issued),
            // Whoever comes first renews it, the others go on with it.
            Some((issued, Phase::Renewable)) => match self.0.logging_in.try_lock() {
                Ok(_place) => {
                    // A log-in that hangs leaves the call time enough to be made with the old one.
                    let patience = Instant::now() + self.0.platform.settings.timeout / 2;
                    let renewed = self.log_in(deadline.min(patience)).await;
                    Ok(renewed.unwrap_or(issued))
                }
                Err(_) => Ok(issued),
            },
            Some((_, Phase::Expired)) | None => {
                let place = timeout_at(deadline, self.0.logging_in.lock()).await;
                let _place = place.map_err(|_| Error::Timeout)?;
                match self.current() {
                    Some((issued, Phase::Fresh)) => Ok(issued),
                    _ => self.log_in(deadline).await,
                }
            }
        }
    }

    /// What the platform counts its calls in, whichever token they are made with.
    pub(super) fn budget(&self) -> Arc<Budget> {
        self.0.budget.clone()
    }

    fn current(&self) -> Option<(Issued, Phase)> {
        let issued = self.read(|state| state.issued.clone())?;
        let phase = issued.phase(Instant::now());
        Some((issued, phase))
    }

    /// Forgets a token that the platform does not accept, unless there is a newer one already. Returns
    /// whether another try is of use: where tokens are refused one after the other, a log-in for each request
    /// would only cost more.
    pub(super) fn discard(&self, refused: &Issued) -> bool {
        let now = Instant::now();
        self.read(|state| {
            let is_newest = |issued: &Issued| issued.fetched == refused.fetched;
            if !state.issued.as_ref().is_some_and(is_newest) {
                return true;
            }
            let is_recent = |at| now.saturating_duration_since(at) < DISCARDED_EVERY;
            if state.discarded.is_some_and(is_recent) {
                return false;
            }
            state.issued = None;
            state.discarded = Some(now);
            true
        })
    }

    /// Fetches a token; called by the one who holds the place.
    async fn log_in(&self, deadline: Instant) -> Result<Issued, Error> {
        let failed = self.read(|state| state.failed.clone());
        if let Some((_, error)) = failed.filter(|(until, _)| Instant::now() < *until) {
            return Err(error);
        }
        let granted = self.0.platform.log_in(&self.0.client, deadline).await;
        let fetched = granted.and_then(Granted::usable);
        let now = Instant::now();
        match fetched {
            Ok(granted) => {
                let life =
                    Duration::from_secs(granted.expires_in.unwrap_or(USUAL_LIFE).min(LONGEST_LIFE));
                let issued = Issued {
                    token: Token::new(&granted.access_token),
                    fetched: now,
                    life,
                };
                tracing::info!(
                    client = self.0.client.id,
                    seconds = life.as_secs(),
                    "logged in"
                );
                self.read(|state| {
                    state.issued = Some(issued.clone());
                    state.failed = None;
                });
                Ok(issued)
            }
            Err(error) => {
                tracing::error!(client = self.0.client.id, %error, "the gateway could not log in");
                self.read(|state| state.failed = Some((now + PAUSE, error.clone())));
                Err(error)
            }
        }
    }

    fn read<T>(&self, read: impl FnOnce(&mut State) -> T) -> T {
        // A poisoned lock means that a panic came between two assignments; either state is sound.
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        read(&mut state)
    }
}

/// What the log-in answers.
#[derive(Deserialize)]
pub(super) struct Granted {
    access_token: String,
    /// Seconds.
    expires_in: Option<u64>,
}

impl Granted {
    /// What cannot stand in a header would spoil every call for as long as it was believed.
    fn usable(self) -> Result<Self, Error> {
        let usable = !self.access_token.is_empty()
            && self
                .access_token
                .bytes()
                .all(|byte| byte.is_ascii_graphic());
        if usable {
            Ok(self)
        } else {
            Err(Error::Invalid)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_renewed_ahead_of_its_end() {
        let issued = |seconds| Issued {
            token: Token::new("t"),
            fetched: Instant::now(),
            life: Duration::from_secs(seconds),
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
