//! How much the gateway takes, and how fast it answers: load benches over real HTTP.
//!
//! Each starts the gateway as a process of its own (so that its processor time and its memory are its
//! alone) in front of a simulated platform in this process, checks every answer, so that a wrong one
//! cannot look fast, and prints a table. Nothing is asserted about speed: figures of two machines do
//! not compare, ratios of one run do.
//!
//! - `cargo bench --bench load`: the recipes of `docs/queries.md`, cold and warm.
//! - `… -- compare`: the journey tab beside servers that others would write, interleaved.
//! - `… -- centre`: a contact centre, and how often the platform is called for it.
//! - `… -- memory`: many documents and customers that pass through.
//! - `… -- storm`: a platform that fails, and is well again.
//! - `… -- overload`: more than the gateway can take.

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

/// Why the bench ends early, in words.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Load the gateway and print what it costs.
#[derive(Parser)]
struct Args {
    #[command(subcommand)]
    bench_of: Option<Bench>,
    #[command(flatten)]
    recipes: recipes::Args,
    /// What `cargo bench` adds. `cargo test --all-targets`, which does not, runs nothing.
    #[arg(long, hide = true, global = true)]
    bench: bool,
}

#[derive(Subcommand)]
enum Bench {
    /// The journey tab beside servers that others would write.
    Compare(compare::Args),
    /// A contact centre, and how often the platform is called for it.
    Centre(centre::Args),
    /// Many documents and customers that pass through, and what memory they leave.
    Memory(memory::Args),
    /// A platform that fails, and is well again.
    Storm(storm::Args),
    /// More than the gateway can take.
    Overload(overload::Args),
    #[command(hide = true)]
    Peer(peers::Args),
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Nothing is left to tell it to if standard error is gone.
            let _ = writeln!(io::stderr(), "load: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<(), Failure> {
    let runtime = tokio::runtime::Runtime::new;
    match &args.bench_of {
        Some(Bench::Peer(peer)) => runtime()?.block_on(peers::serve(peer)),
        _ if !args.bench => say("not asked for: `cargo bench --bench load` runs it"),
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
