//! Cache of introspected tokens, keyed by a hash of the token.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use ahash::RandomState;
use moka::Expiry;
use moka::future::Cache;

use super::error::IdentityError;
use super::introspection::{IntrospectionError, introspect};
use super::log::{RefusedTokenLog, UnscopedClientLog};
use crate::access::{Rights, Viewer};
use crate::fleet::RedisTimeLimit;
use crate::platform::{
    ConditionalGrants, Credential, Error, Platform, StaleIdentity, Token, UpstreamCaller,
};

/// Settings of a [`ViewerCache`].
#[derive(Debug, Clone, Copy)]
pub struct ViewerCacheSettings {
    /// TTL of a viewer: the longest time until a changed permission takes effect.
    pub ttl: Duration,
    /// TTL of a refused token.
    pub refused_ttl: Duration,
    /// Maximum number of cached tokens.
    pub capacity: u64,
    /// Whether permissions that are granted under conditions count.
    pub conditional: ConditionalGrants,
    /// Whether user tokens without OAuth scopes are refused.
    pub require_scopes: bool,
}

/// Result of introspecting a token: its viewer, or why there is none.
pub type IntrospectionResult = Result<Arc<Viewer>, IdentityError>;

#[derive(Debug, Clone)]
struct CacheEntry {
    result: IntrospectionResult,
    created: Instant,
    /// A background refresh of this entry is running.
    is_refreshing: Arc<AtomicBool>,
}

impl CacheEntry {
    fn new(result: IntrospectionResult) -> Self {
        Self {
            result,
            created: Instant::now(),
            is_refreshing: Arc::default(),
        }
    }
}

/// Cache of introspected tokens. Clones share the entries.
#[derive(Debug, Clone)]
pub struct ViewerCache {
    platform: Platform,
    settings: ViewerCacheSettings,
    entries: Cache<[u8; 32], CacheEntry, RandomState>,
    /// The rights that a token had when the platform refused one of its calls.
    rechecked: Cache<([u8; 32], StaleIdentity), Arc<Rights>, RandomState>,
    refused_tokens: Arc<RefusedTokenLog>,
    unscoped_clients: Arc<UnscopedClientLog>,
}

impl ViewerCache {
    /// Creates an empty cache.
    pub fn new(platform: Platform, settings: ViewerCacheSettings) -> Self {
        let entries = Cache::builder()
            .max_capacity(settings.capacity)
            .expire_after(EntryExpiry(settings))
            .build_with_hasher(RandomState::default());
        let rechecked = Cache::builder()
            .max_capacity(settings.capacity)
            .time_to_live(settings.ttl)
            .build_with_hasher(RandomState::default());
        Self {
            platform,
            settings,
            entries,
            rechecked,
            refused_tokens: Arc::default(),
            unscoped_clients: Arc::default(),
        }
    }

    /// Forgets all tokens.
    pub fn clear(&self) {
        self.entries.invalidate_all();
    }

    /// The cached result for a token; makes no upstream call.
    pub async fn cached(&self, token: &Token) -> Option<IntrospectionResult> {
        let entry = self.entries.get(&token.fingerprint()).await?;
        self.refresh_ahead(token, &entry);
        Some(entry.result)
    }

    /// The viewer of a token. Concurrent requests for one token share one introspection. An introspection
    /// to which the platform did not respond is not cached.
    pub async fn identify(
        &self,
        token: &Token,
        deadline: tokio::time::Instant,
        redis_limit: &Arc<RedisTimeLimit>,
    ) -> IntrospectionResult {
        let key = token.fingerprint();
        if let Some(entry) = self.entries.get(&key).await {
            self.refresh_ahead(token, &entry);
            return entry.result;
        }
        let introspect = self.introspect(token, deadline, redis_limit);
        match self.entries.try_get_with(key, introspect).await {
            Ok(entry) => entry.result,
            Err(error) => Err(IdentityError::Unknown(error.as_ref().clone())),
        }
    }

