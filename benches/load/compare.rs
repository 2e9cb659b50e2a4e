//! Compares the gateway with alternative servers for the journey tab of 20 sessions with 10 events each.
//!
//! Each server is a child process on one core; clients and platform use another. The servers are measured in short
//! interleaved slices, so that other load on the machine affects all of them alike. The main figure is a server's CPU time
//! per request.

mod crowd;
mod subject;
mod table;
mod waves;

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::cores::Cores;
use super::peers::Peer;
use super::platform::{Options, Platform};
use super::server::{Server, Setting};
use super::targets::{Target, Targets};
use super::{Failure, say};
use subject::{Load, Subject};

/// The journey tab: the recipe of `docs/queries.md` with more sessions and events.
pub(super) const TAB: &str = include_str!("compare/tab.graphql");
/// Number of sessions in a page.
pub(super) const SESSIONS: usize = 20;
/// Number of a customer's newest sessions from which the page is filled.
pub(super) const NEWEST: usize = 26;
/// Number of customers for which all servers must return the same response before the measurement.
const COMPARED: usize = 24;
/// Number of customers that warm loads request repeatedly.
pub(super) const FAVOURITES: usize = 8;

/// TTLs that are longer than the bench.
pub(super) const LONG_TTLS: &[Setting] = &[
    ("cache.open_ttl", "1h"),
    ("cache.contact_ttl", "1h"),
    ("cache.reference_ttl", "1h"),
];
/// Disables the response cache.
pub(super) const NO_RESPONSE_CACHE: Setting = ("answers", "false");
/// Does not cache names, so that a cold request makes the same calls as the other servers.
const NO_CACHED_NAMES: Setting = ("cache.reference_ttl", "1ms");

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Number of slices for each server.
    #[arg(long, default_value_t = 12, value_name = "N")]
    rounds: usize,
    /// Duration of one slice of a warm load.
    #[arg(long, default_value = "500ms", value_parser = humantime::parse_duration, value_name = "DURATION")]
    slice: Duration,
    /// Number of customers in one slice of a cold load.
    #[arg(long, default_value_t = 60, value_name = "N")]
    cold: usize,
    /// Number of concurrent requests.
    #[arg(long, default_value_t = 4, value_name = "N")]
    concurrency: usize,
    /// Upstream latency in the measurement of waves.
    #[arg(long, default_value = "20ms", value_parser = humantime::parse_duration, value_name = "DURATION")]
    latency: Duration,
    /// Number of simulated customers.
    #[arg(long, default_value_t = 60_000, value_name = "N")]
    customers: u32,
    /// Measure only servers whose name contains this text, for example under a profiler.
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
}

pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    // Cores are assigned before the process has other threads.
    let cores = Cores::separate()?;
    let customers = args.customers;
    let platform = Platform::start(Options {
        customers,
        latency: Duration::ZERO,
    })?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let unseen = platform.ordinary_among(
            COMPARED + FAVOURITES + args.rounds * args.cold,
            SESSIONS,
            NEWEST,
        )?;
        costs(args, &platform, cores, unseen).await?;
        if args.only.is_some() {
            return Ok(());
        }
        crowd::run(&platform, cores).await
    })?;
    drop(platform);
    if args.only.is_some() {
        return Ok(());
    }
    let platform = Platform::start(Options {
        customers,
        latency: args.latency,
    })?;
    runtime.block_on(waves::run(args, &platform, cores))
}

/// The beginning of a request body for the tab, up to the customer's id.
pub(super) fn opening() -> Result<String, Failure> {
    let document = serde_json::to_string(TAB)?;
    Ok(format!(
        r#"{{"query":{document},"variables":{{"customerId":""#
    ))
}

