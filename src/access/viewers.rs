//! From a token to its viewer: introspection, kept for a short time under a hash of the token.

use std::sync::Arc;
use std::time::{Duration, Instant};

use moka::Expiry;
use moka::future::Cache;

use super::Viewer;
use super::introspection::introspect;
use crate::platform::{Caller, Conditions, Credential, Error, Platform, Token};

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
    /// The platform could not say.
    #[error(transparent)]
    Unknown(Error),
}

type Introspected = Result<Arc<Viewer>, Refused>;

/// Everyone who asked lately.
#[derive(Debug, Clone)]
pub struct Viewers {
    platform: Platform,
    conditions: Conditions,
    known: Cache<[u8; 32], Introspected>,
}

impl Viewers {
    /// Knows nobody yet.
    pub fn new(platform: Platform, settings: ViewersSettings) -> Self {
        let known = Cache::builder()
            .max_capacity(settings.capacity)
            .expire_after(Lifetime(settings))
            .build();
        Self {
            platform,
            conditions: settings.conditions,
            known,
        }
    }

    /// The viewer behind a token. Many who ask at once cause one introspection; an introspection
    /// that could not be made is not remembered.
    pub async fn identify(&self, token: &Token, deadline: tokio::time::Instant) -> Introspected {
        let caller = Caller::new(Credential::Viewer(token.clone()), deadline);
        let introspect = async {
            match introspect(&self.platform, &caller, self.conditions).await {
                Ok(viewer) => Ok(Ok(Arc::new(viewer))),
                Err(Error::Unauthenticated) => Ok(Err(Refused::Unauthenticated)),
                Err(Error::Forbidden) => Ok(Err(Refused::Scope)),
                Err(error) => Err(error),
            }
        };
        match self
            .known
            .try_get_with(token.fingerprint(), introspect)
            .await
        {
            Ok(introspected) => introspected,
            Err(error) => Err(Refused::Unknown(error.as_ref().clone())),
        }
    }

    /// Forgets whose the token is, so that the next request asks again.
    pub async fn forget(&self, token: &Token) {
        self.known.invalidate(&token.fingerprint()).await;
    }
}

struct Lifetime(ViewersSettings);

impl Expiry<[u8; 32], Introspected> for Lifetime {
    fn expire_after_create(
        &self,
        _: &[u8; 32],
        value: &Introspected,
        _: Instant,
    ) -> Option<Duration> {
        Some(if value.is_ok() {
            self.0.ttl
        } else {
            self.0.refused_ttl
        })
    }
}
