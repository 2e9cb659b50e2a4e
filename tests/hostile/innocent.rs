//! Clients that must not notice an attack: a viewer that asks 20 times a second for what is cached and once a second for
//! what is not, a new viewer every second, and probes.

use std::fmt;
use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use journey_simulator::TokenOptions;
use reqwest::Client;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use crate::target::{INNOCENT, Target};

const ADDRESS: Ipv4Addr = Ipv4Addr::new(127, 0, 2, 1);
const PROBES_ADDRESS: Ipv4Addr = Ipv4Addr::new(127, 0, 2, 2);

/// After this a client has given up.
const PATIENCE: Duration = Duration::from_secs(10);

const CACHED: &str = "{ viewer { id name } }";
const UNCACHED: &str =
    "query($id: ID!) { customer(id: $id) { sessions(first: 1) { nodes { id } } } }";

/// What became of one kind of request.
#[derive(Debug, Default)]
pub(crate) struct Outcomes {
    pub(crate) times: Vec<Duration>,
    pub(crate) failures: Vec<String>,
}

/// What became of all.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) cached: Outcomes,
    pub(crate) uncached: Outcomes,
    pub(crate) new: Outcomes,
    pub(crate) probes: Outcomes,
}

#[derive(Clone, Copy)]
enum Kind {
    Cached,
    Uncached,
    New,
    Probe,
}

type Outcome = (Kind, Duration, Result<(), String>);

fn client(address: Ipv4Addr) -> reqwest::ClientBuilder {
    Client::builder()
        .local_address(std::net::IpAddr::V4(address))
        .timeout(PATIENCE)
}

async fn ask(
    client: Client,
    url: String,
    token: String,
    query: &str,
    variables: Value,
) -> Result<(), String> {
    let request = client.post(url).bearer_auth(token);
    let request = request.json(&json!({"query": query, "variables": variables}));
    let response = request.send().await.map_err(|error| error.to_string())?;
    let status = response.status();
    let body: Value = response.json().await.map_err(|error| error.to_string())?;
    if status == 200 && body["errors"].is_null() {
        return Ok(());
    }
    Err(format!("{status} {}", body["errors"]))
}

async fn probe(url: String) -> Result<(), String> {
    // An orchestrator opens a connection for each probe.
    let client = client(PROBES_ADDRESS)
        .pool_max_idle_per_host(0)
        .build()
        .unwrap();
    let response = client.get(&url).send().await;
    let response = response.map_err(|error| error.to_string())?;
    let status = response.status();
    let body = response.text().await.map_err(|error| error.to_string())?;
    if status == 200 {
        Ok(())
    } else {
        Err(format!("{url}: {status} {body}"))
    }
}

async fn timed(kind: Kind, work: impl Future<Output = Result<(), String>>) -> Outcome {
    let began = Instant::now();
    let outcome = work.await;
    (kind, began.elapsed(), outcome)
}

/// Waits until the gateway is ready, as an orchestrator does before it routes clients to it.
pub(crate) async fn is_ready(target: &Target) {
    let url = format!("http://{}/health/ready", target.address);
    probe(url).await.unwrap();
}

/// Lets the gateway get to know a viewer. Then its tokens are known: how new ones fare is asked for itself.
pub(crate) async fn introduce(target: &Target, token: &str) {
    let graphql = format!("http://{}/graphql", target.address);
    let client = client(ADDRESS).build().unwrap();
    let known = ask(client, graphql, token.to_owned(), CACHED, json!({})).await;
    known.unwrap();
}

/// Asks on for so long.
pub(crate) async fn ask_on(target: &Target, lasts: Duration) -> Report {
    let graphql = format!("http://{}/graphql", target.address);
    let client = client(ADDRESS).build().unwrap();
    let mut customers = target.simulator.ordinary_customers();
    let mut running = JoinSet::new();
    let mut ticks = interval(Duration::from_millis(50));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let count = lasts.as_millis() / 50;
    for tick in 0..count {
        ticks.tick().await;
        let own = (client.clone(), graphql.clone());
        running.spawn(timed(Kind::Cached, async move {
            ask(own.0, own.1, INNOCENT.to_owned(), CACHED, json!({})).await
        }));
        if tick % 20 == 10 {
            let id = customers.next().unwrap().id;
            let own = (client.clone(), graphql.clone());
            running.spawn(timed(Kind::Uncached, async move {
                ask(
                    own.0,
                    own.1,
                    INNOCENT.to_owned(),
                    UNCACHED,
                    json!({"id": id}),
                )
                .await
            }));
            let token = target
                .simulator
                .issue_token(INNOCENT, TokenOptions::default());
            let own = (client.clone(), graphql.clone());
            running.spawn(timed(Kind::New, async move {
                ask(own.0, own.1, token, CACHED, json!({})).await
            }));
        }
        if tick % 10 == 5 {
            for path in ["live", "ready"] {
                let url = format!("http://{}/health/{path}", target.address);
                running.spawn(timed(Kind::Probe, probe(url)));
            }
        }
    }
    let mut report = Report::default();
    while let Some(outcome) = running.join_next().await {
        report.add(outcome.unwrap());
    }
    report
}

impl Report {
    fn add(&mut self, (kind, time, outcome): Outcome) {
        let outcomes = match kind {
            Kind::Cached => &mut self.cached,
            Kind::Uncached => &mut self.uncached,
            Kind::New => &mut self.new,
            Kind::Probe => &mut self.probes,
        };
        outcomes.times.push(time);
        outcomes.failures.extend(outcome.err());
    }

    fn requests(&self) -> [&Outcomes; 3] {
        [&self.cached, &self.uncached, &self.new]
    }

    /// How many requests were served, and how many there were.
    #[allow(dead_code, reason = "for the bench")]
    pub(crate) fn served(&self) -> (usize, usize) {
        let all = self.requests().iter().map(|one| one.times.len()).sum();
        let failed: usize = self.requests().iter().map(|one| one.failures.len()).sum();
        (all - failed, all)
    }

    /// At least 99 percent of the requests were served, and every probe.
    #[allow(dead_code, reason = "for the tests")]
    pub(crate) fn is_served(&self, what: &str) {
        let requests = self.requests();
        let all: usize = requests.iter().map(|one| one.times.len()).sum();
        let failures: Vec<_> = requests.iter().flat_map(|one| &one.failures).collect();
        assert!(all >= 100, "{what}: {all} requests");
        assert!(
            failures.len() * 100 <= all,
            "{what}: of {all} failed {failures:#?}"
        );
        assert!(
            self.probes.failures.is_empty(),
            "{what}: probes {:#?}",
            self.probes.failures
        );
    }
}

impl Outcomes {
    /// The time within which 99 percent were answered.
    pub(crate) fn p99(&self) -> Duration {
        let mut times = self.times.clone();
        times.sort_unstable();
        let index = times.len().saturating_sub(1) * 99 / 100;
        times.get(index).copied().unwrap_or_default()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds = [
            ("cached", &self.cached),
            ("uncached", &self.uncached),
            ("new", &self.new),
            ("probes", &self.probes),
        ];
        for (name, outcomes) in kinds {
            let (failed, all) = (outcomes.failures.len(), outcomes.times.len());
            let p99 = outcomes.p99();
            write!(f, "{name} {} of {all}, p99 {p99:.1?}; ", all - failed)?;
        }
        Ok(())
    }
}
