//! Memory growth: requests many different documents, then many different customers, and prints the gateway's memory
//! during both.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::closed_loop::{Bounds, Measured, run_closed_loop};
use super::cores::Cores;
use super::http_client::HttpClient;
use super::platform::{Options, Platform};
use super::report::mebibytes;
use super::scenario::SCENARIOS;
use super::server::Server;
use super::tab::TAB;
use super::targets::Targets;
use super::{BenchError, print_line};

/// Number of memory samples in each phase.
const SAMPLES: usize = 10;
/// Number of customers that the different documents request.
const POPULAR: usize = 8;
/// Target for the peak memory, in MiB.
const TARGET_MIB: u64 = 256;

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

pub(crate) fn run(args: &Args) -> Result<(), BenchError> {
    // More customers than needed, because those with ambiguous channels are skipped.
    let customers = u32::try_from(args.customers + args.customers / 2)?;
    let platform = Platform::start(Options {
        customers: customers.max(1_000),
        latency: Duration::ZERO,
    })?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(measure(args, &platform))
}

async fn measure(args: &Args, platform: &Platform) -> Result<(), BenchError> {
    let gateway = Server::gateway(platform, &[], Cores::Shared).await?;
    let client = HttpClient::new(&gateway.url, platform.token())?;
    let sample = |phase: &str, requested: usize| {
        let memory = mebibytes(gateway.usage().resident());
        print_line(&format!("{phase:<12} {requested:>9} {memory:>12}"))
    };
    print_line(
        "resident memory of one gateway with default settings\n\nphase        requested     resident",
    )?;
    sample("idle", 0)?;
    let part = args.documents / SAMPLES;
    let popular = Targets::in_rotation(platform.ordinary(POPULAR, 1)?);
    let numbers = Arc::new(AtomicUsize::new(0));
    for step in 1..=SAMPLES {
        let (client, popular, numbers) = (client.clone(), popular.clone(), numbers.clone());
        let send = move || {
            let number = numbers.fetch_add(1, Ordering::Relaxed);
            request_new_document(client.clone(), popular.clone(), number)
        };
        let run = run_closed_loop(args.concurrency, Bounds::requests(part), send).await;
        run.map_err(|error| gateway.add_log("documents", &error))?;
        sample("documents", step * part)?;
    }
    let part = args.customers / SAMPLES;
    let uncached = Targets::each_once(platform.ordinary(part * SAMPLES, 1)?);
    let list = SCENARIOS
        .iter()
        .find(|scenario| scenario.name == "list only, cold");
    let opening: Arc<str> = list
        .ok_or("no scenario is named `list only, cold`")?
        .opening()?
        .into();
    for step in 1..=SAMPLES {
        let (client, uncached, opening) = (client.clone(), uncached.clone(), opening.clone());
        let send = move || request_new_customer(client.clone(), uncached.clone(), opening.clone());
        let run = run_closed_loop(args.concurrency, Bounds::requests(part), send).await;
        run.map_err(|error| gateway.add_log("customers", &error))?;
        sample("customers", step * part)?;
    }
    let peak = mebibytes(gateway.usage().peak());
    print_line(&format!("peak {peak}, target ≤ {TARGET_MIB} MiB"))
}

/// Requests the tab of a cached customer with a new operation name, so that the document and the cached response are new.
async fn request_new_document(
    client: HttpClient,
    targets: Targets,
    number: usize,
) -> Result<Option<Measured>, BenchError> {
    let Some(target) = targets.next() else {
        return Ok(None);
    };
    let document = TAB.replace("JourneyTab", &format!("JourneyTab{number}"));
    let document = serde_json::to_string(&document)?;
    let id = &target.id;
    let body = format!(r#"{{"query":{document},"variables":{{"customerId":"{id}"}}}}"#);
    let reply = client.post(body).await?.require_success()?;
    Ok(Some((reply.latency, 0)))
}

/// Requests the list of a customer that was not requested before.
async fn request_new_customer(
    client: HttpClient,
    targets: Targets,
    opening: Arc<str>,
) -> Result<Option<Measured>, BenchError> {
    let Some(target) = targets.next() else {
        return Ok(None);
    };
    let body = format!("{opening}{}\"}}}}", target.id);
    let reply = client.post(body).await?.require_success()?;
    Ok(Some((reply.latency, target.sessions)))
}
