//! `journey-gateway serve`: the gateway for a region of the platform.

use clap::Args;
use journey_gateway::clock::Clock;
use journey_gateway::config;
use journey_gateway::http::{self, Hosts, Pages};
use journey_gateway::pipeline::Gateway;
use journey_gateway::server::{Server, raise_open_files, stop_signal};

use super::error::CliError;
use super::listeners::Listeners;
use super::logs;
use super::settings::Settings;

/// Serve the GraphQL API for a region of the platform.
#[derive(Args)]
#[command(after_long_help = config::help())]
pub(super) struct Serve {
    #[command(flatten)]
    settings: Settings,
}

/// Serves until a stop signal.
pub(super) async fn run(args: Serve) -> Result<(), CliError> {
    let config = args.settings.read()?;
    logs::start(logs::DEFAULT, config.audit);
    raise_open_files(&config);
    let listeners = Listeners::open(&config)?;
    let server = Server::new(&config.connections);
    let gateway = Gateway::new(config, Clock::system())?;
    let (tracer, fleet) = (gateway.tracer().clone(), gateway.fleet().clone());
    let routes = http::routes(gateway, Pages::default(), Hosts::Any, server.draining());
    let address = listeners.address;
    tracing::info!(%address, "serving GraphQL at http://{address}/graphql");
    listeners.log_admin();
    let Listeners { public, admin, .. } = listeners;
    server.run(public, admin, routes, stop_signal()).await;
    fleet.leave().await;
    tracer.flush().await;
    Ok(())
}