/// The servers and their loads.
async fn subjects(
    platform: &Platform,
    cores: Cores,
    answer: &[u8],
    favourites: Vec<Target>,
    unseen: Vec<Target>,
) -> Result<Vec<Subject>, Failure> {
    let (favourites, unseen): (Arc<[_]>, Arc<[_]>) = (favourites.into(), unseen.into());
    let favourite: Arc<[_]> = favourites.iter().take(1).cloned().collect();
    let repeated = |all: &Arc<[Target]>| Load::Warm(Targets::in_rotation(all.clone()));
    let once = || Load::Cold(Targets::each_once(unseen.clone()));
    let cached_entities: Vec<_> = LONG_TTLS
        .iter()
        .copied()
        .chain([NO_RESPONSE_CACHE])
        .collect();
    let peer = |peer, answer| Server::peer(peer, platform, answer, cores);
    let gateway = async |settings: &[Setting<'_>]| Server::gateway(platform, settings, cores).await;
    let token = platform.token();
    Ok(vec![
        Subject::new(
            "bare handler",
            peer(Peer::Bare, Some(answer))?,
            token,
            repeated(&favourite),
        )?,
        Subject::new(
            "gateway, cached response",
            gateway(LONG_TTLS).await?,
            token,
            repeated(&favourite),
        )?,
        Subject::new(
            "gateway, cached entities",
            gateway(&cached_entities).await?,
            token,
            repeated(&favourites),
        )?,
        Subject::new("gateway, cold", gateway(&[]).await?, token, once())?,
        Subject::new(
            "gateway, cold with names",
            gateway(&[NO_CACHED_NAMES]).await?,
            token,
            once(),
        )?,
        Subject::new(
            "minimal, by hand",
            peer(Peer::Minimal, None)?,
            token,
            once(),
        )?,
        Subject::new(
            "naive async-graphql",
            peer(Peer::Naive, None)?,
            token,
            once(),
        )?,
    ])
}

async fn costs(
    args: &Args,
    platform: &Platform,
    cores: Cores,
    mut unseen: Vec<Target>,
) -> Result<(), Failure> {
    let rest = unseen.split_off(COMPARED + FAVOURITES);
    let favourites = unseen.split_off(COMPARED);
    let answer = compare(platform, cores, &unseen, &favourites).await?;
    let mut subjects = subjects(platform, cores, &answer, favourites, rest).await?;
    if let Some(only) = &args.only {
        subjects.retain(|subject| subject.name.contains(only.as_str()));
    }
    for subject in &mut subjects {
        subject.warm_up(&unseen).await?;
        subject.count(platform, &unseen).await?;
    }
    for _ in 0..args.rounds {
        for subject in &mut subjects {
            subject.measure(args).await?;
        }
    }
    say(&table::text(&subjects, answer.len(), cores))
}

/// Requests the same customers from all servers and checks that the responses are equal. Returns the gateway's response for
/// the first favourite.
async fn compare(
    platform: &Platform,
    cores: Cores,
    customers: &[Target],
    favourites: &[Target],
) -> Result<Vec<u8>, Failure> {
    let gateway = Server::gateway(platform, &[], cores).await?;
    let token = platform.token();
    let gateway = Subject::new("gateway", gateway, token, Load::none())?;
    for peer in [Peer::Minimal, Peer::Naive] {
        let server = Server::peer(peer, platform, None, cores)?;
        let other = Subject::new(peer.name(), server, token, Load::none())?;
        for target in customers {
            let ours: Value = serde_json::from_slice(&gateway.ask(target).await?.body)?;
            let theirs: Value = serde_json::from_slice(&other.ask(target).await?.body)?;
            if let Some(pointer) = difference(&ours, &theirs) {
                let (ours, theirs) = (ours.pointer(&pointer), theirs.pointer(&pointer));
                return Err(format!(
                    "the response of {} for customer {} differs at {pointer}: {theirs:?}, the gateway has {ours:?}",
                    peer.name(),
                    target.id
                )
                .into());
            }
        }
    }
    let favourite = favourites.first().ok_or("there is no customer")?;
    Ok(gateway.ask(favourite).await?.body.to_vec())
}

/// The first difference between two values, as a JSON pointer.
fn difference(one: &Value, other: &Value) -> Option<String> {
    let inner = match (one, other) {
        (Value::Object(one), Value::Object(other)) if one.len() == other.len() => one
            .iter()
            .find_map(|(key, value)| Some((key.clone(), difference(value, other.get(key)?)?)))
            .or_else(|| {
                let missing = one.keys().find(|key| !other.contains_key(*key));
                Some((missing?.clone(), String::new()))
            }),
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => one
            .iter()
            .zip(other)
            .enumerate()
            .find_map(|(index, (one, other))| Some((index.to_string(), difference(one, other)?))),
        (one, other) => return (one != other).then(String::new),
    };
    inner.map(|(key, rest)| format!("/{key}{rest}"))
}
