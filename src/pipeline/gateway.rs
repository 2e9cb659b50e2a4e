//! The state that all requests share.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::{Mutex, RwLock};
use url::Url;

use super::cpu_queue::CpuQueue;
use super::documents::{Documents, TrustedOperation};
use super::refresh_limit::RefreshLimit;
use super::secrets::Secrets;
use super::settings;
use super::shared_costs;
use super::upstream_identity::{ScopeKey, UpstreamIdentity, cursors};
use crate::admission::Admission;
use crate::audit::Audit;
use crate::cache::{Scopes, Watches};
use crate::clock::Clock;
use crate::config::{Config, ConfigErrors, Limits, Sources};
use crate::fleet::{self, Fleet, JoinError, UnusableRedis};
use crate::graph::Cursors;
use crate::identity::ViewerCache;
use crate::load::BatchSizes;
use crate::pipeline::operation::{BudgetExhausted, Budgets};
use crate::platform::{self, Platform, Token, Unreachable};
use crate::telemetry::Metrics;
use crate::trace::{Tracer, TracerError};

/// Why a gateway could not be built.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The client of the platform could not be built.
    #[error("cannot build the platform client: {0}")]
    Platform(#[from] platform::Error),
    /// The gateway cannot join its fleet.
    #[error(transparent)]
    Fleet(#[from] JoinError),
    /// The manifest of trusted documents is not valid.
    #[error(transparent)]
    Manifest(#[from] ConfigErrors),
    /// The exporter of traces could not be built.
    #[error(transparent)]
    Traces(#[from] TracerError),
}

/// The gateway: caches, limits and clients that are built once and shared by all requests. Share it in an `Arc`;
/// cloning its handles would take as long as sending a cached response.
pub struct Gateway {
    pub(super) config: Arc<Config>,
    /// The limits in force; those of `config` are the limits at the start.
    pub(super) limits: RwLock<Arc<Limits>>,
    pub(super) secrets: Arc<Secrets>,
    /// The sources of the settings in force.
    pub(super) applied: Mutex<Sources>,
    pub(super) documents: Documents,
    pub(super) platform: Arc<Platform>,
    pub(super) upstream_identity: Arc<UpstreamIdentity>,
    pub(super) viewers: ViewerCache,
    pub(super) budgets: Budgets,
    pub(super) admission: Admission,
    pub(super) cpu_queue: CpuQueue,
    pub(super) refresh_limit: RefreshLimit,
    pub(super) scopes: Scopes<ScopeKey>,
    pub(super) watches: Arc<Watches<ScopeKey>>,
    pub(super) sizes: Arc<BatchSizes>,
    pub(super) cursors: Arc<Cursors>,
    pub(super) metrics: Metrics,
    pub(super) tracer: Tracer,
    pub(super) audit: Audit,
    /// Set on shutdown, so that audit events report it as the reason of ended subscriptions.
    pub(super) is_stopping: AtomicBool,
    pub(super) clock: Clock,
    pub(super) fleet: Fleet,
}

impl Gateway {
    /// Builds the gateway; makes no upstream call. With `documents.manifest`, files of secrets, `redis.url` or
    /// `tracing.endpoint`, it needs a Tokio runtime, in which tasks run.
    pub fn new(mut config: Config, clock: Clock) -> Result<Self, StartError> {
        let metrics = Metrics::default();
        let secrets = Arc::new(Secrets::new(&mut config, metrics.reloads.clone()));
        secrets.watch();
        let fleet = settings::fleet(&config);
        let fleet = fleet.map(|fleet| Fleet::join(&fleet)).transpose()?;
        let fleet = fleet.unwrap_or_default();
        let platform = Platform::new(settings::platform(&config))?;
        let platform = platform
            .with_metrics(metrics.upstream.clone())
            .with_fleet(fleet.clone());
        let scopes = Scopes::new(settings::scopes(&config), fleet.clone());
        scopes.follow(&fleet);
        let mut budgets =
            Budgets::new(config.limits.viewer_cost_per_minute, config.viewer.capacity);
        if fleet.is_up().is_some() {
            tokio::spawn(shared_costs::share(budgets.share(), fleet.clone()));
        }
        let live = settings::live(&config, metrics.live.clone());
        let watches = Watches::new(platform.clone(), clock.clone(), live);
        Ok(Self {
            documents: Documents::new(&config, &metrics.documents, fleet.clone())?,
            upstream_identity: Arc::new(UpstreamIdentity::new(&config, &platform)),
            cursors: Arc::new(cursors(&config)?),
            budgets,
            admission: Admission::new(&config.limits),
            cpu_queue: CpuQueue::new(config.limits.processor_queue, metrics.cpu_wait.clone()),
            refresh_limit: RefreshLimit::new(config.platform.max_concurrent_calls),
            viewers: ViewerCache::new(platform.clone(), settings::viewers(&config)),
            platform: Arc::new(platform),
            scopes,
            watches: Arc::new(watches),
            sizes: Arc::new(settings::batch_sizes(&config)),
            audit: Audit::new(config.audit),
            is_stopping: AtomicBool::new(false),
            tracer: Tracer::new(config.tracing.as_ref(), &metrics.traces)?,
            limits: RwLock::new(Arc::new(config.limits.clone())),
            secrets,
            applied: Mutex::new(config.sources.clone()),
            config: Arc::new(config),
            metrics,
            clock,
            fleet,
        })
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The limits in force.
    pub fn limits(&self) -> Arc<Limits> {
        self.limits.read().clone()
    }

    /// Whether a request with this token has access to the admin listener.
    pub fn is_admin(&self, token: Option<&str>) -> bool {
        self.secrets.is_admin(token.and_then(Token::parse).as_ref())
    }

    /// The metrics.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// The tracer, which begins the traces of requests.
    pub fn tracer(&self) -> &Tracer {
        &self.tracer
    }

    /// Leaves the fleet, so that other nodes take over at once what this one watches.
    pub async fn leave_fleet(&self) {
        self.fleet.leave().await;
    }

    /// The operations of the manifest of trusted documents; `None` without a manifest.
    pub fn trusted_operations(&self) -> Option<Vec<TrustedOperation>> {
        self.documents.operations()
    }

    /// Whether the Redis of the fleet is used at the moment; `None` if the gateway is alone.
    pub fn redis_is_up(&self) -> Option<bool> {
        self.fleet.is_up()
    }

    /// The version of the fleet's Redis, or why it cannot be used; `None` if the gateway is alone.
    pub async fn check_redis(&self) -> Option<Result<String, UnusableRedis>> {
        let settings = settings::fleet(&self.config)?;
        Some(fleet::check(&settings).await)
    }

    /// Whether a host of the platform responds: the API or the log-in.
    pub async fn reach(&self, host: &Url) -> Result<(), Unreachable> {
        self.platform.reach(host).await
    }

    /// Takes `cost` out of a viewer's budget, all or nothing.
    pub fn spend(&self, viewer: &str, cost: usize) -> Result<(), BudgetExhausted> {
        self.budgets.spend(viewer, cost).map(drop)
    }

    /// The inbound gates.
    pub fn admission(&self) -> &Admission {
        &self.admission
    }

    /// Marks the process as shutting down.
    pub fn begin_shutdown(&self) {
        self.is_stopping.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_shutting_down(&self) -> bool {
        self.is_stopping.load(Ordering::Relaxed)
    }
}
