//! `journey-gateway simulate`: the simulator alone.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::time::Duration;

use clap::Args;
use journey_simulator::{Fault, FrameFault, Options, Simulator};

use super::logs;

/// Run the platform simulator alone: the platform's REST API with made-up customers.
#[derive(Args, Debug)]
pub(super) struct Simulate {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:4010", value_name = "ADDRESS:PORT")]
    listen: SocketAddr,
    /// The same seed gives the same world.
    #[arg(long, default_value_t = 42)]
    seed: u64,
    /// How many customers there are; ids of all of them resolve, none is stored.
    #[arg(long, default_value_t = 1000)]
    customers: u32,
    /// Let the world move: calls and visits begin, go on and end.
    #[arg(long)]
    live: bool,
    /// List a customer's sessions and segment assignments in no order: the platform promises none.
    #[arg(long)]
    unsorted: bool,
    /// Hold every answer back for so long, e.g. 20ms.
    #[arg(long, default_value = "0s", value_parser = humantime::parse_duration, value_name = "DURATION")]
    latency: Duration,
    /// Make a share of all calls fail, e.g. 0.1:5xx; KIND is 5xx, reset, truncated, slow, malformed or an HTTP status.
    /// May be given more than once.
    #[arg(long = "fault", value_name = "RATE:KIND")]
    faults: Vec<Fault>,
    /// Make a share of the notifications' frames go wrong, e.g. 0.1:lose; KIND is lose, duplicate, reorder or delay (by two
    /// seconds). May be given more than once.
    #[arg(long = "frame-fault", value_name = "RATE:KIND")]
    frame_faults: Vec<FrameFault>,
    /// Calls a minute that each token may make; 0 for no limit.
    #[arg(long, default_value_t = 300, value_name = "CALLS")]
    rate_limit: u32,
}

/// Runs until it is interrupted.
pub(super) async fn run(args: Simulate) -> io::Result<()> {
    logs::start(logs::USUAL, false);
    let options = Options {
        seed: args.seed,
        customers: args.customers,
        live: args.live,
        unsorted: args.unsorted,
        latency: args.latency,
        faults: args.faults,
        frame_faults: args.frame_faults,
        rate_limit: (args.rate_limit > 0).then_some(args.rate_limit),
        ..Options::default()
    };
    let simulator = Simulator::start(args.listen, options).await?;
    print(&simulator, &mut io::stdout().lock())?;
    tracing::info!(
        url = simulator.url(),
        "simulator listening at {}",
        simulator.url()
    );
    tokio::signal::ctrl_c().await
}

/// What a person needs to try it.
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
