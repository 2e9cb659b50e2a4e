//! Whether what passes through stays: many different documents, then many different customers, and the
//! gateway's memory in between.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::ask::Asker;
use super::compare::TAB;
use super::cores::Cores;
use super::drive::{Asked, Bounds, drive};
use super::platform::{Options, Platform};
use super::report::mebibytes;
use super::scenario::SCENARIOS;
use super::server::Server;
use super::targets::Targets;
use super::{Failure, say};

/// Times that memory is looked at, of either kind.
const LOOKS: usize = 10;
/// Customers that the documents ask for.
const FAVOURITES: usize = 8;
/// What all of it should come to at most, in MiB.
const WANTED: u64 = 256;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Documents, no two alike.
    #[arg(long, default_value_t = 50_000, value_name = "N")]
    documents: usize,
    /// Customers, none twice.
    #[arg(long, default_value_t = 100_000, value_name = "N")]
    customers: usize,
    /// Requests under way at once.
    #[arg(long, default_value_t = 8, value_name = "N")]
    concurrency: usize,
}

pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    // Some are left out because their channels are ambiguous.
    let customers = u32::try_from(args.customers + args.customers / 2)?;
    let platform = Platform::start(Options {
        customers: customers.max(1_000),
        latency: Duration::ZERO,
    })?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(pass(args, &platform))
}

async fn pass(args: &Args, platform: &Platform) -> Result<(), Failure> {
    let gateway = Server::gateway(platform, &[], Cores::Shared).await?;
    let asker = Asker::new(&gateway.url, platform.token())?;
    let look = |what: &str, passed: usize| {
        let memory = mebibytes(gateway.usage().resident());
        say(&format!("{what:<12} {passed:>9} {memory:>12}"))
    };
    say("memory of one gateway with its defaults\n\n             passed          resident")?;
    look("idle", 0)?;
    let part = args.documents / LOOKS;
    let favourites = Targets::again_and_again(platform.ordinary(FAVOURITES, 1)?);
    let numbers = Arc::new(AtomicUsize::new(0));
    for turn in 1..=LOOKS {
        let (asker, favourites, numbers) = (asker.clone(), favourites.clone(), numbers.clone());
        let ask = move || {
            let number = numbers.fetch_add(1, Ordering::Relaxed);
            document(asker.clone(), favourites.clone(), number)
        };
        let run = drive(args.concurrency, Bounds::requests(part), ask).await;
        run.map_err(|failure| gateway.explain("documents", &failure))?;
        look("documents", turn * part)?;
    }
    let part = args.customers / LOOKS;
    let unseen = Targets::each_once(platform.ordinary(part * LOOKS, 1)?);
    let list = SCENARIOS.iter().find(|one| one.name == "list only, cold");
    let opening: Arc<str> = list.ok_or("there is no list")?.opening()?.into();
    for turn in 1..=LOOKS {
        let (asker, unseen, opening) = (asker.clone(), unseen.clone(), opening.clone());
        let ask = move || customer(asker.clone(), unseen.clone(), opening.clone());
        let run = drive(args.concurrency, Bounds::requests(part), ask).await;
        run.map_err(|failure| gateway.explain("customers", &failure))?;
        look("customers", turn * part)?;
    }
    let peak = mebibytes(gateway.usage().peak());
    say(&format!("at most {peak}, wanted ≤ {WANTED} MiB"))
}

/// The tab, under another name each time, of customers that are known: what is new is the document, and
/// the answer that belongs to it.
async fn document(asker: Asker, targets: Targets, number: usize) -> Result<Option<Asked>, Failure> {
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

/// The list of someone who was not asked for before.
async fn customer(
    asker: Asker,
    targets: Targets,
    opening: Arc<str>,
) -> Result<Option<Asked>, Failure> {
    let Some(target) = targets.next() else {
        return Ok(None);
    };
    let body = format!("{opening}{}\"}}}}", target.id);
    let reply = asker.ask(body).await?.good()?;
    Ok(Some((reply.latency, target.sessions)))
}
