//! `journey-gateway simulate`: the platform simulator without the gateway.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::time::Duration;

use clap::Args;
use journey_simulator::{Fault, FrameFault, Options, Simulator};

use super::logs;

/// Run the platform simulator without the gateway: the platform's REST API with generated customers.
#[derive(Args, Debug)]
pub(super) struct Simulate {
    /// Address and port of the listener; port 0 selects a free port.
    #[arg(long, default_value = "127.0.0.1:4010", value_name = "ADDRESS:PORT")]
    listen: SocketAddr,
    /// Seed of the generated data; the same seed generates the same data.
    #[arg(long, default_value_t = 42)]
    seed: u64,
    /// Number of customers. The simulator derives each from its id and stores none.
    #[arg(long, default_value_t = 1000)]
    customers: u32,
    /// Change the data over time: calls and visits start, continue and end.
    #[arg(long)]
    live: bool,
    /// List a customer's sessions and segment assignments in random order, as the platform may.
    #[arg(long)]
    unsorted: bool,
    /// Delay of every response, for example 20ms.
    #[arg(long, default_value = "0s", value_parser = humantime::parse_duration, value_name = "DURATION")]
    latency: Duration,
    /// Share of calls that fail, for example 0.1:5xx. KIND is 5xx, reset, truncated, slow, malformed or an HTTP status.
    /// May be repeated.
    #[arg(long = "fault", value_name = "RATE:KIND")]
    faults: Vec<Fault>,
    /// Share of notification frames with a fault, for example 0.1:lose. KIND is lose, duplicate, reorder or delay (2 s).
    /// May be repeated.
    #[arg(long = "frame-fault", value_name = "RATE:KIND")]
    frame_faults: Vec<FrameFault>,
    /// Maximum number of calls per token and minute; 0 disables the limit.
    #[arg(long, default_value_t = 300, value_name = "CALLS")]
    rate_limit: u32,
}

/// Runs until Ctrl-C.
pub(super) async fn run(args: Simulate) -> io::Result<()> {
    logs::start(logs::DEFAULT, false);
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
