//! Legitimate clients that an attack must not affect: a viewer that sends 20 cached requests and one uncached request per
//! second, a new viewer every second, and probes.

use std::fmt;
use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use journey_simulator::TokenOptions;
use reqwest::Client;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use crate::target::{LEGITIMATE, Target};

const ADDRESS: Ipv4Addr = Ipv4Addr::new(127, 0, 2, 1);
const PROBES_ADDRESS: Ipv4Addr = Ipv4Addr::new(127, 0, 2, 2);

/// Client timeout. A request that takes longer counts as failed.
const TIMEOUT: Duration = Duration::from_secs(10);

const CACHED: &str = "{ viewer { id name } }";
const UNCACHED: &str =
    "query($id: ID!) { customer(id: $id) { sessions(first: 1) { nodes { id } } } }";

/// Durations and failures of one kind of request.
#[derive(Debug, Default)]
pub(crate) struct Outcomes {
    pub(crate) times: Vec<Duration>,
    pub(crate) failures: Vec<String>,
}

/// The outcomes of all requests.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) cached: Outcomes,
    pub(crate) uncached: Outcomes,
    pub(crate) new_viewers: Outcomes,
    pub(crate) probes: Outcomes,
}

#[derive(Clone, Copy)]
enum Kind {
    Cached,
    Uncached,
    NewViewer,
    Probe,
}

type Outcome = (Kind, Duration, Result<(), String>);

fn client(address: Ipv4Addr) -> reqwest::ClientBuilder {
    Client::builder()
        .local_address(std::net::IpAddr::V4(address))
        .timeout(TIMEOUT)
}

async fn query(
    client: Client,
    url: String,
    token: String,
    document: &str,
    variables: Value,
) -> Result<(), String> {
    let request = client.post(url).bearer_auth(token);
    let request = request.json(&json!({"query": document, "variables": variables}));
    let response = request.send().await.map_err(|error| error.to_string())?;
    let status = response.status();
    let body: Value = response.json().await.map_err(|error| error.to_string())?;
    if status == 200 && body["errors"].is_null() {
        return Ok(());
    }
    Err(format!("{status} {}", body["errors"]))
}

async fn probe(url: String) -> Result<(), String> {
    // Orchestrators open a new connection for each probe.
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
pub(crate) async fn wait_until_ready(target: &Target) {
    let url = format!("http://{}/health/ready", target.address);
    probe(url).await.unwrap();
}

/// Sends one request, so that the gateway has introspected the token before the attack. New tokens are measured
/// separately.
pub(crate) async fn warm_viewer(target: &Target, token: &str) {
    let graphql = format!("http://{}/graphql", target.address);
    let client = client(ADDRESS).build().unwrap();
    let result = query(client, graphql, token.to_owned(), CACHED, json!({})).await;
    result.unwrap();
}

/// Sends requests for this duration.
pub(crate) async fn send_requests(target: &Target, duration: Duration) -> Report {
    let graphql = format!("http://{}/graphql", target.address);
    let client = client(ADDRESS).build().unwrap();
    let mut customers = target.simulator.ordinary_customers();
    let mut running = JoinSet::new();
    let mut ticks = interval(Duration::from_millis(50));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let count = duration.as_millis() / 50;
    for tick in 0..count {
        ticks.tick().await;
        let connection = (client.clone(), graphql.clone());
        running.spawn(timed(Kind::Cached, async move {
            query(
                connection.0,
                connection.1,
                LEGITIMATE.to_owned(),
                CACHED,
                json!({}),
            )
            .await
        }));
        if tick % 20 == 10 {
            let id = customers.next().unwrap().id;
            let connection = (client.clone(), graphql.clone());
            running.spawn(timed(Kind::Uncached, async move {
                query(
                    connection.0,
                    connection.1,
                    LEGITIMATE.to_owned(),
                    UNCACHED,
                    json!({"id": id}),
                )
                .await
            }));
            let token = target
                .simulator
                .issue_token(LEGITIMATE, TokenOptions::default());
            let connection = (client.clone(), graphql.clone());
            running.spawn(timed(Kind::NewViewer, async move {
                query(connection.0, connection.1, token, CACHED, json!({})).await
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
            Kind::NewViewer => &mut self.new_viewers,
            Kind::Probe => &mut self.probes,
        };
        outcomes.times.push(time);
        outcomes.failures.extend(outcome.err());
    }

    fn requests(&self) -> [&Outcomes; 3] {
        [&self.cached, &self.uncached, &self.new_viewers]
    }

    /// The number of served requests and of all requests, without probes.
    #[allow(dead_code, reason = "used by the bench only")]
    pub(crate) fn served(&self) -> (usize, usize) {
        let all = self
            .requests()
            .iter()
            .map(|outcomes| outcomes.times.len())
            .sum();
        let failed: usize = self
            .requests()
            .iter()
            .map(|outcomes| outcomes.failures.len())
            .sum();
        (all - failed, all)
    }

    /// Asserts that at least 99 % of the requests and every probe were served.
    #[allow(dead_code, reason = "used by the tests only")]
    pub(crate) fn assert_served(&self, what: &str) {
        let requests = self.requests();
        let all: usize = requests.iter().map(|outcomes| outcomes.times.len()).sum();
        let failures: Vec<_> = requests
            .iter()
            .flat_map(|outcomes| &outcomes.failures)
            .collect();
        assert!(all >= 100, "{what}: {all} requests");
        assert!(
            failures.len() * 100 <= all,
            "{what}: {} of {all} requests failed: {failures:#?}",
            failures.len()
        );
        assert!(
            self.probes.failures.is_empty(),
            "{what}: probes failed: {:#?}",
            self.probes.failures
        );
    }
}

impl Outcomes {
    /// The 99th percentile of the durations.
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
            ("new viewers", &self.new_viewers),
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
