//! `journey-gateway serve`

use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;
use journey_gateway::clock::Clock;
use journey_gateway::config::{Config, KEYS, variable};
use journey_gateway::gateway::Gateway;
use journey_gateway::http::{self, Explorer};
use journey_gateway::server::{Server, stop_signal};
use tokio::net::TcpListener;

use super::Failure;

/// Serve the graph of a real platform region.
#[derive(Args)]
#[command(after_long_help = settings())]
pub(super) struct Serve {
    /// Where to listen [default: 127.0.0.1:4000].
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// The platform's region, such as mypurecloud.de.
    #[arg(long)]
    region: Option<String>,
    /// The platform's API, where no region is given.
    #[arg(long, value_name = "URL")]
    platform_url: Option<String>,
    /// The platform's log-in, where no region is given.
    #[arg(long, value_name = "URL")]
    login_url: Option<String>,
    /// A configuration file (TOML).
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl Serve {
    fn flags(self) -> Vec<(&'static str, String)> {
        let flags = [
            ("listen", self.listen),
            ("region", self.region),
            ("platform_url", self.platform_url),
            ("login_url", self.login_url),
        ];
        flags
            .into_iter()
            .filter_map(|(key, value)| Some((key, value?)))
            .collect()
    }
}

/// Serves until it is told to stop.
pub(super) async fn run(args: Serve) -> Result<(), Failure> {
    let file = args.config.clone();
    let config = Config::read(file.as_deref(), std::env::vars_os(), args.flags())?;
    let listen = config.listen;
    let server = Server::new(&config.connections);
    let gateway = Gateway::new(config, Clock::system())?;
    let routes = http::routes(gateway, Explorer::default(), server.draining());
    let listener = TcpListener::bind(listen)
        .await
        .map_err(Failure::io(format!("cannot listen at {listen}")))?;
    let address = listener.local_addr().unwrap_or(listen);
    tracing::info!(%address, "serving GraphQL at http://{address}/graphql");
    server.run(listener, routes, stop_signal()).await;
    Ok(())
}

/// Every key, as the file and the environment name it.
fn settings() -> String {
    let mut text =
        String::from("Settings, as keys of the configuration file and as environment variables:\n");
    for key in KEYS {
        let default = if key.default.is_empty() {
            String::new()
        } else {
            format!(" [{}]", key.default)
        };
        // Writing to a text does not fail.
        let _ = write!(
            text,
            "\n  {}\n  {}\n      {}{default}\n",
            key.name,
            variable(key.name),
            key.about
        );
    }
    text
}
