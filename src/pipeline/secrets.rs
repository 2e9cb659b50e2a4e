//! The secrets of a running gateway. They change with their files, which a background task compares, and with a reload of
//! the configuration.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::RwLock;
use tokio::task::spawn_blocking;
use tokio::time::sleep;

use crate::config::{Config, Identity, SecretFile, Service};
use crate::file_version::INTERVAL;
use crate::platform::{Secret, Token};
use crate::telemetry::Reloads;

/// The secrets of a running gateway.
#[derive(Debug)]
pub(super) struct Secrets {
    /// The service whose secrets the log-in and the cursors use; `None` with identity `passthrough`.
    in_use: Option<Service>,
    /// The secrets that the fleet uses; `None` if the gateway is alone.
    fleet: Option<FleetSecrets>,
    latest: RwLock<Latest>,
    is_watching: AtomicBool,
    metrics: Reloads,
}

/// The secrets of a fleet.
#[derive(Debug)]
struct FleetSecrets {
    secret: Secret,
    password: Secret,
}

impl FleetSecrets {
    /// `None` if the gateway is alone.
    fn new(config: &Config) -> Option<Self> {
        let redis = config.redis.as_ref()?;
        Some(Self {
            secret: redis.secret.clone(),
            password: redis.password.clone(),
        })
    }
}

/// The secrets of the latest configuration.
#[derive(Debug)]
struct Latest {
    files: Vec<SecretFile>,
    service: Option<Service>,
    fleet: Option<FleetSecrets>,
    admin_token: Option<Secret>,
}

impl Latest {
    fn new(config: &Config) -> Self {
        Self {
            files: config.sources.secret_files.clone(),
            service: service(config),
            fleet: FleetSecrets::new(config),
            admin_token: config.listeners.admin_token.clone(),
        }
    }
}

impl Secrets {
    /// Takes the secrets of `config`, and leaves copies in it that later configurations change. `cursors.secret` and
    /// `redis.secret` may default to the client secret; copies keep them apart when only one of them changes.
    pub(super) fn new(config: &mut Config, metrics: Reloads) -> Self {
        let latest = Latest::new(config);
        if let Identity::Service(service) = &mut config.identity {
            service.client_secret = service.client_secret.copy();
            service.cursor_secrets = service.cursor_secrets.each_ref().map(Secret::copy);
        }
        if let Some(redis) = &mut config.redis {
            redis.secret = redis.secret.copy();
            redis.password = redis.password.copy();
        }
        Self {
            in_use: service(config),
            fleet: FleetSecrets::new(config),
            latest: RwLock::new(latest),
            is_watching: AtomicBool::new(false),
            metrics,
        }
    }

    /// Takes over the secrets of another configuration.
    pub(super) fn replace(self: &Arc<Self>, config: &Config) {
        *self.latest.write() = Latest::new(config);
        self.apply();
        self.watch();
    }

    /// Whether the token gives access to the admin listener.
    pub(super) fn is_admin(&self, token: Option<&Token>) -> bool {
        let latest = self.latest.read();
        let Some(expected) = &latest.admin_token else {
            return true;
        };
        token.is_some_and(|token| expected.accepts(token))
    }

    /// Compares the files until `self` is dropped. Starts no task if there are none, or if one runs.
    pub(super) fn watch(self: &Arc<Self>) {
        if self.latest.read().files.is_empty() || self.is_watching.swap(true, Ordering::Relaxed) {
            return;
        }
        let secrets = Arc::downgrade(self);
        tokio::spawn(async move {
            loop {
                sleep(INTERVAL).await;
                let Some(secrets) = secrets.upgrade() else {
                    return;
                };
                // Fails only if reading panicked, which the panic hook reports.
                let _ = spawn_blocking(move || secrets.reload_changed()).await;
            }
        });
    }

    fn reload_changed(&self) {
        // Read without the lock, which requests of the admin listener take: a file system may block.
        let files = self.latest.read().files.clone();
        let reloaded: Vec<_> = files
            .iter()
            .filter_map(|file| Some((file.key, file.reload_if_changed()?)))
            .collect();
        if reloaded.is_empty() {
            return;
        }
        self.apply();
        for (key, result) in reloaded {
            self.metrics.count_secret(result.is_ok());
            match result {
                Ok(true) => tracing::info!(key, "a secret was read again"),
                Ok(false) => {}
                Err(error) => {
                    tracing::error!(key, %error, "the changed secret is invalid; the previous one stays in use");
                }
            }
        }
    }

    /// Passes the latest secrets to their users.
    fn apply(&self) {
        let latest = self.latest.read();
        if let (Some(used), Some(latest)) = (&self.in_use, &latest.service) {
            used.client_secret.replace(&latest.client_secret);
            let pairs = used.cursor_secrets.iter().zip(&latest.cursor_secrets);
            pairs.for_each(|(used, latest)| {
                used.replace(latest);
            });
        }
        if let (Some(used), Some(latest)) = (&self.fleet, &latest.fleet) {
            used.secret.replace(&latest.secret);
            used.password.replace(&latest.password);
        }
    }
}

fn service(config: &Config) -> Option<Service> {
    match &config.identity {
        Identity::Service(service) => Some(service.clone()),
        Identity::Passthrough => None,
    }
}