    async fn introspect(
        &self,
        token: &Token,
        deadline: tokio::time::Instant,
        redis_limit: &Arc<RedisTimeLimit>,
    ) -> Result<CacheEntry, Error> {
        let caller = UpstreamCaller::new(Credential::Viewer(token.clone()), deadline)
            .introspecting(token)
            .with_redis_limit(redis_limit.clone());
        let introspected = introspect(
            &self.platform,
            &caller,
            self.settings.conditional,
            self.settings.require_scopes,
        )
        .await;
        Ok(CacheEntry::new(match introspected {
            Ok(viewer) => {
                if let Some(client) = &viewer.unscoped_client
                    && self.settings.conditional == ConditionalGrants::Ignored
                {
                    self.unscoped_clients.log_once(client);
                }
                Ok(Arc::new(viewer))
            }
            Err(IntrospectionError::Unscoped(client)) => {
                self.unscoped_clients.log_once(&client);
                Err(IdentityError::Unscoped(client))
            }
            Err(IntrospectionError::UnknownRole(role)) => {
                let error = IdentityError::RightsUnknown(Box::new(role));
                tracing::warn!("{error}");
                Err(error)
            }
            Err(IntrospectionError::Platform(Error::Unauthenticated)) => {
                self.refused_tokens.count();
                Err(IdentityError::Unauthenticated)
            }
            Err(IntrospectionError::Platform(Error::Forbidden)) => Err(IdentityError::Scope),
            Err(IntrospectionError::Platform(error)) => return Err(error),
        }))
    }

    /// Refreshes an entry in the background after half its TTL, so that a short platform outage locks no
    /// active viewer out. It does not extend the life of the entry that is being refreshed.
    fn refresh_ahead(&self, token: &Token, entry: &CacheEntry) {
        let is_due = entry.result.is_ok() && entry.created.elapsed() >= self.settings.ttl / 2;
        if !is_due || entry.is_refreshing.swap(true, Ordering::AcqRel) {
            return;
        }
        let (cache, token, is_refreshing) =
            (self.clone(), token.clone(), entry.is_refreshing.clone());
        tokio::spawn(async move {
            let deadline = tokio::time::Instant::now() + cache.settings.ttl / 2;
            match cache.introspect(&token, deadline, &Arc::default()).await {
                Ok(entry) => cache.entries.insert(token.fingerprint(), entry).await,
                Err(_) => is_refreshing.store(false, Ordering::Release),
            }
        });
    }

    /// Makes the token's next request introspect it again, because the platform refused a call that the
    /// cached rights allow. If the new rights are the same, further refusals cause no other introspection
    /// within `viewer.ttl`: they would find the same rights.
    pub async fn recheck(&self, token: &Token, stale: StaleIdentity) {
        let key = token.fingerprint();
        let Some(Ok(viewer)) = self.entries.get(&key).await.map(|entry| entry.result) else {
            return;
        };
        let refused = (key, stale);
        if self.rechecked.get(&refused).await.as_ref() != Some(&viewer.rights) {
            self.rechecked.insert(refused, viewer.rights.clone()).await;
            self.entries.invalidate(&key).await;
        }
    }

    /// Makes the token's next request introspect it again.
    pub async fn invalidate(&self, token: &Token) {
        self.entries.invalidate(&token.fingerprint()).await;
    }
}

struct EntryExpiry(ViewerCacheSettings);

impl EntryExpiry {
    fn ttl(&self, entry: &CacheEntry) -> Duration {
        match entry.result {
            Ok(_) => self.0.ttl,
            Err(_) => self.0.refused_ttl,
        }
    }
}

impl Expiry<[u8; 32], CacheEntry> for EntryExpiry {
    fn expire_after_create(
        &self,
        _: &[u8; 32],
        entry: &CacheEntry,
        _: Instant,
    ) -> Option<Duration> {
        Some(self.ttl(entry))
    }

    fn expire_after_update(
        &self,
        _: &[u8; 32],
        entry: &CacheEntry,
        _: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(self.ttl(entry))
    }
}
