//! Load benches: throughput, latency, CPU time and upstream calls of the gateway over real HTTP.
//!
//! Each bench starts the gateway as a child process, so that its CPU time and memory can be measured separately, in front
//! of a simulated platform in this process. It checks every response, so that a wrong one cannot look fast, and prints a
//! table. The benches assert nothing about speed: figures of two machines are not comparable, ratios within one run are.
//!
//! - `cargo bench --bench load`: the recipes of `docs/queries.md` with a cold and a warm cache.
//! - `… -- compare`: the journey tab, compared with alternative servers in interleaved runs.
//! - `… -- centre`: upstream calls per minute for a contact center.
//! - `… -- memory`: memory while many different documents and customers are requested.
//! - `… -- storm`: a platform outage and the recovery.
//! - `… -- overload`: four times the gateway's capacity.

mod ask;
mod centre;
mod compare;
mod cores;
mod drive;
mod line;
mod memory;
mod overload;
mod peers;
mod platform;
mod recipes;
mod report;
mod scenario;
mod server;
mod storm;
mod targets;
mod usage;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Why the bench failed, as a message.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Measure the gateway under load and print a table.
#[derive(Parser)]
struct Args {
    #[command(subcommand)]
    bench_name: Option<Bench>,
    #[command(flatten)]
    recipes: recipes::Args,
    /// Set by `cargo bench`. Without it, as in `cargo test --all-targets`, nothing runs.
    #[arg(long, hide = true, global = true)]
    bench: bool,
}

#[derive(Subcommand)]
enum Bench {
    /// Compare the journey tab with alternative servers.
    Compare(compare::Args),
    /// Count the upstream calls per minute for a contact center.
    Centre(centre::Args),
    /// Measure memory while many different documents and customers are requested.
    Memory(memory::Args),
    /// Simulate a platform outage and the recovery.
    Storm(storm::Args),
    /// Send four times the gateway's capacity.
    Overload(overload::Args),
    #[command(hide = true)]
    Peer(peers::Args),
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Without standard error there is no other place to report the failure.
            let _ = writeln!(io::stderr(), "load: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<(), Failure> {
    let runtime = tokio::runtime::Runtime::new;
    match &args.bench_name {
        Some(Bench::Peer(peer)) => runtime()?.block_on(peers::serve(peer)),
        _ if !args.bench => say("nothing to do: run `cargo bench --bench load`"),
        None => recipes::run(&args.recipes),
        Some(Bench::Compare(args)) => compare::run(args),
        Some(Bench::Centre(args)) => centre::run(args),
        Some(Bench::Memory(args)) => memory::run(args),
        Some(Bench::Storm(args)) => storm::run(args),
        Some(Bench::Overload(args)) => overload::run(args),
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

fn say(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")?;
    Ok(out.flush()?)
}
