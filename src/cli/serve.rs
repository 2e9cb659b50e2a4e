//! `journey-gateway serve`: the gateway for a region of the platform.

use std::sync::Arc;

use clap::Args;
use journey_gateway::clock::Clock;
use journey_gateway::config::{self, Config, Identity};
use journey_gateway::http::{self, Hosts, Pages};
use journey_gateway::pipeline::{Gateway, warm_up};
use journey_gateway::server::{ListenerTls, Server, raise_open_files, stop_signal};

use super::error::CliError;
use super::listeners::Listeners;
use super::notify::notify;
use super::settings::Settings;
use super::{logs, reload};

/// Serve the GraphQL API for a region of the platform.
///
/// SIGTERM and Ctrl-C stop it after the requests in execution. SIGHUP reads the configuration again and applies the log
/// level, certificates, secrets, the manifest and the limits of requests.
#[derive(Args)]
#[command(after_long_help = config::help())]
pub(super) struct Serve {
    #[command(flatten)]
    settings: Settings,
}

/// Serves until a stop signal.
pub(super) async fn run(args: Serve) -> Result<(), CliError> {
    warm_up();
    let config = args.settings.read()?;
    logs::start_with(&config.log_level, config.audit);
    for warning in &config.sources.warnings {
        tracing::warn!("{warning}");
    }
    raise_open_files(&config);
    let hang_ups = reload::HangUps::install();
    let listeners = Listeners::open(&config)?;
    let server = Server::new(&config.connections);
    let (files, start) = (config.listeners.clone(), Start::new(&config));
    let gateway = Arc::new(Gateway::new(config, Clock::system())?);
    let (tracer, leaving) = (gateway.tracer().clone(), gateway.clone());
    let tls = ListenerTls::open(&files, gateway.metrics())?;
    let routes = http::routes(
        gateway.clone(),
        Pages::default(),
        Hosts::Any,
        server.draining(),
    );
    hang_ups.reload(gateway, tls.clone(), move || args.settings.read());
    start.log(&listeners);
    listeners.log_admin();
    notify("READY=1");
    let Listeners { public, admin, .. } = listeners;
    let stop = async {
        stop_signal().await;
        notify("STOPPING=1");
    };
    server.with_tls(tls).run(public, admin, routes, stop).await;
    leaving.leave_fleet().await;
    tracer.flush().await;
    Ok(())
}

/// Fields of the first line of the log. They contain no secret.
struct Start {
    platform: String,
    identity: &'static str,
    scheme: &'static str,
    documents: &'static str,
    is_proxied: bool,
    limits: String,
}

impl Start {
    fn new(config: &Config) -> Self {
        let limits = &config.limits;
        Self {
            platform: config
                .platform_url
                .host_str()
                .unwrap_or_default()
                .to_owned(),
            identity: match config.identity {
                Identity::Passthrough => "passthrough",
                Identity::Service(_) => "service",
            },
            scheme: if config.listeners.tls.is_some() {
                "https"
            } else {
                "http"
            },
            documents: config.documents.mode.as_str(),
            is_proxied: config.outbound.is_proxied(&config.platform_url),
            limits: format!(
                "connections={} sockets={} concurrency={} queue={} request_timeout={} cost={} viewer_cost_per_minute={} \
                 upstream_calls={} cache_bytes={}",
                config.connections.connections,
                limits.sockets,
                limits.concurrency,
                limits.queue,
                humantime::format_duration(limits.request_timeout),
                limits.cost,
                limits.viewer_cost_per_minute,
                config.platform.max_concurrent_calls,
                config.cache.bytes
            ),
        }
    }

    fn log(&self, listeners: &Listeners) {
        let (address, scheme) = (listeners.address, self.scheme);
        let admin = listeners.admin_address().map(|admin| admin.to_string());
        tracing::info!(
            %address,
            admin,
            version = env!("CARGO_PKG_VERSION"),
            platform = self.platform,
            identity = self.identity,
            documents = self.documents,
            proxy = self.is_proxied,
            limits = self.limits,
            "serving GraphQL at {scheme}://{address}/graphql"
        );
    }
}
