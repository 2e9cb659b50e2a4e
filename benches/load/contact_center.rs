//! A contact center in front of one gateway or of several that share a Redis, with identity `service`: upstream calls per
//! minute, by operation, and what gateways and Redis need for them, beside the model of `docs/scaling.md`.
//!
//! Time is scaled: the agents' pauses and the gateway's TTLs are shorter by the same factor, while the simulator's clock is
//! frozen. Caches use the system clock, so their time cannot be simulated. Upstream calls take their real time.

mod agent;
mod demand;
mod lines;
mod model;
mod redis;
mod resources;

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::try_join_all;
use journey_gateway::config::settings;
use journey_simulator::Simulator;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;
use url::Url;

use super::cores::Cores;
use super::http_client::HttpClient;
use super::platform::{Options, Platform};
use super::server::{Server, Setting};
use super::{BenchError, print_line};
use agent::{Agent, ContactCenter};
use demand::DemandCounter;
use model::Model;
pub(crate) use resources::Figures;
use resources::Resources;

/// Calls per minute that the platform allows for one token.
const BUDGET: f64 = 300.0;
const MINUTE: Duration = Duration::from_mins(1);
/// How often calls are collected within a minute. The simulator keeps the last 20,000.
const PARTS: u32 = 6;

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
    /// Maximum size of the cache of each gateway in bytes; without it that of the settings.
    #[arg(long, value_name = "BYTES")]
    cache_bytes: Option<u64>,
    /// Address of a Redis that the gateways share, for a bench that was built with the feature `redis`.
    #[arg(long, value_name = "URL")]
    redis: Option<Url>,
    /// Number of organizations, each with its own platform, agents and gateways; they share the Redis.
    #[arg(long, default_value_t = 1, value_name = "N")]
    organizations: usize,
    /// Print the model's predictions only.
    #[arg(long)]
    predict: bool,
}

pub(crate) fn run(args: &Args) -> Result<(), BenchError> {
    let runtime = Runtime::new()?;
    for &agents in &args.agents {
        if args.predict {
            print_line(&Model::new(args, agents, 1).text(args, agents))?;
            continue;
        }
        // More customers than needed, because those with ambiguous channels are skipped.
        let start = || {
            Platform::start(Options {
                customers: args.customers + args.customers / 2,
                latency: Duration::ZERO,
            })
        };
        let organizations = 0..args.organizations.max(1);
        let platforms: Result<Vec<_>, _> = organizations.map(|_| start()).collect();
        let platforms = platforms?;
        let runs = platforms.iter();
        let tables = try_join_all(runs.map(|platform| measure(args, agents, platform)));
        for (table, _) in runtime.block_on(tables)? {
            print_line(&table)?;
        }
    }
    Ok(())
}

/// Customers of each agent, size of the cache, minutes of warm-up and minutes of measurement for [`figures`]. With the default size,
/// the cache would be full from 3,000 agents on, and the calls would show its size.
const CUSTOMERS_PER_AGENT: u32 = 100;
const CACHE_BYTES: u64 = 1 << 30;
const WARM: u32 = 6;
const MEASURED: u32 = 4;

/// Averages per minute of a contact center with one gateway.
pub(crate) fn figures(agents: u32, speed: u32, runtime: &Runtime) -> Result<Figures, BenchError> {
    let args = Args {
        agents: vec![usize::try_from(agents)?],
        warm: WARM,
        minutes: MEASURED,
        speed,
        customers: agents * CUSTOMERS_PER_AGENT,
        nodes: 1,
        cache_bytes: Some(CACHE_BYTES),
        redis: None,
        organizations: 1,
        predict: false,
    };
    let platform = Platform::start(Options {
        customers: args.customers + args.customers / 2,
        latency: Duration::ZERO,
    })?;
    let measured = measure(&args, usize::try_from(agents)?, &platform);
    Ok(runtime.block_on(measured)?.1)
}

/// Measures one organization; returns its table and the most important figures.
async fn measure(
    args: &Args,
    agents: usize,
    platform: &Platform,
) -> Result<(String, Figures), BenchError> {
    let (id, _) = Simulator::client();
    let gateways = start_gateways(args, platform).await?;
    let clients: Result<Vec<_>, _> = gateways
        .iter()
        .map(|gateway| HttpClient::new(&gateway.url, platform.token()))
        .collect();
    let contact_center = Arc::new(ContactCenter {
        clients: clients?,
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
    let mut resources = None;
    platform.count(true);
    for minute in 0..args.warm + args.minutes {
        if minute == args.warm {
            resources = Some(Resources::start(&gateways, args.redis.as_ref())?);
        }
        let mut calls = Vec::new();
        for _ in 0..PARTS {
            tokio::time::sleep(MINUTE / args.speed / PARTS).await;
            calls.extend(platform.calls());
            platform.count(true);
        }
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
        let demand = contact_center.demand.take();
        if minute >= args.warm {
            table.add_minute(&calls, id, &demand);
        }
    }
    let model = Model::new(args, agents, args.speed);
    let resources = resources.ok_or("nothing was measured")?;
    let clients = &contact_center.clients;
    let figures = resources.figures(&gateways, args.minutes, table.calls_per_minute())?;
    let lines = resources.lines(&gateways, clients, args.minutes, &figures, &model);
    let lines = lines.await?;
    platform.count(false);
    let text = format!("{}{lines}", table.text(args, &model, BUDGET));
    Ok((text, figures))
}

async fn start_gateways(args: &Args, platform: &Platform) -> Result<Vec<Server>, BenchError> {
    let scaled = scaled(args.speed);
    let (id, secret) = Simulator::client();
    let mut settings: Vec<Setting> = vec![
        ("identity", "service"),
        ("service.client_id", id),
        ("service.client_secret", secret),
        ("login_url", platform.url()),
    ];
    settings.extend(scaled.iter().map(|(key, value)| (*key, value.as_str())));
    let cache_bytes = args.cache_bytes.map(|bytes| bytes.to_string());
    if let Some(bytes) = &cache_bytes {
        settings.push(("cache.bytes", bytes));
    }
    if let Some(redis) = &args.redis {
        settings.push(("redis.url", redis.as_str()));
        settings.push(("redis.secret", "the secret of a bench, not of a gateway"));
    }
    let mut gateways = Vec::new();
    for _ in 0..args.nodes.max(1) {
        gateways.push(Server::gateway(platform, &settings, Cores::Shared).await?);
    }
    Ok(gateways)
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
