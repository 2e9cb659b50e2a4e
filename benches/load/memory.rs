//! Memory growth: requests many different documents, then many different customers, and prints the gateway's memory
//! during both.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::ask::Asker;
use super::compare::TAB;
use super::cores::Cores;
use super::drive::{Bounds, Measured, drive};
use super::platform::{Options, Platform};
use super::report::mebibytes;
use super::scenario::SCENARIOS;
use super::server::Server;
use super::targets::Targets;
use super::{Failure, say};

/// Number of memory samples in each phase.
const SAMPLES: usize = 10;
/// Number of customers that the different documents request.
const FAVOURITES: usize = 8;
/// Target for the peak memory, in MiB.
const TARGET: u64 = 256;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Number of different documents.
    #[arg(long, default_value_t = 50_000, value_name = "N")]
    documents: usize,
    /// Number of different customers.
    #[arg(long, default_value_t = 100_000, value_name = "N")]
    customers: usize,
    /// Number of concurrent requests.
    #[arg(long, default_value_t = 8, value_name = "N")]
    concurrency: usize,
}

pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    // More customers than needed, because those with ambiguous channels are skipped.
    let customers = u32::try_from(args.customers + args.customers / 2)?;
    let platform = Platform::start(Options {
        customers: customers.max(1_000),
        latency: Duration::ZERO,
    })?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(measure(args, &platform))
}

async fn measure(args: &Args, platform: &Platform) -> Result<(), Failure> {
    let gateway = Server::gateway(platform, &[], Cores::Shared).await?;
    let asker = Asker::new(&gateway.url, platform.token())?;
    let sample = |phase: &str, requested: usize| {
        let memory = mebibytes(gateway.usage().resident());
        say(&format!("{phase:<12} {requested:>9} {memory:>12}"))
    };
    say(
        "resident memory of one gateway with default settings\n\nphase        requested     resident",
    )?;
    sample("idle", 0)?;
    let part = args.documents / SAMPLES;
    let favourites = Targets::in_rotation(platform.ordinary(FAVOURITES, 1)?);
    let numbers = Arc::new(AtomicUsize::new(0));
    for step in 1..=SAMPLES {
        let (asker, favourites, numbers) = (asker.clone(), favourites.clone(), numbers.clone());
        let ask = move || {
            let number = numbers.fetch_add(1, Ordering::Relaxed);
            document(asker.clone(), favourites.clone(), number)
        };
        let run = drive(args.concurrency, Bounds::requests(part), ask).await;
        run.map_err(|failure| gateway.explain("documents", &failure))?;
        sample("documents", step * part)?;
    }
    let part = args.customers / SAMPLES;
    let unseen = Targets::each_once(platform.ordinary(part * SAMPLES, 1)?);
    let list = SCENARIOS.iter().find(|one| one.name == "list only, cold");
    let opening: Arc<str> = list.ok_or("there is no list")?.opening()?.into();
    for step in 1..=SAMPLES {
        let (asker, unseen, opening) = (asker.clone(), unseen.clone(), opening.clone());
        let ask = move || customer(asker.clone(), unseen.clone(), opening.clone());
        let run = drive(args.concurrency, Bounds::requests(part), ask).await;
        run.map_err(|failure| gateway.explain("customers", &failure))?;
        sample("customers", step * part)?;
    }
    let peak = mebibytes(gateway.usage().peak());
    say(&format!("peak {peak}, target ≤ {TARGET} MiB"))
}

/// Requests the tab of a cached customer with a new operation name, so that the document and the cached response are new.
async fn document(
    asker: Asker,
    targets: Targets,
    number: usize,
) -> Result<Option<Measured>, Failure> {
    let Some(target) = targets.next() else {
        return Ok(None);
    };
    let document = TAB.replace("JourneyTab", &format!("JourneyTab{number}"));
    let document = serde_json::to_string(&document)?;
    let id = &target.id;
    let body = format!(r#"{{"query":{document},"variables":{{"customerId":"{id}"}}}}"#);
    let reply = asker.ask(body).await?.good()?;
    Ok(Some((reply.latency, 0)))
}

/// Requests the list of a customer that was not requested before.
async fn customer(
    asker: Asker,
    targets: Targets,
    opening: Arc<str>,
) -> Result<Option<Measured>, Failure> {
    let Some(target) = targets.next() else {
        return Ok(None);
    };
    let body = format!("{opening}{}\"}}}}", target.id);
    let reply = asker.ask(body).await?.good()?;
    Ok(Some((reply.latency, target.sessions)))
}
