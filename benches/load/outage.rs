//! A platform outage under a constant load of cached customers: half of the upstream calls fail, then all, then none.

mod phase;

use std::time::Duration;

use tokio::task::JoinSet;

use super::cores::Cores;
use super::http_client::HttpClient;
use super::platform::{Options, Platform};
use super::server::Server;
use super::tab::{NEWEST, SESSIONS, opening};
use super::targets::{Target, Targets};
use super::{BenchError, print_line};
use phase::{Outcome, Second};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Requests per second.
    #[arg(long, default_value_t = 40, value_name = "N")]
    rate: u32,
    /// Number of customers, which are requested in rotation.
    #[arg(long, default_value_t = 40, value_name = "N")]
    customers: usize,
    /// Duration of each phase in seconds: normal operation, half of the calls fail, all calls fail, recovery.
    #[arg(long, value_delimiter = ',', default_values_t = [70, 30, 30, 20], value_name = "N")]
    seconds: Vec<usize>,
}

/// The name of each phase, and the fraction of upstream calls that fail with a 5xx status.
const PHASES: [(&str, f64); 4] = [
    ("normal operation", 0.0),
    ("half of the calls fail", 0.5),
    ("all calls fail", 1.0),
    ("recovery", 0.0),
];

pub(crate) fn run(args: &Args) -> Result<(), BenchError> {
    let platform = Platform::start(Options {
        customers: 10_000,
        latency: Duration::ZERO,
    })?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(measure(args, &platform))
}

async fn measure(args: &Args, platform: &Platform) -> Result<(), BenchError> {
    let gateway = Server::gateway(platform, &[], Cores::Shared).await?;
    let client = HttpClient::new(&gateway.url, platform.token())?;
    let opening = opening()?;
    let customers = platform.ordinary_among(args.customers, SESSIONS, NEWEST)?;
    for target in &customers {
        client
            .post(body(&opening, target))
            .await?
            .require_success()?;
    }
    let targets = Targets::in_rotation(customers);
    let mut seconds: Vec<Second> = Vec::new();
    let mut phases = Vec::new();
    // Open loop: requests are sent at a constant rate, even if earlier ones are still in flight.
    let mut in_flight = JoinSet::new();
    let mut ticks = tokio::time::interval(Duration::from_secs(1) / args.rate.max(1));
    platform.count(true);
    for ((name, failing), duration) in PHASES.into_iter().zip(&args.seconds) {
        platform.fail(failing);
        phases.push((name, seconds.len()..seconds.len() + duration));
        for _ in 0..*duration {
            let second = seconds.len();
            for _ in 0..args.rate {
                ticks.tick().await;
                let Some(target) = targets.next() else { break };
                let (client, body) = (client.clone(), body(&opening, target));
                in_flight.spawn(async move { (second, client.post(body).await) });
            }
            seconds.push(Second::new(platform.calls().len()));
            platform.count(true);
        }
    }
    while let Some(result) = in_flight.join_next().await {
        let (second, reply) = result?;
        let reply = reply.map_err(|error| gateway.add_log("outage", &error))?;
        if let Some(second) = seconds.get_mut(second) {
            second.outcomes.push(Outcome::from_reply(&reply));
        }
    }
    print_line(&phase::table(args, &phases, &seconds))
}

fn body(opening: &str, target: &Target) -> String {
    format!("{opening}{}\"}}}}", target.id)
}
