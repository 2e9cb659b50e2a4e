//! From a token to its viewer: introspection, kept for a short time under a hash of the token.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use moka::Expiry;
use moka::future::Cache;

use super::introspection::{NotIntrospected, introspect};
use super::refusals::{Refusals, UnscopedClients};
use super::{Rights, Viewer};
use crate::admission::Overloaded;
use crate::platform::{Caller, Conditions, Credential, Doubt, Error, Platform, Token, UnknownRole};

/// How long introspection holds.
#[derive(Debug, Clone, Copy)]
pub struct ViewersSettings {
    /// A viewer found: the longest time after which a changed permission shows.
    pub ttl: Duration,
    /// A token refused.
    pub refused_ttl: Duration,
    /// Viewers kept.
    pub capacity: u64,
    /// What counts of what they hold under conditions.
    pub conditions: Conditions,
    /// Whether user tokens without OAuth scopes are refused.
    pub require_scopes: bool,
}

/// Why there is no viewer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The platform does not know the token, or no longer.
    #[error("the token is not valid")]
    Unauthenticated,
    /// It is a token of another organization than the one that is served here.
    #[error("the token is not valid here")]
    Foreign,
    /// The token's OAuth scopes do not let it say whose it is.
    #[error(
        "the token does not say whose it is: it needs the scopes users:readonly and authorization:readonly"
    )]
    Scope,
    /// A user's token without OAuth scopes, which the configuration refuses.
    #[error(
        "the token carries no OAuth scopes, and this gateway accepts only user tokens that do: authorize the \
         OAuth client `{0}` with scopes"
    )]
    Unscoped(String),
    /// The gateway alone enforces what the viewer may see, and does not know what a role grants.
    #[error(
        "the rights of the viewer are unknown: the platform sent the role {0} without its policies, \
         so the gateway, which alone enforces rights with identity `service`, cannot know what the \
         role grants; ask an administrator to run `journey-gateway check` with this token, and \
         remove the role from the viewer or serve with identity `passthrough`"
    )]
    RightsUnknown(Box<UnknownRole>),
    /// Too many other tokens are being introspected.
    #[error(transparent)]
    Overloaded(Overloaded),
    /// The platform could not say.
    #[error(transparent)]
    Unknown(Error),
}

/// What introspection said of a token: its viewer, or why there is none.
pub type Introspected = Result<Arc<Viewer>, Refused>;

/// What introspection said of a token.
#[derive(Debug, Clone)]
struct Known {
    introspected: Introspected,
    since: Instant,
    /// Somebody is asking anew.
    renewing: Arc<AtomicBool>,
}

impl Known {
    fn new(introspected: Introspected) -> Self {
        Self {
            introspected,
            since: Instant::now(),
            renewing: Arc::default(),
        }
    }
}

/// Everyone who asked lately.
#[derive(Debug, Clone)]
pub struct Viewers {
    platform: Platform,
    settings: ViewersSettings,
    known: Cache<[u8; 32], Known>,
    /// The rights with which the platform refused a call of a token.
    doubted: Cache<([u8; 32], Doubt), Arc<Rights>>,
    refusals: Arc<Refusals>,
    unscoped: Arc<UnscopedClients>,
}

impl Viewers {
    /// Knows nobody yet.
    pub fn new(platform: Platform, settings: ViewersSettings) -> Self {
        let known = Cache::builder()
            .max_capacity(settings.capacity)
            .expire_after(Lifetime(settings))
            .build();
        let doubted = Cache::builder()
            .max_capacity(settings.capacity)
            .time_to_live(settings.ttl)
            .build();
        Self {
            platform,
            settings,
            known,
            doubted,
            refusals: Arc::default(),
            unscoped: Arc::default(),
        }
    }

    /// What is known of a token without a call.
    pub async fn known(&self, token: &Token) -> Option<Introspected> {
        let known = self.known.get(&token.fingerprint()).await?;
        self.renew_ahead(token, &known);
        Some(known.introspected)
    }

