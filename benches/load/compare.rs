//! Compares the gateway with alternative servers for the journey tab of 20 sessions with 10 events each.
//!
//! Each server is a child process on one core; clients and platform use another. The servers are measured in short
//! interleaved slices, so that other load on the machine affects all of them alike. The main figure is a server's CPU time
//! per request.

mod coalescing;
mod subject;
mod table;
mod waves;

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::alternatives::Alternative;
use super::cores::Cores;
use super::platform::{Options, Platform};
use super::server::{Server, Setting};
use super::targets::{Target, Targets};
use super::{BenchError, print_line};
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
pub(super) const POPULAR: usize = 8;

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

pub(crate) fn run(args: &Args) -> Result<(), BenchError> {
    // Cores are assigned before the process has other threads.
    let cores = Cores::separate()?;
    let customers = args.customers;
    let platform = Platform::start(Options {
        customers,
        latency: Duration::ZERO,
    })?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let uncached = platform.ordinary_among(
            COMPARED + POPULAR + args.rounds * args.cold,
            SESSIONS,
            NEWEST,
        )?;
        compare_costs(args, &platform, cores, uncached).await?;
        if args.only.is_some() {
            return Ok(());
        }
        coalescing::run(&platform, cores).await
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
pub(super) fn opening() -> Result<String, BenchError> {
    let document = serde_json::to_string(TAB)?;
    Ok(format!(
        r#"{{"query":{document},"variables":{{"customerId":""#
    ))
}

/// The servers and their loads.
async fn subjects(
    platform: &Platform,
    cores: Cores,
    response: &[u8],
    popular: Vec<Target>,
    uncached: Vec<Target>,
) -> Result<Vec<Subject>, BenchError> {
    let (popular, uncached): (Arc<[_]>, Arc<[_]>) = (popular.into(), uncached.into());
    let most_popular: Arc<[_]> = popular.iter().take(1).cloned().collect();
    let repeated = |all: &Arc<[Target]>| Load::Warm(Targets::in_rotation(all.clone()));
    let once = || Load::Cold(Targets::each_once(uncached.clone()));
    let cached_entities: Vec<_> = LONG_TTLS
        .iter()
        .copied()
        .chain([NO_RESPONSE_CACHE])
        .collect();
    let alternative = |kind, response| Server::alternative(kind, platform, response, cores);
    let gateway = async |settings: &[Setting<'_>]| Server::gateway(platform, settings, cores).await;
    let token = platform.token();
    Ok(vec![
        Subject::new(
            "bare handler",
            alternative(Alternative::Bare, Some(response))?,
            token,
            repeated(&most_popular),
        )?,
        Subject::new(
            "gateway, cached response",
            gateway(LONG_TTLS).await?,
            token,
            repeated(&most_popular),
        )?,
        Subject::new(
            "gateway, cached entities",
            gateway(&cached_entities).await?,
            token,
            repeated(&popular),
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
            alternative(Alternative::Minimal, None)?,
            token,
            once(),
        )?,
        Subject::new(
            "naive async-graphql",
            alternative(Alternative::Naive, None)?,
            token,
            once(),
        )?,
    ])
}

async fn compare_costs(
    args: &Args,
    platform: &Platform,
    cores: Cores,
    mut uncached: Vec<Target>,
) -> Result<(), BenchError> {
    let rest = uncached.split_off(COMPARED + POPULAR);
    let popular = uncached.split_off(COMPARED);
    let response = assert_equal_responses(platform, cores, &uncached, &popular).await?;
    let mut subjects = subjects(platform, cores, &response, popular, rest).await?;
    if let Some(only) = &args.only {
        subjects.retain(|subject| subject.name.contains(only.as_str()));
    }
    for subject in &mut subjects {
        subject.warm_up(&uncached).await?;
        subject.count(platform, &uncached).await?;
    }
    for _ in 0..args.rounds {
        for subject in &mut subjects {
            subject.measure(args).await?;
        }
    }
    print_line(&table::text(&subjects, response.len(), cores))
}

/// Requests the same customers from all servers and checks that the responses are equal. Returns the gateway's response for
/// the first popular customer.
async fn assert_equal_responses(
    platform: &Platform,
    cores: Cores,
    customers: &[Target],
    popular: &[Target],
) -> Result<Vec<u8>, BenchError> {
    let gateway = Server::gateway(platform, &[], cores).await?;
    let token = platform.token();
    let gateway = Subject::new("gateway", gateway, token, Load::none())?;
    for alternative in [Alternative::Minimal, Alternative::Naive] {
        let server = Server::alternative(alternative, platform, None, cores)?;
        let other = Subject::new(alternative.name(), server, token, Load::none())?;
        for target in customers {
            let expected: Value = serde_json::from_slice(&gateway.request(target).await?.body)?;
            let actual: Value = serde_json::from_slice(&other.request(target).await?.body)?;
            if let Some(pointer) = difference(&expected, &actual) {
                let (expected, actual) = (expected.pointer(&pointer), actual.pointer(&pointer));
                return Err(format!(
                    "the response of {} for customer {} differs at {pointer}: {actual:?}, the gateway has {expected:?}",
                    alternative.name(),
                    target.id
                )
                .into());
            }
        }
    }
    let most_popular = popular.first().ok_or("the bench has no customers")?;
    Ok(gateway.request(most_popular).await?.body.to_vec())
}

/// The first difference between two values, as a JSON pointer.
fn difference(left: &Value, right: &Value) -> Option<String> {
    let inner = match (left, right) {
        (Value::Object(left), Value::Object(right)) if left.len() == right.len() => left
            .iter()
            .find_map(|(key, value)| Some((key.clone(), difference(value, right.get(key)?)?)))
            .or_else(|| {
                let missing = left.keys().find(|key| !right.contains_key(*key));
                Some((missing?.clone(), String::new()))
            }),
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => left
            .iter()
            .zip(right)
            .enumerate()
            .find_map(|(index, (left, right))| Some((index.to_string(), difference(left, right)?))),
        (left, right) => return (left != right).then(String::new),
    };
    inner.map(|(key, rest)| format!("/{key}{rest}"))
}
