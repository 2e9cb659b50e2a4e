//! Waves: how many upstream calls a request waits for one after the other. With a high upstream latency, the latency of a
//! request is close to a multiple of the latency of one call.

use std::fmt::Write;
use std::time::Duration;

use super::subject::{Load, Subject};
use super::{Args, COMPARED, NEWEST, SESSIONS};
use crate::alternatives::Alternative;
use crate::cores::Cores;
use crate::http_client::HttpClient;
use crate::platform::Platform;
use crate::report::{milliseconds, percentile};
use crate::scenario::SCENARIOS;
use crate::server::Server;
use crate::targets::Target;
use crate::{BenchError, print_line};

/// Number of customers. Each one is requested from every server.
const MEASURED: usize = 60;
/// Target for the p50 of a request divided by its minimum, which is the number of waves times the latency of one call.
const MAX_RATIO: f64 = 1.15;

/// One kind of request.
struct Kind {
    name: &'static str,
    /// Minimum number of sequential upstream calls.
    waves: u32,
    latencies: Vec<Duration>,
}

impl Kind {
    fn new(name: &'static str, waves: u32) -> Self {
        let latencies = Vec::with_capacity(MEASURED);
        Self {
            name,
            waves,
            latencies,
        }
    }

    fn p50(&mut self) -> Duration {
        self.latencies.sort_unstable();
        percentile(&self.latencies, 50)
    }
}

pub(super) async fn run(args: &Args, platform: &Platform, cores: Cores) -> Result<(), BenchError> {
    let customers = platform.ordinary_among(COMPARED + MEASURED, SESSIONS, NEWEST)?;
    let token = platform.token();
    let subject = |name, server| Subject::new(name, server, token, Load::none());
    let tabs = [
        subject("tab", Server::gateway(platform, &[], cores).await?)?,
        subject(
            "minimal",
            Server::alternative(Alternative::Minimal, platform, None, cores)?,
        )?,
        subject(
            "naive",
            Server::alternative(Alternative::Naive, platform, None, cores)?,
        )?,
    ];
    let lists = Server::gateway(platform, &[], cores).await?;
    let lists = HttpClient::new(&lists.url, token).map(|client| (client, lists))?;
    let list = SCENARIOS
        .iter()
        .find(|scenario| scenario.name == "list only, cold");
    let list = list
        .ok_or("no scenario is named `list only, cold`")?
        .opening()?;
    let mut kinds = [
        Kind::new("one call", 1),
        Kind::new("gateway, tab", 2),
        Kind::new("minimal, tab", 2),
        Kind::new("naive, tab", 2),
        Kind::new("gateway, list", 1),
    ];
    for (index, target) in customers.iter().enumerate() {
        let mut round = vec![one_call(&lists.0, platform, target).await?];
        for tab in &tabs {
            round.push(tab.request(target).await?.latency);
        }
        let body = format!("{list}{}\"}}}}", target.id);
        round.push(lists.0.post(body).await?.require_success()?.latency);
        // The first requests fill the cache with data that all customers share.
        if index >= COMPARED {
            for (kind, latency) in kinds.iter_mut().zip(round) {
                kind.latencies.push(latency);
            }
        }
    }
    print_line(&table(args, &mut kinds))
}

/// The latency of the platform's list of sessions, called directly.
async fn one_call(
    client: &HttpClient,
    platform: &Platform,
    target: &Target,
) -> Result<Duration, BenchError> {
    let url = format!(
        "{}/api/v2/externalcontacts/contacts/{}/journey/sessions?pageSize={NEWEST}",
        platform.url(),
        target.id
    );
    Ok(client.get(&url).await?.require_success()?.latency)
}

fn table(args: &Args, kinds: &mut [Kind]) -> String {
    let call = kinds.first_mut().map(Kind::p50).unwrap_or_default();
    let mut text = format!(
        "\none request at a time, each customer once, upstream latency {}\n\n{:<20} {:>9} {:>9} {:>16} {:>9}",
        humantime::format_duration(args.latency),
        "",
        "waves",
        "p50 ms",
        "/ minimum",
        "target",
    );
    for kind in kinds {
        let p50 = kind.p50();
        let minimum = call * kind.waves;
        let target = if kind.name.starts_with("gateway") {
            format!("≤ {MAX_RATIO}")
        } else {
            String::new()
        };
        // Writing to a `String` cannot fail.
        let _ = write!(
            text,
            "\n{:<20} {:>9} {:>9.2} {:>16.2} {target:>9}",
            kind.name,
            kind.waves,
            milliseconds(p50),
            p50.as_secs_f64() / minimum.as_secs_f64(),
        );
    }
    text
}
