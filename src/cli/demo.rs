//! `journey-gateway demo`: gateway and simulated platform in one process.

mod configuration;
mod welcome;

use std::io;
use std::net::SocketAddr;

use clap::Args;
use journey_gateway::clock::Clock;
use journey_gateway::config;
use journey_gateway::http::{
    self, DemoCustomer, Explorer, Hosts, Journey, Pages, Persona, Variables,
};
use journey_gateway::pipeline::{Gateway, warm_up};
use journey_gateway::server::{ListenerTls, Server, raise_open_files, stop_signal};
use journey_simulator::Simulator;

use super::error::CliError;
use super::listeners::Listeners;
use super::logs;
use super::settings::environment;
use super::simulator::SimulatorFlags;

/// The persona whose token the explorer starts with.
const PERSONA: &str = "demo-supervisor";
/// The persona whose token the journey tab starts with.
const AGENT: &str = "demo-agent";

/// Run the gateway with a simulated platform and changing data in one process.
///
/// Reads the environment variables of `serve`. Those of the platform's address and of the OAuth client are errors.
/// Unlike `serve`, it enables the journey tab, `suggestions` and `explain` and allows pages of loopback origins, unless the
/// environment sets these. The simulated platform has the control endpoint that `simulate --help` describes.
#[derive(Args)]
#[command(after_long_help = config::help())]
pub(super) struct Demo {
    /// Address and port of the gateway; port 0 selects a free port [default: 127.0.0.1:4000].
    ///
    /// On a loopback address, the demo serves requests for loopback names only (`localhost`, `*.localhost`, `127.0.0.1`,
    /// `[::1]`), so that a page of another site cannot reach it by DNS rebinding. On another address, it serves every
    /// name to every client.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// Address and port of the simulated platform; port 0 selects a free port.
    #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDRESS:PORT")]
    platform_listen: SocketAddr,
    #[command(flatten)]
    simulator: SimulatorFlags,
    /// Maximum number of calls per token and minute that the simulated platform accepts. The real one accepts 300. 0
    /// disables the limit.
    #[arg(long, default_value_t = 0, value_name = "CALLS")]
    rate_limit: u32,
    /// Use the gateway's own OAuth client upstream instead of the viewer's token (identity `service`).
    #[arg(long)]
    service: bool,
    /// Print one JSON object for scripts instead of text.
    #[arg(long)]
    json: bool,
}

/// Serves until a stop signal.
pub(super) async fn run(args: Demo) -> Result<(), CliError> {
    warm_up();
    let options = args.simulator.options(true, args.rate_limit);
    let simulator = Simulator::start(args.platform_listen, options)
        .await
        .map_err(CliError::io(format!(
            "the simulated platform cannot listen on {}",
            args.platform_listen
        )))?;
    let listen = args.listen.map(|address| ("listen", address.to_string()));
    let service = args.service.then(|| ("identity", "service".to_owned()));
    let flags = listen.into_iter().chain(service).collect();
    let config = configuration::read(&simulator, environment(), flags)?;
    logs::start_with(&config.log_level, config.audit);
    raise_open_files(&config);
    let listeners = Listeners::open(&config)?;
    let server = Server::new(&config.connections);
    let has_tab = config.journey_tab.enabled;
    let files = config.listeners.clone();
    let gateway = Gateway::new(config, Clock::system())?;
    let tracer = gateway.tracer().clone();
    let tls = ListenerTls::open(&files, gateway.metrics())?;
    let routes = http::routes(
        gateway,
        pages(&simulator),
        hosts(listeners.address),
        server.draining(),
    );
    listeners.log_admin();
    let scheme = if files.tls.is_some() { "https" } else { "http" };
    let url = format!("{scheme}://{}", listeners.address);
    let welcome = welcome::Welcome::new(&url, has_tab, &simulator);
    welcome
        .print(args.json, &mut io::stdout().lock())
        .map_err(CliError::io("cannot print the welcome text"))?;
    let Listeners { public, admin, .. } = listeners;
    let server = server.with_tls(tls);
    server.run(public, admin, routes, stop_signal()).await;
    tracer.flush().await;
    Ok(())
}

/// The demo's tokens are public, so only loopback names protect a demo on this computer from pages of other sites. A
/// demo on another address is meant for other computers, which reach it by any name.
fn hosts(listen: SocketAddr) -> Hosts {
    if listen.ip().is_loopback() {
        Hosts::Loopback
    } else {
        Hosts::Any
    }
}

/// Tokens and customers of the simulated platform, for the pages.
fn pages(simulator: &Simulator) -> Pages {
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
    let token = |name: &str| {
        let persona = personas.iter().find(|persona| persona.name == name);
        persona.map(|persona| persona.token.clone())
    };
    let customers = simulator
        .showcase()
        .into_iter()
        .map(|customer| DemoCustomer {
            id: customer.id,
            shows: customer.shows,
        });
    // The live customer comes first, because its cards change while the viewer looks.
    let (live, others): (Vec<_>, Vec<_>) =
        customers.partition(|customer| customer.id == fixtures.live_customer);
    Pages {
        journey: Journey {
            token: token(AGENT),
            customers: live.into_iter().chain(others).collect(),
        },
        explorer: Explorer {
            token: token(PERSONA),
            persona: token(PERSONA).map(|_| PERSONA.to_owned()),
            variables: Variables {
                customer_id: Some(fixtures.customer),
                live_customer_id: Some(fixtures.live_customer),
                conversation_id: Some(fixtures.transferred_conversation),
                session_id: Some(fixtures.full_visit),
                queue_id: Some(fixtures.queue.0),
                wrap_up_code_id: Some(fixtures.code.0),
                agent_id: Some(fixtures.agent.0),
                phone: Some(fixtures.customer_phone),
            },
        },
        personas,
    }
}
