//! Several gateways that share a Redis: the second tier of the cache, and what happens without Redis.

mod cache;
mod check;
mod connection;
mod contact_center;
mod covered;
mod failures;
mod frames;
mod full;
mod joining;
mod kill;
mod late_values;
mod live;
mod load;
mod metrics;
mod organizations;
mod privacy;
mod process;
mod proxy;
mod purge;
mod rates;
mod refresh;
mod rolling_restart;
mod rotation;
mod server;
mod shared_limits;
mod slow;

use std::sync::Arc;
use std::time::Duration;

use journey_simulator::Options;
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep};

use super::harness::{Harness, QueryResponse, SERVICE_IDENTITY, SUPERVISOR, second_gateway};
use server::Redis;

/// Everything that a journey tab shows.
const JOURNEY: &str =
    "query($id: ID!) { customer(id: $id) { displayName sessions(first: 20) { nodes {
    id startedAt status channel { label }
    ... on ConversationSession { queue { name } agent { name } wrapUp { notes code { name } } }
    ... on WebSession { events(first: 50) { nodes { id } } } } } } }";

/// Maximum time until something that happens in the background has happened.
const PATIENCE: Duration = Duration::from_secs(20);

const SECRET: &str = "a secret of thirty-two characters";

/// Gateways in front of one simulator.
struct Fleet {
    /// The first node, and the simulator.
    harness: Harness,
    /// The URLs of all nodes.
    nodes: Vec<String>,
    stop: Vec<oneshot::Sender<()>>,
}

impl Fleet {
    /// The fleet of a gateway that runs already.
    fn of_one(harness: Harness) -> Self {
        Self {
            nodes: vec![harness.url.clone()],
            harness,
            stop: Vec::new(),
        }
    }

    /// Starts nodes with the gateway's own credential.
    async fn start(nodes: usize, redis: &str, options: Options) -> Self {
        Self::start_with(nodes, redis, options, SERVICE_IDENTITY).await
    }

    async fn start_with(
        nodes: usize,
        redis: &str,
        options: Options,
        settings: &[(&'static str, &str)],
    ) -> Self {
        let fleet = [("redis.url", redis), ("redis.secret", SECRET)];
        let settings = [settings, &fleet].concat();
        let harness = Harness::start_with(options, &settings).await;
        let (mut urls, mut stop) = (vec![harness.url.clone()], Vec::new());
        for _ in 1..nodes {
            let (url, stopped) = second_gateway(&harness, &settings).await;
            urls.push(url);
            stop.push(stopped);
        }
        let fleet = Self {
            harness,
            nodes: urls,
            stop,
        };
        for node in 0..nodes {
            fleet.wait_for_redis(node, "up").await;
            fleet.viewer(node).await;
            // Validates the document. On a loaded machine this takes so long that Redis would be too slow for the request.
            let unknown = json!({"id": fleet.harness.fixtures.unknown_id});
            fleet.query(node, JOURNEY, unknown).await;
        }
        fleet.harness.simulator.reset_calls();
        fleet
    }

    /// Waits until a node reports this state of Redis.
    async fn wait_for_redis(&self, node: usize, state: &str) {
        let url = format!("{}/health/ready", self.nodes[node]);
        eventually(&format!("Redis is {state}"), async || {
            let health = self.harness.client.get(&url).send().await.unwrap();
            let health: Value = health.json().await.unwrap();
            health["redis"] == state
        })
        .await;
    }

    /// Whether no node has lost Redis.
    async fn has_always_used_redis(&self) -> bool {
        for node in 0..self.nodes.len() {
            if !self.metrics(node).await.contains("redis_outages_total 0") {
                return false;
            }
        }
        true
    }

    async fn metrics(&self, node: usize) -> String {
        let url = format!("{}/metrics", self.nodes[node]);
        let response = self.harness.client.get(url).send().await.unwrap();
        response.text().await.unwrap()
    }

    /// Lets a node identify the viewer, which costs calls of its own.
    async fn viewer(&self, node: usize) {
        self.query(node, "{ viewer { id } }", json!({})).await;
    }

    async fn query(&self, node: usize, query: &str, variables: Value) -> QueryResponse {
        self.query_as(SUPERVISOR, node, query, variables).await
    }

    async fn query_as(
        &self,
        token: &str,
        node: usize,
        query: &str,
        variables: Value,
    ) -> QueryResponse {
        let url = &self.nodes[node];
        self.harness.query_at(url, token, query, variables).await
    }

    async fn journey(&self, node: usize) -> Value {
        let id = json!({"id": self.harness.fixtures.customer});
        self.query(node, JOURNEY, id).await.data()
    }

    /// Number of upstream calls since the last reset.
    fn calls(&self) -> usize {
        self.harness.take_calls().values().map(Vec::len).sum()
    }
}

/// The gateway's own credential, notifications for every customer that is queried, and these settings.
fn covering_queries<'s>(settings: &[(&'static str, &'s str)]) -> Vec<(&'static str, &'s str)> {
    let identity = SERVICE_IDENTITY.iter().copied();
    let identity = identity.filter(|(key, _)| *key != "live.cover_queries");
    identity.chain(settings.iter().copied()).collect()
}

/// Waits until the background has stored the values of a journey.
async fn wait_for_values(redis: &Redis) {
    let (mut values, mut unchanged) = (0, 0);
    eventually("the values are stored", async || {
        let now = redis.values().await;
        unchanged = if now == values { unchanged + 1 } else { 0 };
        values = now;
        values >= 20 && unchanged == 10
    })
    .await;
}

/// Waits until a condition holds.
async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let until = Instant::now() + PATIENCE;
    while !holds().await {
        assert!(Instant::now() < until, "not in time: {what}");
        sleep(Duration::from_millis(20)).await;
    }
}
