//! SIGHUP: reads the configuration again and applies what can change while the process runs.

use std::sync::Arc;

use journey_gateway::config::{Config, ConfigErrors};
use journey_gateway::log_filter;
use journey_gateway::pipeline::{Gateway, Reloaded};
use journey_gateway::server::{ListenerTls, raise_open_files};

use super::logs;

/// The SIGHUPs of the process. Before they are installed, a SIGHUP ends the process.
#[cfg(unix)]
pub(super) struct HangUps(Option<tokio::signal::unix::Signal>);

#[cfg(unix)]
impl HangUps {
    /// Installs the handler of the signal.
    pub(super) fn install() -> Self {
        use tokio::signal::unix::{SignalKind, signal};

        let hang_ups = signal(SignalKind::hangup());
        let hang_ups =
            hang_ups.inspect_err(|error| tracing::warn!(%error, "SIGHUP cannot be handled"));
        Self(hang_ups.ok())
    }

    /// Applies a changed configuration at each SIGHUP, until the process ends.
    pub(super) fn reload(
        self,
        gateway: Arc<Gateway>,
        tls: ListenerTls,
        read: impl Fn() -> Result<Config, ConfigErrors> + Send + Sync + 'static,
    ) {
        let Some(mut hang_ups) = self.0 else { return };
        let read = Arc::new(read);
        tokio::spawn(async move {
            while hang_ups.recv().await.is_some() {
                let (gateway, tls, read) = (gateway.clone(), tls.clone(), read.clone());
                // Reading files and parsing a large manifest take longer than a task may hold its thread.
                let reload = move || reload(&gateway, &tls, read());
                if let Err(error) = tokio::task::spawn_blocking(reload).await {
                    tracing::error!(%error, "the reload failed");
                }
            }
        });
    }
}

/// This system has no such signal.
#[cfg(not(unix))]
pub(super) struct HangUps;

#[cfg(not(unix))]
impl HangUps {
    pub(super) fn install() -> Self {
        Self
    }

    pub(super) fn reload(
        self,
        _: Arc<Gateway>,
        _: ListenerTls,
        _: impl Fn() -> Result<Config, ConfigErrors> + Send + Sync + 'static,
    ) {
    }
}

fn reload(gateway: &Gateway, tls: &ListenerTls, next: Result<Config, ConfigErrors>) {
    let next = match next {
        Ok(next) => next,
        Err(ConfigErrors(errors)) => {
            for error in &errors {
                tracing::error!(%error, "the configuration is invalid");
            }
            let count = errors.len();
            tracing::error!(count, "nothing of the changed configuration was applied");
            gateway.metrics().reloads.count_configuration(false);
            return;
        }
    };
    for warning in &next.sources.warnings {
        tracing::warn!("{warning}");
    }
    let Reloaded {
        applied,
        needs_restart,
    } = gateway.reload(&next);
    tls.reload();
    raise_open_files(&next);
    let filter = logs::filter_text(&next.log_level);
    if let Some(Err(error)) = log_filter::set(&filter) {
        // `RUST_LOG` is accepted at the start even if a part of it is invalid.
        tracing::error!(%error, "the log level was not changed");
    }
    gateway.metrics().reloads.count_configuration(true);
    tracing::info!(
        applied = applied.join(", "),
        "the configuration was read again"
    );
    if !needs_restart.is_empty() {
        let settings = needs_restart.join(", ");
        tracing::warn!(settings, "changed settings need a restart");
    }
}
