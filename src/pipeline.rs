//! What is built once and shared: the schema, the platform client, who asked lately, what was read
//! lately; and how they answer one operation.

mod answering;
mod cpu_queue;
mod identity;
mod own_client;
mod sent;
mod subscription;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::time::Instant;

use crate::access::Viewer;
use crate::admission::{Admission, ClientAddress, ViewerKey};
use crate::audit::Audit;
use crate::cache::{Freshness, RequestCache, Scope, Scopes, ScopesSettings, Watches};
use crate::clock::Clock;
use crate::config::{self, Config};
use crate::graph::{self, Cursors, Schemas};
use crate::identity::{IdentityError, IntrospectionResult, ViewerCache, ViewerCacheSettings};
use crate::live;
use crate::load::{BatchSize, BatchSizes, KeyStats, Source};
use crate::model::id::CustomerId;
use crate::operation::{Budgets, Documents, Overspent};
use crate::origin::Origin;
use crate::platform::{ConditionalGrants, Error, Platform, Settings, Token, UpstreamCaller};
use crate::telemetry::Metrics;
use cpu_queue::CpuQueue;
use identity::{Identity, ScopeKey};
pub use own_client::ClientFault;
pub use subscription::{Changes, Next};

/// The gateway. Whoever shares it does so by an `Arc`: to copy all of its handles takes as long as to send
/// an answer that is finished.
pub struct Gateway {
    config: Arc<Config>,
    /// Of documents found valid before.
    schemas: Schemas,
    documents: Documents,
    platform: Platform,
    identity: Arc<Identity>,
    viewers: ViewerCache,
    budgets: Budgets,
    admission: Admission,
    cpu_queue: CpuQueue,
    scopes: Scopes<ScopeKey>,
    watches: Arc<Watches<ScopeKey>>,
    sizes: Arc<BatchSizes>,
    cursors: Arc<Cursors>,
    metrics: Metrics,
    audit: Audit,
    /// The process is stopping, so that what ends now ends because of it.
    is_stopping: AtomicBool,
    clock: Clock,
}

/// Who asks: the token that a client shows, whose it is, and until when the client waits.
#[derive(Debug, Clone)]
pub struct RequestContext {
    /// Whose token it is.
    pub viewer: Arc<Viewer>,
    token: Token,
    deadline: Instant,
    explains: bool,
    origin: Arc<Origin>,
}

impl RequestContext {
    /// Wants to be told how the answer came about.
    #[must_use]
    pub fn explained(self) -> Self {
        Self {
            explains: true,
            ..self
        }
    }

    /// Waits until `deadline`.
    #[must_use]
    pub fn until(self, deadline: Instant) -> Self {
        Self { deadline, ..self }
    }

    /// What the inbound gates count this viewer by.
    pub fn key(&self) -> ViewerKey {
        viewer_key(&self.viewer)
    }
}

fn viewer_key(viewer: &Viewer) -> ViewerKey {
    ViewerKey::new(viewer.organization.clone(), viewer.id.clone())
}

impl Gateway {
    /// Builds it; nothing is called yet.
    pub fn new(config: Config, clock: Clock) -> Result<Self, Error> {
        let metrics = Metrics::default();
        let platform = Platform::new(Settings {
            api: config.platform_url.clone(),
            connect_timeout: config.platform.connect_timeout,
            // A call that a request cannot outlast would never be seen to hang.
            timeout: config
                .platform
                .timeout
                .min(config.limits.upstream_timeout()),
            max_response_bytes: config.platform.max_response_bytes,
            max_concurrent_calls: config.platform.max_concurrent_calls,
            retries: config.platform.retries,
            retry_percent: config.platform.retry_percent,
            reserve_percent: config.platform.reserve_percent,
            breaker_calls: config.platform.breaker_calls,
            breaker_pause: config.platform.breaker_pause,
            tokens: config.viewer.capacity,
        })?
        .counting(metrics.upstream.clone());
        let viewers = ViewerCacheSettings {
            ttl: config.viewer.ttl,
            refused_ttl: config.viewer.refused_ttl,
            capacity: config.viewer.capacity as u64,
            conditional: match config.identity {
                config::Identity::Passthrough => ConditionalGrants::Accepted,
                config::Identity::Service(_) => ConditionalGrants::Ignored,
            },
            require_scopes: matches!(
                &config.identity,
                config::Identity::Service(service) if service.require_scopes
            ),
        };
        let scopes = ScopesSettings {
            scopes: config.cache.scopes,
            idle: config.cache.scope_idle,
            bytes: config.cache.bytes as u64,
            stale: config.cache.stale_if_error,
            freshness: freshness(&config),
        };
        let watches = Watches::new(platform.clone(), clock.clone(), live(&config));
        Ok(Self {
            schemas: graph::schemas(config.suggestions),
            documents: Documents::new(config.cache.documents_bytes),
            identity: Arc::new(Identity::new(&config, &platform)),
            cursors: Arc::new(identity::cursors(&config)?),
            budgets: Budgets::new(config.limits.viewer_cost_per_minute, config.viewer.capacity),
            admission: Admission::new(&config.limits, config.trusted_proxies.clone()),
            cpu_queue: CpuQueue::new(config.limits.processor_queue),
            viewers: ViewerCache::new(platform.clone(), viewers),
            platform,
            scopes: Scopes::new(scopes),
            watches: Arc::new(watches),
            sizes: Arc::new(batch_sizes(&config)),
            audit: Audit::new(config.audit),
            is_stopping: AtomicBool::new(false),
            config: Arc::new(config),
            metrics,
            clock,
        })
    }

    /// The configuration it was built from.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// What is counted.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// What is counted, as Prometheus reads it.
    pub fn metrics_text(&self) -> String {
        self.metrics.text(self.scopes.bytes())
    }

