//! `journey-gateway serve`: the gateway for a region of the platform.

use clap::Args;
use journey_gateway::clock::Clock;
use journey_gateway::config;
use journey_gateway::http::{self, Explorer};
use journey_gateway::pipeline::Gateway;
use journey_gateway::server::{self, Server, raise_open_files, stop_signal};

use super::error::CliError;
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
    let (listen, admin_listen) = (config.listen, config.admin_listen);
    let server = Server::new(&config.connections);
    let gateway = Gateway::new(config, Clock::system())?;
    let routes = http::routes(gateway, Explorer::default(), server.draining());
    let bind = |address| {
        server::listen(address).map_err(CliError::io(format!("cannot listen on {address}")))
    };
    let listener = bind(listen)?;
    let admin = admin_listen.map(bind).transpose()?;
    let address = listener.local_addr().unwrap_or(listen);
    tracing::info!(%address, "serving GraphQL at http://{address}/graphql");
    if let Some(address) = admin.as_ref().and_then(|admin| admin.local_addr().ok()) {
        tracing::info!(%address, "serving health, metrics and purge at http://{address}");
    }
    server.run(listener, admin, routes, stop_signal()).await;
    Ok(())
}
