//! `journey-gateway demo`

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

use super::{Failure, logs};

/// Whose token the explorer begins with.
const PERSONA: &str = "demo-supervisor";

/// Try it: a simulated platform and the gateway in one process, with data that moves.
#[derive(Args)]
pub(super) struct Demo {
    /// Where the gateway listens; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:4000", value_name = "ADDRESS:PORT")]
    listen: SocketAddr,
    /// Where the simulated platform listens; by default at a free port.
    #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDRESS:PORT")]
    platform_listen: SocketAddr,
    /// The same seed gives the same customers.
    #[arg(long, default_value_t = 42)]
    seed: u64,
    /// How many customers there are.
    #[arg(long, default_value_t = 1000)]
    customers: u32,
    /// The gateway asks the platform with its own client instead of the viewer's token.
    #[arg(long)]
    service: bool,
    /// Print one JSON object for scripts instead of a text for people.
    #[arg(long)]
    json: bool,
}

/// Serves until it is told to stop.
pub(super) async fn run(args: Demo) -> Result<(), Failure> {
    logs::start(logs::USUAL, false);
    let options = Options {
        seed: args.seed,
        customers: args.customers,
        live: true,
        ..Options::default()
    };
    let simulator = Simulator::start(args.platform_listen, options)
        .await
        .map_err(Failure::io(format!(
            "the simulated platform cannot listen at {}",
            args.platform_listen
        )))?;
    let listener = server::listen(args.listen)
        .map_err(Failure::io(format!("cannot listen at {}", args.listen)))?;
    let address = listener.local_addr().unwrap_or(args.listen);
    let mut flags = vec![
        ("listen", address.to_string()),
        ("platform_url", simulator.url().to_owned()),
        ("login_url", simulator.url().to_owned()),
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
        .map_err(Failure::io("the welcome cannot be printed"))?;
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