    /// Erases a customer from every cache of this process, and again when no request that is in execution now can
    /// store anything any more; returns the number of entries erased at once.
    pub fn purge(self: &Arc<Self>, customer: CustomerId) -> usize {
        let entries = self.scopes.purge(customer);
        self.watches.purge(customer);
        tracing::info!(%customer, entries, "erased a customer from the cache");
        let gateway = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(gateway.config.limits.request_timeout).await;
            gateway.scopes.purge(customer);
        });
        entries
    }

    /// The public graph in the schema definition language.
    pub fn sdl(&self) -> String {
        graph::sdl(self.schemas.validating())
    }

    /// Whether the platform answers at all.
    pub async fn reaches_platform(&self) -> bool {
        self.platform.is_reachable().await
    }

    /// Takes `cost` out of a viewer's budget, or nothing.
    pub fn spend(&self, viewer: &str, cost: usize) -> Result<(), Overspent> {
        self.budgets.spend(viewer, cost)
    }

    /// Audit events.
    pub fn audit(&self) -> &Audit {
        &self.audit
    }

    /// From now on subscriptions end because the process stops.
    pub fn stops(&self) {
        self.is_stopping.store(true, Ordering::Relaxed);
    }

    /// The inbound gates.
    pub fn admission(&self) -> &Admission {
        &self.admission
    }

    /// Identifies the viewer with `token` until `deadline`. A token that is not known yet counts against the
    /// client's address while it is introspected; a known one waits for nothing.
    pub async fn identify(
        &self,
        token: &str,
        origin: &Arc<Origin>,
        deadline: Instant,
    ) -> Result<RequestContext, IdentityError> {
        let token = Token::parse(token).ok_or(IdentityError::Unauthenticated)?;
        if let Some(known) = self.viewers.cached(&token).await {
            return self.context(known, &token, origin, deadline).await;
        }
        let client = ClientAddress::from(origin.client);
        let permit = self.admission.acquire_introspection(&client).await;
        let _permit = permit.map_err(IdentityError::Overloaded)?;
        self.identify_token(&token, origin, deadline).await
    }

    /// Identifies the viewer with `token`, which was valid before: it waits for no introspection of other
    /// tokens.
    pub async fn identify_known(
        &self,
        token: &str,
        origin: &Arc<Origin>,
        deadline: Instant,
    ) -> Result<RequestContext, IdentityError> {
        let token = Token::parse(token).ok_or(IdentityError::Unauthenticated)?;
        self.identify_token(&token, origin, deadline).await
    }

    /// The viewer with `token`, if that is known without a call.
    pub async fn known_viewer(&self, token: &str) -> Option<ViewerKey> {
        let known = self.viewers.cached(&Token::parse(token)?).await?.ok()?;
        Some(viewer_key(&known))
    }

    async fn identify_token(
        &self,
        token: &Token,
        origin: &Arc<Origin>,
        deadline: Instant,
    ) -> Result<RequestContext, IdentityError> {
        let introspected = self.viewers.identify(token, deadline).await;
        self.context(introspected, token, origin, deadline).await
    }

    async fn context(
        &self,
        introspected: IntrospectionResult,
        token: &Token,
        origin: &Arc<Origin>,
        deadline: Instant,
    ) -> Result<RequestContext, IdentityError> {
        let viewer = introspected?;
        let served = self
            .identity
            .lets_in(&viewer, &self.platform, deadline)
            .await;
        if !served.map_err(IdentityError::Unknown)? {
            return Err(IdentityError::Foreign);
        }
        Ok(RequestContext {
            viewer,
            token: token.clone(),
            deadline,
            explains: false,
            origin: origin.clone(),
        })
    }

    fn source(
        &self,
        context: &RequestContext,
        caller: UpstreamCaller,
        scope: Arc<Scope>,
    ) -> Source {
        let key = self.identity.scope(&context.viewer);
        let watch = self.watches.find(&key, &scope, &caller.credential);
        Source {
            platform: self.platform.clone(),
            stats: KeyStats::new(caller.is_recorded()),
            caller,
            cache: RequestCache::new(scope, watch),
            sizes: self.sizes.clone(),
            concurrency: self.config.platform.calls_per_loader,
            clock: self.clock.clone(),
            viewer: context.viewer.clone(),
            shown: self.config.shown,
            whole_conversations: self.identity.tells_whole_conversations(),
        }
    }
}

fn freshness(config: &Config) -> Freshness {
    let cache = &config.cache;
    Freshness {
        reference: cache.reference_ttl,
        contact: cache.contact_ttl,
        ended: cache.ended_ttl,
        open: cache.open_ttl,
        covered: config.live.covered_ttl,
        absent: cache.absent_ttl,
        wrap_up_grace: config.status.wrap_up_grace,
    }
}

fn live(config: &Config) -> live::Settings {
    let is_service = matches!(config.identity, config::Identity::Service(_));
    let cover_queries = config.live.cover_queries.unwrap_or(is_service);
    live::Settings {
        customers: config.live.customers,
        linger: if cover_queries {
            config.live.covered_ttl
        } else {
            config.live.linger
        },
        cover_queries,
        wrap_up_grace: config.status.wrap_up_grace,
        shown: config.shown,
        call_timeout: config.limits.request_timeout,
    }
}

fn batch_sizes(config: &Config) -> BatchSizes {
    let batch = &config.batch;
    BatchSizes {
        contacts: BatchSize::new(batch.contacts),
        conversations: BatchSize::new(batch.conversations),
        queues: BatchSize::new(batch.queues),
        wrap_up_codes: BatchSize::new(batch.wrap_up_codes),
        agents: BatchSize::new(batch.agents),
        segments: BatchSize::new(batch.segments),
    }
}
