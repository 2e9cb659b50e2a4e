//! How much the gateway takes, and how fast it answers: a load bench over real HTTP.
//!
//! `cargo bench --bench load` starts the gateway as a process of its own (so that its processor time
//! and its memory are its alone) in front of a simulated platform in this process, asks it the
//! recipes of `docs/queries.md`, and prints a table. Every answer is checked, so that a wrong one
//! cannot look fast. Nothing is asserted about speed: figures of two machines do not compare.
//!
//! - *cold*: no customer is asked for twice. Only what all customers share is warm: who the token
//!   belongs to, and queues, agents, wrap-up codes and segments.
//! - *warm*: one customer again and again, for less time than the cache holds a list of sessions.

#[path = "load/drive.rs"]
mod drive;
#[path = "load/gateway.rs"]
mod gateway;
#[path = "load/platform.rs"]
mod platform;
#[path = "load/report.rs"]
mod report;
#[path = "load/scenario.rs"]
mod scenario;
#[path = "load/usage.rs"]
mod usage;

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;

use drive::{Bounds, Client, Targets, drive};
use gateway::Gateway;
use platform::Platform;
use report::{Report, Row};
use scenario::SCENARIOS;

/// Why the bench ends early, in words.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Load the gateway and print what it costs.
#[derive(Parser)]
struct Args {
    /// Hold every answer of the platform back for so long, e.g. 20ms.
    #[arg(long, default_value = "0s", value_parser = humantime::parse_duration, value_name = "DURATION")]
    latency: Duration,
    /// Shorter runs: whether it works, and a rough idea.
    #[arg(long)]
    quick: bool,
    /// Requests under way at once; may be given more than once.
    #[arg(long, value_delimiter = ',', default_values_t = [1, 32], value_name = "N")]
    concurrency: Vec<usize>,
    /// Customers of the simulated world; cold runs take a part of them.
    #[arg(long, default_value_t = 200_000, value_name = "N")]
    customers: u32,
    /// What `cargo bench` adds. `cargo test --all-targets`, which does not, runs nothing.
    #[arg(long, hide = true)]
    bench: bool,
}

/// How long and how much.
struct Extent {
    /// Of one run. Below the time for which the gateway keeps a list of sessions, 5 s.
    time: Duration,
    /// Requests of a cold run at most.
    cold: usize,
    /// Requests that the upstream calls are counted over, and that come before a run.
    counted: usize,
    /// Times that the gateway is started to see how long that takes.
    starts: usize,
}

impl Extent {
    fn of(args: &Args) -> Self {
        if args.quick {
            Self {
                time: Duration::from_millis(800),
                cold: 1_500,
                counted: 32,
                starts: 3,
            }
        } else {
            Self {
                time: Duration::from_secs(4),
                cold: 10_000,
                counted: 128,
                starts: 9,
            }
        }
    }
}

fn main() -> ExitCode {
    let args = Args::parse();
    let outcome = if args.bench {
        run(&args)
    } else {
        say("not asked for: `cargo bench --bench load` runs it")
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Nothing is left to tell it to if standard error is gone.
            let _ = writeln!(io::stderr(), "load: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<(), Failure> {
    let extent = Extent::of(args);
    let platform = Platform::start(args.customers, args.latency)?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(load(args, &extent, &platform))
}

async fn load(args: &Args, extent: &Extent, platform: &Platform) -> Result<(), Failure> {
    let cold_runs = args.concurrency.len() * SCENARIOS.iter().filter(|one| one.cold).count();
    let unseen = Targets::each_once(platform.ordinary(cold_runs * (extent.cold + extent.counted))?);
    let favourite = Targets::again_and_again(platform.favourite()?);
    let mut starts = Vec::new();
    for _ in 1..extent.starts {
        starts.push(Gateway::start(platform).await?.started_in);
    }
    let gateway = Gateway::start(platform).await?;
    starts.push(gateway.started_in);
    let report = Report::new(starts, gateway.usage().resident());
    say(&report::heading(args.latency))?;
    for scenario in &SCENARIOS {
        let client = Client::new(&gateway, platform, scenario)?;
        let targets = if scenario.cold { &unseen } else { &favourite };
        for &concurrency in &args.concurrency {
            let row = measure(&client, platform, &gateway, targets, extent, concurrency)
                .await
                .map_err(|failure| gateway.explain(scenario, concurrency, &failure))?;
            say(&Report::line(scenario, concurrency, &row))?;
        }
    }
    say(&report.end(&gateway.usage()))
}

/// One line of the table: first the calls are counted, which also warms what is to be warm, then the
/// platform stops keeping its record and the time counts.
async fn measure(
    client: &Client,
    platform: &Platform,
    gateway: &Gateway,
    targets: &Targets,
    extent: &Extent,
    concurrency: usize,
) -> Result<Row, Failure> {
    let counting = Bounds {
        requests: extent.counted,
        time: Duration::from_secs(20),
    };
    if targets.are_repeated() {
        drive(
            client,
            targets,
            1,
            Bounds {
                requests: 1,
                ..counting
            },
        )
        .await?;
    }
    platform.count(true);
    let counted = drive(client, targets, concurrency, counting).await?;
    let calls = platform.calls();
    platform.count(false);
    let before = gateway.usage().cpu();
    let bounds = Bounds {
        requests: if targets.are_repeated() {
            usize::MAX
        } else {
            extent.cold
        },
        time: extent.time,
    };
    let run = drive(client, targets, concurrency, bounds).await?;
    let after = gateway.usage().cpu();
    Ok(Row {
        calls_per_query: ratio(calls, counted.latencies.len()),
        cpu: before
            .zip(after)
            .map(|(before, after)| after.saturating_sub(before)),
        run,
    })
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
