//! A contact center in front of one gateway with identity `service`: upstream calls per minute, by operation.
//!
//! Time is scaled: the agents' pauses and the gateway's TTLs are shorter by the same factor, while the simulator's clock is
//! frozen. Caches use the system clock, so their time cannot be simulated. Upstream calls take their real time.

mod agent;
mod ledger;

use std::sync::Arc;
use std::time::Duration;

use journey_gateway::config::settings;
use journey_simulator::Simulator;
use tokio::task::JoinSet;

use super::ask::Asker;
use super::cores::Cores;
use super::platform::{Options, Platform};
use super::server::{Server, Setting};
use super::{Failure, say};
use agent::{Agent, Centre};
use ledger::Ledger;

/// Calls per minute that the platform allows for one token.
const BUDGET: f64 = 300.0;
const MINUTE: Duration = Duration::from_mins(1);

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Numbers of agents; one run for each.
    #[arg(long, value_delimiter = ',', default_values_t = [500, 1_000], value_name = "N")]
    agents: Vec<usize>,
    /// Minutes before the measurement starts.
    #[arg(long, default_value_t = 60, value_name = "N")]
    warm: u32,
    /// Minutes of the measurement.
    #[arg(long, default_value_t = 30, value_name = "N")]
    minutes: u32,
    /// Factor by which time passes faster than real time.
    #[arg(long, default_value_t = 30, value_name = "N")]
    speed: u32,
    /// Number of customers; the probability of the n-th is proportional to 1/n.
    #[arg(long, default_value_t = 50_000, value_name = "N")]
    customers: u32,
}

pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    let runtime = tokio::runtime::Runtime::new()?;
    for &agents in &args.agents {
        // More customers than needed, because those with ambiguous channels are skipped.
        let platform = Platform::start(Options {
            customers: args.customers + args.customers / 2,
            latency: Duration::ZERO,
        })?;
        runtime.block_on(work(args, agents, &platform))?;
    }
    Ok(())
}

async fn work(args: &Args, agents: usize, platform: &Platform) -> Result<(), Failure> {
    let scaled = scaled(args.speed);
    let (id, secret) = Simulator::client();
    let mut settings: Vec<Setting> = vec![
        ("identity", "service"),
        ("service.client_id", id),
        ("service.client_secret", secret),
        ("login_url", platform.url()),
    ];
    settings.extend(scaled.iter().map(|(key, value)| (*key, value.as_str())));
    let gateway = Server::gateway(platform, &settings, Cores::Shared).await?;
    let centre = Arc::new(Centre {
        asker: Asker::new(&gateway.url, platform.token())?,
        customers: platform.ordinary(usize::try_from(args.customers)?, 1)?,
        speed: args.speed,
        ledger: Ledger::new(args.speed),
    });
    let mut at_work = JoinSet::new();
    for (number, token) in platform.agents(agents).into_iter().enumerate() {
        let agent = Agent::new(number, &token, centre.clone())?;
        at_work.spawn(agent.work());
    }
    let mut table = ledger::Table::new(agents, args.minutes);
    platform.count(true);
    for minute in 0..args.warm + args.minutes {
        tokio::time::sleep(MINUTE / args.speed).await;
        // An agent's task ends only when it fails.
        if let Some(failed) = at_work.try_join_next() {
            let failure = failed?.err().unwrap_or_else(|| "an agent left".into());
            return Err(gateway.explain("centre", &failure));
        }
        let (calls, demand) = (platform.calls(), centre.ledger.take());
        platform.count(true);
        if minute >= args.warm {
            table.add(&calls, id, &demand);
        }
    }
    platform.count(false);
    say(&table.text(args, BUDGET))
}

/// Every default duration of the cache, viewer and live settings, divided by the speed.
fn scaled(speed: u32) -> Vec<(&'static str, String)> {
    let keys = settings().filter(|setting| {
        ["cache.", "viewer.", "live."]
            .iter()
            .any(|part| setting.key.starts_with(part))
    });
    keys.filter_map(|setting| {
        // Settings that are not durations do not parse as one and are skipped.
        let time = humantime::parse_duration(setting.default).ok()?;
        Some((setting.key, format!("{}us", (time / speed).as_micros())))
    })
    .collect()
}
