//! `journey-gateway demo`: gateway and simulated platform in one process.

mod welcome;

use std::io;
use std::net::SocketAddr;

use clap::Args;
use journey_gateway::clock::Clock;
use journey_gateway::config::Config;
use journey_gateway::http::{self, Explorer, Persona, Variables};
use journey_gateway::pipeline::Gateway;
use journey_gateway::server::{self, Server, stop_signal};
use journey_simulator::{Options, Simulator};

use super::error::CliError;
use super::logs;

/// The persona whose token the explorer starts with.
const PERSONA: &str = "demo-supervisor";

/// The origins of front ends in development.
const LOOPBACK_ORIGINS: &str = "http://localhost:*, http://127.0.0.1:*, http://[::1]:*";

/// Run the gateway with a simulated platform and changing data in one process.
#[derive(Args)]
pub(super) struct Demo {
    /// Address and port of the gateway; port 0 selects a free port.
    #[arg(long, default_value = "127.0.0.1:4000", value_name = "ADDRESS:PORT")]
    listen: SocketAddr,
    /// Address and port of the simulated platform; port 0 selects a free port.
    #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDRESS:PORT")]
    platform_listen: SocketAddr,
    /// Seed of the simulated data; the same seed generates the same customers.
    #[arg(long, default_value_t = 42)]
    seed: u64,
    /// Number of simulated customers.
    #[arg(long, default_value_t = 1000)]
    customers: u32,
    /// Use the gateway's own OAuth client upstream instead of the viewer's token (identity `service`).
    #[arg(long)]
    service: bool,
    /// Print one JSON object for scripts instead of text.
    #[arg(long)]
    json: bool,
}

/// Serves until a stop signal.
pub(super) async fn run(args: Demo) -> Result<(), CliError> {
    logs::start(logs::DEFAULT, false);
    let options = Options {
        seed: args.seed,
        customers: args.customers,
        live: true,
        ..Options::default()
    };
    let simulator = Simulator::start(args.platform_listen, options)
        .await
        .map_err(CliError::io(format!(
            "the simulated platform cannot listen on {}",
            args.platform_listen
        )))?;
    let listener = server::listen(args.listen)
        .map_err(CliError::io(format!("cannot listen on {}", args.listen)))?;
    let address = listener.local_addr().unwrap_or(args.listen);
    let mut flags = vec![
        ("listen", address.to_string()),
        ("platform_url", simulator.url().to_owned()),
        ("login_url", simulator.url().to_owned()),
        ("allowed_origins", LOOPBACK_ORIGINS.to_owned()),
        ("suggestions", true.to_string()),
        ("explain", true.to_string()),
    ];
    if args.service {
        let (id, secret) = Simulator::client();
        flags.extend([
            ("identity", "service".to_owned()),
            ("service.client_id", id.to_owned()),
            ("service.client_secret", secret.to_owned()),
        ]);
    }
    let config = Config::read(None, std::iter::empty(), flags)?;
    let server = Server::new(&config.connections);
    let gateway = Gateway::new(config, Clock::system())?;
    let routes = http::routes(gateway, explorer(&simulator), server.draining());
    let welcome = welcome::Welcome::new(address, &simulator);
    welcome
        .print(args.json, &mut io::stdout().lock())
        .map_err(CliError::io("cannot print the welcome text"))?;
    server.run(listener, None, routes, stop_signal()).await;
    Ok(())
}

fn explorer(simulator: &Simulator) -> Explorer {
    let fixtures = simulator.fixtures();
    let personas: Vec<_> = simulator
        .personas()
        .into_iter()
        .map(|persona| Persona {
            name: persona.name,
            token: persona.token,
            about: persona.about.to_owned(),
        })
        .collect();
    let first = personas.iter().find(|persona| persona.name == PERSONA);
    Explorer {
        token: first.map(|persona| persona.token.clone()),
        persona: first.map(|persona| persona.name.clone()),
        personas,
        variables: Variables {
            customer_id: Some(fixtures.customer),
            live_customer_id: Some(fixtures.live_customer),
            session_id: Some(fixtures.full_visit),
            queue_id: Some(fixtures.queue.0),
            wrap_up_code_id: Some(fixtures.code.0),
            agent_id: Some(fixtures.agent.0),
            phone: Some(fixtures.customer_phone),
        },
    }
}
