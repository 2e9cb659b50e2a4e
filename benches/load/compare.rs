//! Compares the gateway with other servers for three queries, a journey tab, a list and ten customers, in front of a platform
//! with recorded responses.
//!
//! Each server is a child process on one core; clients and platform use another. The servers are measured in short
//! interleaved slices, so that other load on the machine affects all of them alike. The main figure is a server's CPU time
//! per request.

mod coalescing;
mod equality;
mod hot_keys;
mod slice;
mod start;
mod table;

use std::time::Duration;

use super::alternatives::Alternative;
use super::cores::Cores;
use super::platform::{Options, Platform};
use super::recorded::{EVENTS, Query, Recorded, SESSIONS};
use super::server::{Server, Setting};
use super::tab::{LONG_TTLS, NO_RESPONSE_CACHE};
use super::{BenchError, print_line};
use slice::{Load, Slices, Subject};

/// Entities of customers are forgotten at once, names are kept.
pub(super) const COLD: &[Setting] = &[
    NO_RESPONSE_CACHE,
    ("cache.contact_ttl", "1ms"),
    ("cache.ended_ttl", "1ms"),
    ("cache.open_ttl", "1ms"),
    ("cache.absent_ttl", "1ms"),
    ("cache.stale_if_error", "0s"),
];
const GATEWAY: &str = "gateway";
const CACHED_ENTITIES: &str = "gateway, cached entities";
const CACHED_RESPONSE: &str = "gateway, cached response";
const HAND_WRITTEN: &str = "hand-written";
const STOCK: &str = "async-graphql, stock";
const BARE: &str = "bare handler";

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Number of slices for each measurement.
    #[arg(long, default_value_t = 8, value_name = "N")]
    rounds: usize,
    /// Duration of one slice. Those with an upstream latency take four times as long.
    #[arg(long, default_value = "500ms", value_parser = humantime::parse_duration, value_name = "DURATION")]
    slice: Duration,
    /// Number of concurrent clients, where there is more than one.
    #[arg(long, default_value_t = 32, value_name = "N")]
    clients: usize,
    /// Upstream latency for one client, in milliseconds.
    #[arg(long, default_value_t = 20, value_name = "N")]
    latency: u64,
    /// Measure only servers whose name contains this text, for example under a profiler.
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
}

pub(crate) fn run(args: &Args) -> Result<(), BenchError> {
    // Cores are assigned before the process has other threads.
    let cores = Cores::separate()?;
    let recorded = Recorded::start(SESSIONS as u64, EVENTS as u64)?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(compare(args, &recorded, cores))?;
    if args.only.is_some() {
        return Ok(());
    }
    let platform = Platform::start(Options {
        customers: 10_000,
        latency: Duration::ZERO,
    })?;
    runtime.block_on(coalescing::run(&platform, cores))
}

async fn compare(args: &Args, recorded: &Recorded, cores: Cores) -> Result<(), BenchError> {
    let gateway = async |settings: &[Setting<'_>]| Server::gateway(recorded, settings, cores).await;
    let alternative = |kind| Server::alternative(kind, recorded, None, cores);
    let cold = Subject::new(GATEWAY, gateway(COLD).await?)?;
    let hand_written = alternative(Alternative::HandWritten)?;
    let hand_written = Subject::new(HAND_WRITTEN, hand_written)?;
    let stock = Subject::new(STOCK, alternative(Alternative::Stock)?)?;
    let entities: Vec<_> = LONG_TTLS
        .iter()
        .copied()
        .chain([NO_RESPONSE_CACHE])
        .collect();
    let entities = Subject::new(CACHED_ENTITIES, gateway(&entities).await?)?;
    let responses = Subject::new(CACHED_RESPONSE, gateway(LONG_TTLS).await?)?;

    let alone = Load::Cold {
        clients: 1,
        latency: args.latency,
    };
    let loaded = Load::Cold {
        clients: args.clients,
        latency: 0,
    };
    let warm = Load::Warm {
        clients: args.clients,
    };
    let mut slices = Vec::new();
    for query in Query::ALL {
        let response = equality::check(query, &cold, &[&hand_written, &stock]).await?;
        let bare = Server::alternative(Alternative::Bare, recorded, Some(&response), cores)?;
        let bare = Subject::new(BARE, bare)?;
        for subject in [&cold, &hand_written, &stock] {
            slices.push(Slices::new(subject, query, loaded));
            slices.push(Slices::new(subject, query, alone));
        }
        for subject in [&entities, &responses, &bare] {
            slices.push(Slices::new(subject, query, warm));
        }
    }
    if let Some(only) = &args.only {
        slices.retain(|slices| slices.subject.name.contains(only.as_str()));
    }
    for slices in &slices {
        slices.warm_up(recorded).await?;
    }
    for _ in 0..args.rounds {
        for slices in &mut slices {
            slices.measure(args.slice, recorded).await?;
        }
    }
    print_line(&table::text(&slices, args, cores))?;
    if args.only.is_some() {
        return Ok(());
    }
    let cached = start::cached_bytes(&cold).await?;
    print_line(&table::memory(&[&cold, &hand_written, &stock], cached))?;
    drop(slices);
    print_line(&hot_keys::run(args, recorded, cores).await?)?;
    print_line(&start::run(recorded, cores).await?)
}
