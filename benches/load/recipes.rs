//! The recipes of `docs/queries.md`.
//!
//! - *cold*: each customer is requested once. Only shared data is cached: the introspected token, queues, agents, wrap-up
//!   codes and segments.
//! - *warm*: one customer is requested repeatedly, for less time than the TTL of a list of sessions.

use std::time::Duration;

use super::closed_loop::{Bounds, run_closed_loop};
use super::cores::Cores;
use super::http_client::HttpClient;
use super::platform::{Options, Platform};
use super::report::{self, Report, Row};
use super::scenario::{SCENARIOS, Scenario};
use super::server::Server;
use super::targets::Targets;
use super::{BenchError, print_line, ratio};

/// Minimum number of sessions of a cold customer: a full page of the journey tab.
const FULL_PAGE: usize = 10;

#[derive(clap::Args)]
// The command that these flags are flattened into has the group `Args`.
#[group(skip)]
pub(crate) struct Args {
    /// Latency of every upstream call, for example 20ms.
    #[arg(long, default_value = "0s", value_parser = humantime::parse_duration, value_name = "DURATION")]
    latency: Duration,
    /// Shorter runs, for a check or a rough estimate.
    #[arg(long)]
    quick: bool,
    /// Numbers of concurrent requests; one run for each.
    #[arg(long, value_delimiter = ',', default_values_t = [1, 32], value_name = "N")]
    concurrency: Vec<usize>,
    /// Number of simulated customers; cold runs use some of them.
    #[arg(long, default_value_t = 200_000, value_name = "N")]
    customers: u32,
}

/// Duration and size of the runs.
struct RunSizes {
    /// Duration of one run, below the TTL of a list of sessions (5 s).
    time: Duration,
    /// Maximum number of requests of a cold run.
    cold: usize,
    /// Number of requests before a run in which upstream calls are counted.
    counted: usize,
    /// Number of starts in which the start-up time is measured.
    starts: usize,
}

impl RunSizes {
    fn from_args(args: &Args) -> Self {
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

pub(crate) fn run(args: &Args) -> Result<(), BenchError> {
    let sizes = RunSizes::from_args(args);
    let platform = Platform::start(Options {
        customers: args.customers,
        latency: args.latency,
    })?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(measure_scenarios(args, &sizes, &platform))
}

async fn measure_scenarios(
    args: &Args,
    sizes: &RunSizes,
    platform: &Platform,
) -> Result<(), BenchError> {
    let cold_runs =
        args.concurrency.len() * SCENARIOS.iter().filter(|scenario| scenario.cold).count();
    let count = cold_runs * (sizes.cold + sizes.counted);
    let uncached = Targets::each_once(platform.ordinary(count, FULL_PAGE)?);
    let most_popular = Targets::in_rotation([platform.most_popular(FULL_PAGE)?]);
    let start = || Server::gateway(platform, &[], Cores::Shared);
    let mut starts = Vec::new();
    for _ in 1..sizes.starts {
        starts.push(start().await?.started_in);
    }
    let gateway = start().await?;
    starts.push(gateway.started_in);
    let report = Report::new(starts, gateway.usage().resident());
    print_line(&report::heading(args.latency))?;
    let client = HttpClient::new(&gateway.url, platform.token())?;
    for scenario in &SCENARIOS {
        let targets = if scenario.cold {
            &uncached
        } else {
            &most_popular
        };
        for &concurrency in &args.concurrency {
            let load = Load {
                client: client.clone(),
                opening: scenario.opening()?,
                scenario,
                targets: targets.clone(),
                concurrency,
            };
            let during = format!("{}, {concurrency} at once", scenario.name);
            let row = measure(&load, platform, &gateway, sizes)
                .await
                .map_err(|error| gateway.add_log(&during, &error))?;
            print_line(&Report::line(scenario, concurrency, &row))?;
        }
    }
    print_line(&report.end(&gateway.usage()))
}

/// The requests of one run.
#[derive(Clone)]
struct Load {
    client: HttpClient,
    /// The request's body up to the customer's id.
    opening: String,
    scenario: &'static Scenario,
    targets: Targets,
    concurrency: usize,
}

impl Load {
    async fn run(&self, bounds: Bounds) -> Result<super::closed_loop::Run, BenchError> {
        let load = self.clone();
        let send = move || {
            let load = load.clone();
            async move {
                let Some(target) = load.targets.next() else {
                    return Ok(None);
                };
                let for_customer =
                    |text: &str| BenchError::from(format!("customer {}: {text}", target.id));
                let body = format!("{}{}\"}}}}", load.opening, target.id);
                let reply = load.client.post(body).await?.require_success();
                let reply = reply.map_err(|error| for_customer(&error.to_string()))?;
                let checked = load.scenario.check(target, &reply.body);
                let sessions = checked.map_err(|text| for_customer(&text))?;
                Ok(Some((reply.latency, sessions)))
            }
        };
        run_closed_loop(self.concurrency, bounds, send).await
    }
}

/// One table row. Counts the upstream calls first, which also fills the cache, then turns the platform's record off and
/// measures time.
async fn measure(
    load: &Load,
    platform: &Platform,
    gateway: &Server,
    sizes: &RunSizes,
) -> Result<Row, BenchError> {
    let is_warm = load.targets.are_repeated();
    if is_warm {
        load.run(Bounds::requests(1)).await?;
    }
    platform.count(true);
    let counting = Bounds {
        requests: sizes.counted,
        time: Duration::from_secs(20),
    };
    let counted = load.run(counting).await?;
    let calls = platform.calls().len();
    platform.count(false);
    let before = gateway.usage().cpu();
    let bounds = Bounds {
        requests: if is_warm { usize::MAX } else { sizes.cold },
        time: sizes.time,
    };
    let run = load.run(bounds).await?;
    let after = gateway.usage().cpu();
    Ok(Row {
        calls_per_query: ratio(calls, counted.latencies.len()),
        cpu: before
            .zip(after)
            .map(|(before, after)| after.saturating_sub(before)),
        run,
    })
}