    /// The viewer behind a token. Many who ask at once cause one introspection; an introspection
    /// that could not be made is not remembered.
    pub async fn identify(&self, token: &Token, deadline: tokio::time::Instant) -> Introspected {
        let key = token.fingerprint();
        if let Some(known) = self.known.get(&key).await {
            self.renew_ahead(token, &known);
            return known.introspected;
        }
        let introspect = self.introspect(token, deadline);
        match self.known.try_get_with(key, introspect).await {
            Ok(known) => known.introspected,
            Err(error) => Err(Refused::Unknown(error.as_ref().clone())),
        }
    }

    async fn introspect(
        &self,
        token: &Token,
        deadline: tokio::time::Instant,
    ) -> Result<Known, Error> {
        let caller = Caller::new(Credential::Viewer(token.clone()), deadline).introspecting(token);
        let introspected = introspect(
            &self.platform,
            &caller,
            self.settings.conditions,
            self.settings.require_scopes,
        )
        .await;
        Ok(Known::new(match introspected {
            Ok(viewer) => {
                if let Some(client) = &viewer.unscoped_client
                    && self.settings.conditions == Conditions::NotJudged
                {
                    self.unscoped.log_once(client);
                }
                Ok(Arc::new(viewer))
            }
            Err(NotIntrospected::Unscoped(client)) => {
                self.unscoped.log_once(&client);
                Err(Refused::Unscoped(client))
            }
            Err(NotIntrospected::UnknownRole(role)) => {
                let refused = Refused::RightsUnknown(Box::new(role));
                tracing::warn!("{refused}");
                Err(refused)
            }
            Err(NotIntrospected::Platform(Error::Unauthenticated)) => {
                self.refusals.log_one();
                Err(Refused::Unauthenticated)
            }
            Err(NotIntrospected::Platform(Error::Forbidden)) => Err(Refused::Scope),
            Err(NotIntrospected::Platform(error)) => return Err(error),
        }))
    }

    /// Asks anew about whoever is still active in the second half of the time for which they are
    /// known, so that a platform that is down for less than that shuts nobody out. Nobody is known
    /// for longer because of it.
    fn renew_ahead(&self, token: &Token, known: &Known) {
        let is_due = known.introspected.is_ok() && known.since.elapsed() >= self.settings.ttl / 2;
        if !is_due || known.renewing.swap(true, Ordering::AcqRel) {
            return;
        }
        let (viewers, token, renewing) = (self.clone(), token.clone(), known.renewing.clone());
        tokio::spawn(async move {
            let deadline = tokio::time::Instant::now() + viewers.settings.ttl / 2;
            match viewers.introspect(&token, deadline).await {
                Ok(known) => viewers.known.insert(token.fingerprint(), known).await,
                Err(_) => renewing.store(false, Ordering::Release),
            }
        });
    }

    /// Introspects the token again at its next request, because the platform refused a call that its viewer's
    /// rights allow. Where that finds the same rights, a further refusal says nothing new: within `viewer.ttl` it
    /// does not cause another introspection.
    pub async fn doubt(&self, token: &Token, doubt: Doubt) {
        let key = token.fingerprint();
        let Some(Ok(viewer)) = self.known.get(&key).await.map(|known| known.introspected) else {
            return;
        };
        let refused = (key, doubt);
        if self.doubted.get(&refused).await.as_ref() != Some(&viewer.rights) {
            self.doubted.insert(refused, viewer.rights.clone()).await;
            self.known.invalidate(&key).await;
        }
    }

    /// Introspects the token again at its next request.
    pub async fn forget(&self, token: &Token) {
        self.known.invalidate(&token.fingerprint()).await;
    }
}

struct Lifetime(ViewersSettings);

impl Lifetime {
    fn of(&self, known: &Known) -> Duration {
        match known.introspected {
            Ok(_) => self.0.ttl,
            Err(_) => self.0.refused_ttl,
        }
    }
}

impl Expiry<[u8; 32], Known> for Lifetime {
    fn expire_after_create(&self, _: &[u8; 32], known: &Known, _: Instant) -> Option<Duration> {
        Some(self.of(known))
    }

    fn expire_after_update(
        &self,
        _: &[u8; 32],
        known: &Known,
        _: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(self.of(known))
    }
}
