//! `journey-gateway simulate`: the platform simulator without the gateway.

use std::io::{self, Write};
use std::net::SocketAddr;

use clap::Args;
use journey_gateway::server::stop_signal;
use journey_simulator::Simulator;
use tracing_subscriber::filter::LevelFilter;

use super::logs;
use super::simulator::SimulatorFlags;

/// Run the platform simulator without the gateway: the platform's REST API with generated customers.
///
/// Users log in at `/oauth/authorize` as the client `demo-journey-tab`.
///
/// A control endpoint without authentication, which the platform lacks, is for tests and demos. `POST /simulator/actions` with
/// `{"customer": "ID", "action": "StartCall"}` applies an action of a customer or an agent. `POST /simulator/tokens` with
/// `{"persona": "demo-agent", "expiresInSeconds": 60}` issues a token. `DELETE /simulator/tokens/TOKEN` revokes one.
#[derive(Args, Debug)]
pub(super) struct Simulate {
    /// Address and port of the listener; port 0 selects a free port.
    #[arg(long, default_value = "127.0.0.1:4010", value_name = "ADDRESS:PORT")]
    listen: SocketAddr,
    /// Change the data over time: calls and visits start, continue and end.
    #[arg(long)]
    live: bool,
    /// Maximum number of calls per token and minute; 0 disables the limit.
    #[arg(long, default_value_t = 300, value_name = "CALLS")]
    rate_limit: u32,
    #[command(flatten)]
    simulator: SimulatorFlags,
}

/// Runs until a stop signal.
pub(super) async fn run(args: Simulate) -> io::Result<()> {
    logs::start(LevelFilter::INFO, false);
    let options = args.simulator.options(args.live, args.rate_limit);
    let simulator = Simulator::start(args.listen, options).await?;
    print(&simulator, &mut io::stdout().lock())?;
    tracing::info!(
        url = simulator.url(),
        "simulator listening at {}",
        simulator.url()
    );
    stop_signal().await;
    Ok(())
}

/// Prints the URL, tokens and customers.
fn print(simulator: &Simulator, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "Platform simulator at {}\n", simulator.url())?;
    writeln!(out, "Bearer tokens:")?;
    for persona in simulator.personas() {
        writeln!(out, "  {:<24} {}", persona.token, persona.about)?;
    }
    writeln!(
        out,
        "  client credentials: demo-gateway / demo-secret at {}/oauth/token\n",
        simulator.url()
    )?;
    writeln!(out, "Customers:")?;
    for customer in simulator.showcase() {
        writeln!(out, "  {}  {}", customer.id, customer.shows)?;
    }
    out.flush()
}
