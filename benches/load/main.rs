//! Load benches: throughput, latency, CPU time and upstream calls of the gateway over real HTTP.
//!
//! Each bench starts the gateway as a child process, so that its CPU time and memory can be measured separately, in front
//! of a simulated platform in this process. It checks every response, so that a wrong one cannot look fast, and prints a
//! table. The benches assert nothing about speed: figures of two machines are not comparable, ratios within one run are.
//!
//! - `cargo bench --bench load`: the recipes of `docs/queries.md` with a cold and a warm cache.
//! - `… -- compare`: three queries, compared with alternative servers in interleaved runs.
//! - `… -- contact-center`: upstream calls per minute for a contact center.
//! - `… -- growth`: how cost grows, as tables and pictures.
//! - `… -- memory`: memory while clients request many different documents and customers.
//! - `… -- outage`: a platform outage and the recovery.
//! - `… -- overload`: four times the gateway's capacity.

mod alternatives;
mod closed_loop;
mod compare;
mod contact_center;
mod cores;
mod growth;
mod http_client;
mod memory;
mod outage;
mod overload;
mod platform;
mod raw_connection;
mod recipes;
#[path = "../recorded/platform.rs"]
mod recorded;
mod report;
mod scenario;
mod server;
mod tab;
mod targets;
mod usage;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The allocator of the product, which the servers that it is compared with use too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// An error with its message for the terminal.
type BenchError = Box<dyn std::error::Error + Send + Sync>;

/// Measure the gateway under load and print a table.
#[derive(Parser)]
struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    recipes: recipes::Args,
    /// Set by `cargo bench`. Without it, as in `cargo test --all-targets`, nothing runs.
    #[arg(long, hide = true, global = true)]
    bench: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Compare three queries with alternative servers.
    Compare(compare::Args),
    /// Count the upstream calls per minute for a contact center.
    ContactCenter(contact_center::Args),
    /// Measure how cost grows with sessions, customers, agents and subscribers.
    Growth(growth::Args),
    /// Measure memory while many different documents and customers are requested.
    Memory(memory::Args),
    /// Simulate a platform outage and the recovery.
    Outage(outage::Args),
    /// Send four times the gateway's capacity.
    Overload(overload::Args),
    #[command(hide = true)]
    Alternative(alternatives::Args),
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // If standard error is closed, the error cannot be reported elsewhere.
            let _ = writeln!(io::stderr(), "load: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<(), BenchError> {
    let runtime = tokio::runtime::Runtime::new;
    match &args.command {
        Some(Command::Alternative(alternative)) => {
            runtime()?.block_on(alternatives::serve(alternative))
        }
        _ if !args.bench => print_line("nothing to do: run `cargo bench --bench load`"),
        None => recipes::run(&args.recipes),
        Some(Command::Compare(args)) => compare::run(args),
        Some(Command::ContactCenter(args)) => contact_center::run(args),
        Some(Command::Growth(args)) => growth::run(args),
        Some(Command::Memory(args)) => memory::run(args),
        Some(Command::Outage(args)) => outage::run(args),
        Some(Command::Overload(args)) => overload::run(args),
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

fn print_line(text: &str) -> Result<(), BenchError> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")?;
    Ok(out.flush()?)
}
