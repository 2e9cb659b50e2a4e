//! How often a request waits for the platform, one call after the other: with a platform that holds its
//! answers back, the time of a request is a multiple of one call's.

use std::fmt::Write;
use std::time::Duration;

use super::subject::{Load, Subject};
use super::{Args, COMPARED, NEWEST, SESSIONS};
use crate::ask::Asker;
use crate::cores::Cores;
use crate::peers::Peer;
use crate::platform::Platform;
use crate::report::{milliseconds, percentile};
use crate::scenario::SCENARIOS;
use crate::server::Server;
use crate::targets::Target;
use crate::{Failure, say};

/// Customers, each asked for by every server.
const ASKED: usize = 60;
/// What a request may take beside waiting: its p50, by the waves it needs times one call.
const ALLOWED: f64 = 1.15;

/// One kind of request.
struct Kind {
    name: &'static str,
    /// How often it has to wait at least.
    waves: u32,
    latencies: Vec<Duration>,
}

impl Kind {
    fn new(name: &'static str, waves: u32) -> Self {
        let latencies = Vec::with_capacity(ASKED);
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

pub(super) async fn run(args: &Args, platform: &Platform, cores: Cores) -> Result<(), Failure> {
    let customers = platform.ordinary_among(COMPARED + ASKED, SESSIONS, NEWEST)?;
    let token = platform.token();
    let subject = |name, server| Subject::new(name, server, token, Load::none());
    let tabs = [
        subject("tab", Server::gateway(platform, &[], cores).await?)?,
        subject(
            "minimal",
            Server::peer(Peer::Minimal, platform, None, cores)?,
        )?,
        subject("naive", Server::peer(Peer::Naive, platform, None, cores)?)?,
    ];
    let lists = Server::gateway(platform, &[], cores).await?;
    let lists = Asker::new(&lists.url, token).map(|asker| (asker, lists))?;
    let list = SCENARIOS.iter().find(|one| one.name == "list only, cold");
    let list = list.ok_or("there is no list")?.opening()?;
    let mut kinds = [
        Kind::new("one call", 1),
        Kind::new("gateway, tab", 2),
        Kind::new("minimal, tab", 2),
        Kind::new("naive, tab", 2),
        Kind::new("gateway, list", 1),
    ];
    for (place, target) in customers.iter().enumerate() {
        let mut round = vec![one_call(&lists.0, platform, target).await?];
        for tab in &tabs {
            round.push(tab.ask(target).await?.latency);
        }
        let body = format!("{list}{}\"}}}}", target.id);
        round.push(lists.0.ask(body).await?.good()?.latency);
        // The first ones warm what all customers share.
        if place >= COMPARED {
            for (kind, latency) in kinds.iter_mut().zip(round) {
                kind.latencies.push(latency);
            }
        }
    }
    say(&table(args, &mut kinds))
}

/// What the list of sessions takes, asked of the platform itself.
async fn one_call(
    asker: &Asker,
    platform: &Platform,
    target: &Target,
) -> Result<Duration, Failure> {
    let url = format!(
        "{}/api/v2/externalcontacts/contacts/{}/journey/sessions?pageSize={NEWEST}",
        platform.url(),
        target.id
    );
    Ok(asker.get(&url).await?.good()?.latency)
}

fn table(args: &Args, kinds: &mut [Kind]) -> String {
    let one = kinds.first_mut().map(Kind::p50).unwrap_or_default();
    let mut text = format!(
        "\none request at a time, no customer twice, the platform answers after {}\n\n{:<20} {:>9} {:>9} {:>16} {:>9}",
        humantime::format_duration(args.latency),
        "",
        "waves",
        "p50 ms",
        "/ waves × call",
        "wanted",
    );
    for kind in kinds {
        let p50 = kind.p50();
        let bound = one * kind.waves;
        let wanted = if kind.name.starts_with("gateway") {
            format!("≤ {ALLOWED}")
        } else {
            String::new()
        };
        // Writing to a text cannot fail.
        let _ = write!(
            text,
            "\n{:<20} {:>9} {:>9.2} {:>16.2} {wanted:>9}",
            kind.name,
            kind.waves,
            milliseconds(p50),
            p50.as_secs_f64() / bound.as_secs_f64(),
        );
    }
    text
}
