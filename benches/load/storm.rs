//! A platform that fails, first in part, then wholly, then not any more, under a steady load of customers
//! that are known.

mod phase;

use std::time::Duration;

use tokio::task::JoinSet;

use super::ask::Asker;
use super::compare::{NEWEST, SESSIONS, opening};
use super::cores::Cores;
use super::platform::{Options, Platform};
use super::server::Server;
use super::targets::{Target, Targets};
use super::{Failure, say};
use phase::{Outcome, Second};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Requests a second.
    #[arg(long, default_value_t = 40, value_name = "N")]
    rate: u32,
    /// Customers that are asked for in turn.
    #[arg(long, default_value_t = 40, value_name = "N")]
    customers: usize,
    /// Seconds of each phase: all is well, half of the calls fail, all fail, all is well again.
    #[arg(long, value_delimiter = ',', default_values_t = [70, 30, 30, 20], value_name = "N")]
    seconds: Vec<usize>,
}

/// What the platform does meanwhile: the share of its calls that fail with a 5xx.
const PHASES: [(&str, f64); 4] = [
    ("all is well", 0.0),
    ("half of the calls fail", 0.5),
    ("all calls fail", 1.0),
    ("all is well again", 0.0),
];

pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    let platform = Platform::start(Options {
        customers: 10_000,
        latency: Duration::ZERO,
    })?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(storm(args, &platform))
}

async fn storm(args: &Args, platform: &Platform) -> Result<(), Failure> {
    let gateway = Server::gateway(platform, &[], Cores::Shared).await?;
    let asker = Asker::new(&gateway.url, platform.token())?;
    let opening = opening()?;
    let customers = platform.ordinary_among(args.customers, SESSIONS, NEWEST)?;
    for target in &customers {
        asker.ask(body(&opening, target)).await?.good()?;
    }
    let targets = Targets::again_and_again(customers);
    let mut seconds: Vec<Second> = Vec::new();
    let mut phases = Vec::new();
    // Requests go out on time, however long those before them take.
    let mut under_way = JoinSet::new();
    let mut ticks = tokio::time::interval(Duration::from_secs(1) / args.rate.max(1));
    platform.count(true);
    for ((name, failing), lasts) in PHASES.into_iter().zip(&args.seconds) {
        platform.fail(failing);
        phases.push((name, seconds.len()..seconds.len() + lasts));
        for _ in 0..*lasts {
            let second = seconds.len();
            for _ in 0..args.rate {
                ticks.tick().await;
                let Some(target) = targets.next() else { break };
                let (asker, body) = (asker.clone(), body(&opening, target));
                under_way.spawn(async move { (second, asker.ask(body).await) });
            }
            seconds.push(Second::new(platform.calls().len()));
            platform.count(true);
        }
    }
    while let Some(done) = under_way.join_next().await {
        let (second, reply) = done?;
        let reply = reply.map_err(|failure| gateway.explain("storm", &failure))?;
        if let Some(second) = seconds.get_mut(second) {
            second.outcomes.push(Outcome::of(&reply));
        }
    }
    say(&phase::table(args, &phases, &seconds))
}

fn body(opening: &str, target: &Target) -> String {
    format!("{opening}{}\"}}}}", target.id)
}
