//! Clients that ask, wait for the answer and ask again, so many at once.
#![expect(
    clippy::disallowed_methods,
    reason = "the bench is a client of the gateway, not the gateway calling the platform"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::Failure;
use super::gateway::Gateway;
use super::platform::Platform;
use super::scenario::Scenario;

/// For one request; far more than the gateway gives itself.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A customer to ask for.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) id: String,
    /// Sessions that an unbounded page would have.
    pub(crate) sessions: usize,
}

/// Whom to ask for, in turn. Clones share the turn.
#[derive(Clone)]
pub(crate) struct Targets {
    all: Arc<[Target]>,
    next: Arc<AtomicUsize>,
    repeated: bool,
}

impl Targets {
    /// No customer twice, over all runs.
    pub(crate) fn each_once(all: Vec<Target>) -> Self {
        Self {
            all: all.into(),
            next: Arc::default(),
            repeated: false,
        }
    }

    /// One customer without end.
    pub(crate) fn again_and_again(one: Target) -> Self {
        Self {
            all: Arc::new([one]),
            next: Arc::default(),
            repeated: true,
        }
    }

    pub(crate) fn are_repeated(&self) -> bool {
        self.repeated
    }

    fn next(&self) -> Option<&Target> {
        if self.repeated {
            return self.all.first();
        }
        self.all.get(self.next.fetch_add(1, Ordering::Relaxed))
    }
}

/// When a run ends: whatever comes first.
#[derive(Clone, Copy)]
pub(crate) struct Bounds {
    pub(crate) requests: usize,
    pub(crate) time: Duration,
}

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Run {
    /// From the first byte sent to the last one received; in no order.
    pub(crate) latencies: Vec<Duration>,
    pub(crate) elapsed: Duration,
    /// In all answers together.
    pub(crate) sessions: usize,
}

/// Asks one scenario's query.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    url: Arc<str>,
    token: Arc<str>,
    /// The request's body up to the customer's id.
    opening: Arc<str>,
    scenario: &'static Scenario,
}

impl Client {
    pub(crate) fn new(
        gateway: &Gateway,
        platform: &Platform,
        scenario: &'static Scenario,
    ) -> Result<Self, Failure> {
        let document = serde_json::to_string(scenario.document()?)?;
        let http = reqwest::Client::builder()
            .no_proxy()
            .tcp_nodelay(true)
            .timeout(TIMEOUT)
            .build()?;
        Ok(Self {
            http,
            url: gateway.url.as_str().into(),
            token: platform.token().into(),
            opening: format!(r#"{{"query":{document},"variables":{{"customerId":""#).into(),
            scenario,
        })
    }

    /// One request and its judgement: how long it took, and how many sessions it had.
    async fn ask(&self, target: &Target) -> Result<(Duration, usize), Failure> {
        let failed = |why: String| Failure::from(format!("customer {}: {why}", target.id));
        let body = format!("{}{}\"}}}}", self.opening, target.id);
        let started = Instant::now();
        let answer = self
            .http
            .post(&*self.url)
            .bearer_auth(&self.token)
            .header("content-type", "application/json")
            .body(body)
            .send()
            .await
            .map_err(|error| failed(error.to_string()))?;
        let status = answer.status();
        let body = answer
            .bytes()
            .await
            .map_err(|error| failed(error.to_string()))?;
        let latency = started.elapsed();
        if status != reqwest::StatusCode::OK {
            let text = String::from_utf8_lossy(&body);
            return Err(failed(format!("status {status}: {text}")));
        }
        let sessions = self.scenario.check(target, &body).map_err(failed)?;
        Ok((latency, sessions))
    }
}

/// Runs `concurrency` clients until `bounds` end it; the first failure ends it too.
pub(crate) async fn drive(
    client: &Client,
    targets: &Targets,
    concurrency: usize,
    bounds: Bounds,
) -> Result<Run, Failure> {
    let started = Instant::now();
    let turns = Turns {
        left: Arc::new(AtomicUsize::new(bounds.requests)),
        ended: Arc::default(),
        end: started + bounds.time,
    };
    let mut clients = JoinSet::new();
    for _ in 0..concurrency.max(1) {
        clients.spawn(one(client.clone(), targets.clone(), turns.clone()));
    }
    let mut run = Run::default();
    while let Some(part) = clients.join_next().await {
        let part = part??;
        run.latencies.extend(part.latencies);
        run.sessions += part.sessions;
    }
    run.elapsed = started.elapsed();
    if run.latencies.is_empty() {
        return Err("nothing was asked".into());
    }
    Ok(run)
}

/// How many more requests there may be.
#[derive(Clone)]
struct Turns {
    left: Arc<AtomicUsize>,
    ended: Arc<AtomicBool>,
    end: Instant,
}

impl Turns {
    fn take(&self) -> bool {
        let one_less = |left: usize| left.checked_sub(1);
        !self.ended.load(Ordering::Relaxed)
            && Instant::now() < self.end
            && self
                .left
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less)
                .is_ok()
    }
}

async fn one(client: Client, targets: Targets, turns: Turns) -> Result<Run, Failure> {
    let mut run = Run::default();
    while turns.take() {
        let Some(target) = targets.next() else { break };
        let (latency, sessions) = client.ask(target).await.inspect_err(|_| {
            turns.ended.store(true, Ordering::Relaxed);
        })?;
        run.latencies.push(latency);
        run.sessions += sessions;
    }
    Ok(run)
}
