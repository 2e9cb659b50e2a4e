//! A contact center in front of one gateway or of several that share a Redis, with identity `service`: upstream calls per
//! minute, by operation.
//!
//! Time is scaled: the agents' pauses and the gateway's TTLs are shorter by the same factor, while the simulator's clock is
//! frozen. Caches use the system clock, so their time cannot be simulated. Upstream calls take their real time.

mod agent;
mod demand;

use std::sync::Arc;
use std::time::Duration;

use journey_gateway::config::settings;
use journey_simulator::Simulator;
use tokio::task::JoinSet;

use super::cores::Cores;
use super::http_client::HttpClient;
use super::platform::{Options, Platform};
use super::server::{Server, Setting};
use super::{BenchError, print_line};
use agent::{Agent, ContactCenter};
use demand::DemandCounter;

/// Calls per minute that the platform allows for one token.
const BUDGET: f64 = 300.0;
const MINUTE: Duration = Duration::from_mins(1);

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Numbers of agents; one run for each.
    #[arg(long, value_delimiter = ',', default_values_t = [500, 1_000], value_name = "N")]
    agents: Vec<usize>,
    /// Warm-up before the measurement, in minutes.
    #[arg(long, default_value_t = 60, value_name = "N")]
    warm: u32,
    /// Duration of the measurement, in minutes.
    #[arg(long, default_value_t = 30, value_name = "N")]
    minutes: u32,
    /// Factor by which time passes faster than real time.
    #[arg(long, default_value_t = 30, value_name = "N")]
    speed: u32,
    /// Number of customers; the probability of the n-th is proportional to 1/n.
    #[arg(long, default_value_t = 50_000, value_name = "N")]
    customers: u32,
    /// Number of gateways; the agents are divided among them.
    #[arg(long, default_value_t = 1, value_name = "N")]
    nodes: usize,
    /// Address of a Redis that the gateways share, for a bench that was built with the feature `redis`.
    #[arg(long, value_name = "URL")]
    redis: Option<String>,
}

pub(crate) fn run(args: &Args) -> Result<(), BenchError> {
    let runtime = tokio::runtime::Runtime::new()?;
    for &agents in &args.agents {
        // More customers than needed, because those with ambiguous channels are skipped.
        let platform = Platform::start(Options {
            customers: args.customers + args.customers / 2,
            latency: Duration::ZERO,
        })?;
        runtime.block_on(measure(args, agents, &platform))?;
    }
    Ok(())
}

async fn measure(args: &Args, agents: usize, platform: &Platform) -> Result<(), BenchError> {
    let scaled = scaled(args.speed);
    let (id, secret) = Simulator::client();
    let mut settings: Vec<Setting> = vec![
        ("identity", "service"),
        ("service.client_id", id),
        ("service.client_secret", secret),
        ("login_url", platform.url()),
    ];
    settings.extend(scaled.iter().map(|(key, value)| (*key, value.as_str())));
    if let Some(redis) = &args.redis {
        settings.push(("redis.url", redis));
        settings.push(("redis.secret", "the secret of a bench, not of a gateway"));
    }
    let (mut gateways, mut clients) = (Vec::new(), Vec::new());
    for _ in 0..args.nodes.max(1) {
        let gateway = Server::gateway(platform, &settings, Cores::Shared).await?;
        clients.push(HttpClient::new(&gateway.url, platform.token())?);
        gateways.push(gateway);
    }
    let contact_center = Arc::new(ContactCenter {
        clients,
        customers: platform.ordinary(usize::try_from(args.customers)?, 1)?,
        speed: args.speed,
        demand: DemandCounter::new(args.speed),
    });
    let mut agent_tasks = JoinSet::new();
    for (number, token) in platform.agents(agents).into_iter().enumerate() {
        let agent = Agent::new(number, &token, contact_center.clone())?;
        agent_tasks.spawn(agent.run());
    }
    let mut table = demand::Table::new(agents, args.minutes);
    platform.count(true);
    for minute in 0..args.warm + args.minutes {
        tokio::time::sleep(MINUTE / args.speed).await;
        // An agent's task ends only when it fails.
        if let Some(failed) = agent_tasks.try_join_next() {
            let error = failed?
                .err()
                .unwrap_or_else(|| "an agent stopped without an error".into());
            let logs = gateways.iter();
            return Err(logs.fold(error, |error, gateway| {
                gateway.add_log("contact-center", &error)
            }));
        }
        let (calls, demand) = (platform.calls(), contact_center.demand.take());
        platform.count(true);
        if minute >= args.warm {
            table.add_minute(&calls, id, &demand);
        }
    }
    platform.count(false);
    print_line(&table.text(args, BUDGET))
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
