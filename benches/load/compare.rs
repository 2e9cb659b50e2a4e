//! The journey tab of 20 sessions with 10 events each, beside servers that others would write for it.
//!
//! Every server is a process of its own on one core; clients and platform are on another. All are asked
//! in turns, a slice of time each, over and over, so that whatever else the machine does hits all of
//! them alike. The figure that counts is a server's processor time for one request.

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

/// The tab: as the recipe of `docs/queries.md`, with more sessions and events.
pub(super) const TAB: &str = include_str!("compare/tab.graphql");
/// Sessions of a page, and how many of a customer's newest it is filled from.
pub(super) const SESSIONS: usize = 20;
pub(super) const NEWEST: usize = 26;
/// Customers that all servers are compared over before anything is measured.
const COMPARED: usize = 24;
/// Customers that are asked for again and again.
pub(super) const FAVOURITES: usize = 8;

/// What was read stays for as long as the bench takes.
pub(super) const KEPT: &[Setting] = &[
    ("cache.open_ttl", "1h"),
    ("cache.contact_ttl", "1h"),
    ("cache.reference_ttl", "1h"),
];
/// ... and no answer is sent twice.
pub(super) const NO_ANSWERS: Setting = ("answers", "false");
/// Names are not kept, so that a cold request makes all the calls that others make.
const NO_NAMES: Setting = ("cache.reference_ttl", "1ms");

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Times that each server has its turn.
    #[arg(long, default_value_t = 12, value_name = "N")]
    rounds: usize,
    /// One turn of those who answer from memory.
    #[arg(long, default_value = "500ms", value_parser = humantime::parse_duration, value_name = "DURATION")]
    slice: Duration,
    /// Customers in one turn of those who ask the platform.
    #[arg(long, default_value_t = 60, value_name = "N")]
    cold: usize,
    /// Requests under way at once.
    #[arg(long, default_value_t = 4, value_name = "N")]
    concurrency: usize,
    /// How long the platform holds its answers back where waves are counted.
    #[arg(long, default_value = "20ms", value_parser = humantime::parse_duration, value_name = "DURATION")]
    latency: Duration,
    /// Customers of the simulated world.
    #[arg(long, default_value_t = 60_000, value_name = "N")]
    customers: u32,
    /// Only those whose name holds this, e.g. for a profiler.
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
}

pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    // Before there is any other thread.
    let cores = Cores::part()?;
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

/// The body of a request for the tab, up to the customer's id.
pub(super) fn opening() -> Result<String, Failure> {
    let document = serde_json::to_string(TAB)?;
    Ok(format!(
        r#"{{"query":{document},"variables":{{"customerId":""#
    ))
}

/// Who is measured, with what load.
async fn subjects(
    platform: &Platform,
    cores: Cores,
    answer: &[u8],
    favourites: Vec<Target>,
    unseen: Vec<Target>,
) -> Result<Vec<Subject>, Failure> {
    let (favourites, unseen): (Arc<[_]>, Arc<[_]>) = (favourites.into(), unseen.into());
    let favourite: Arc<[_]> = favourites.iter().take(1).cloned().collect();
    let again = |all: &Arc<[Target]>| Load::Warm(Targets::again_and_again(all.clone()));
    let once = || Load::Cold(Targets::each_once(unseen.clone()));
    let kept_only: Vec<_> = KEPT.iter().copied().chain([NO_ANSWERS]).collect();
    let peer = |peer, answer| Server::peer(peer, platform, answer, cores);
    let gateway = async |settings: &[Setting<'_>]| Server::gateway(platform, settings, cores).await;
    let token = platform.token();
    Ok(vec![
        Subject::new(
            "bare handler",
            peer(Peer::Bare, Some(answer))?,
            token,
            again(&favourite),
        )?,
        Subject::new(
            "gateway, answers kept",
            gateway(KEPT).await?,
            token,
            again(&favourite),
        )?,
        Subject::new(
            "gateway, entities kept",
            gateway(&kept_only).await?,
            token,
            again(&favourites),
        )?,
        Subject::new("gateway, cold", gateway(&[]).await?, token, once())?,
        Subject::new(
            "gateway, cold with names",
            gateway(&[NO_NAMES]).await?,
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
    say(&table::of(&subjects, answer.len(), cores))
}

/// Asks all of them about the same customers; what they say must be the same. Gives the answer about the
/// first favourite, as the gateway writes it.
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
            if let Some(place) = difference(&ours, &theirs) {
                let (ours, theirs) = (ours.pointer(&place), theirs.pointer(&place));
                return Err(format!(
                    "{} says otherwise about customer {} at {place}: {theirs:?}, not {ours:?}",
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

/// The first place at which two values differ, as a JSON pointer.
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
            .find_map(|(place, (one, other))| Some((place.to_string(), difference(one, other)?))),
        (one, other) => return (one != other).then(String::new),
    };
    inner.map(|(key, rest)| format!("/{key}{rest}"))
}
