//! Redis answers, but slowly.

use std::fmt::Write;

use futures_util::future::join_all;
use sha2::{Digest, Sha256};

use super::proxy::Proxy;
use super::rates::{LIMIT, options};
use super::*;

const SESSIONS: &str =
    "query($id: ID!) { customer(id: $id) { sessions(first: 5) { nodes { id } } } }";

/// Attempts to send the requests of [`refused_calls`] while all nodes use Redis.
const ATTEMPTS: usize = 5;

/// Maximum of [`refused_calls`]: none, except on a loaded machine, where single calls wait for Redis longer than they may and
/// are sent without its answer. If no node knew of the calls of the others, 60 would be refused.
pub(super) const TOLERATED: usize = 10;

/// Nodes whose answers of Redis take this long.
async fn slow(nodes: usize, options: Options, millis: u64) -> Option<(Redis, Proxy, Fleet)> {
    let redis = Redis::start().await?;
    let proxy = Proxy::start(redis.port()).await;
    let url = format!("redis://127.0.0.1:{}", proxy.port);
    let fleet = Fleet::start(nodes, &url, options).await;
    proxy.delay(millis);
    Some((redis, proxy, fleet))
}

/// Sends more requests to three nodes than the limit permits, so that many are sent before the responses tell the nodes of
/// the calls of others. Returns how many calls the platform refused. On a machine that is so loaded that a node does not use
/// Redis for a moment, it tries again with other nodes, which `start` starts.
pub(super) async fn refused_calls<S>(start: impl AsyncFn() -> Option<(S, Fleet)>) -> Option<usize> {
    for _ in 0..ATTEMPTS {
        let (servers, fleet) = start().await?;
        let refused = refused_calls_of(&fleet).await;
        let is_used = fleet.has_always_used_redis().await;
        drop(servers);
        if is_used {
            return Some(refused);
        }
    }
    panic!("nodes lost Redis in each of {ATTEMPTS} attempts");
}

async fn refused_calls_of(fleet: &Fleet) -> usize {
    let customers = fleet.harness.simulator.ordinary_customers().take(200);
    let customers: Vec<_> = customers.collect();
    let requests = customers.iter().zip(0..).map(async |(customer, number)| {
        sleep(Duration::from_millis(20) * number).await;
        let node = number as usize % fleet.nodes.len();
        fleet
            .query(node, SESSIONS, json!({"id": customer.id}))
            .await
    });
    join_all(requests).await;
    let calls = fleet.harness.simulator.calls();
    assert!(calls.len() * 10 > LIMIT as usize * 7, "{}", calls.len());
    calls.iter().filter(|call| call.status == 429).count()
}

/// Options for [`refused_calls`].
pub(super) fn slow_platform() -> Options {
    Options {
        latency: Duration::from_millis(1_500),
        ..options()
    }
}

#[tokio::test]
async fn calls_are_counted_together_although_each_answer_takes_3_ms() {
    let start = async || {
        let (redis, proxy, fleet) = slow(3, slow_platform(), 3).await?;
        Some(((redis, proxy), fleet))
    };
    let Some(refused) = refused_calls(start).await else {
        return;
    };
    assert!(refused <= TOLERATED, "{refused}");
}

#[tokio::test]
async fn waiting_for_another_node_takes_longer_than_waiting_for_redis() {
    // The look-ups during one call take longer together than a request may wait for Redis.
    let options = Options {
        latency: Duration::from_secs(1),
        ..Options::default()
    };
    let Some((_redis, _proxy, fleet)) = slow(3, options, 10).await else {
        return;
    };
    let id = json!({"id": fleet.harness.fixtures.customer});
    let responses = join_all((0..3).map(|node| fleet.query(node, SESSIONS, id.clone()))).await;
    for response in responses {
        response.data();
    }
    let calls = fleet.harness.take_calls();
    for (operation, made) in &calls {
        if operation.contains("{contactId}") {
            assert_eq!(made.len(), 1, "{operation}: {calls:?}");
        }
    }
    assert!(
        calls
            .keys()
            .any(|operation| operation.contains("{contactId}"))
    );
}

#[tokio::test]
async fn the_stages_of_a_request_together_wait_50_ms_for_redis() {
    let Some((redis, proxy, fleet)) = slow(2, Options::default(), 0).await else {
        return;
    };
    let customers: Vec<_> = fleet
        .harness
        .simulator
        .ordinary_customers()
        .take(12)
        .collect();
    let send = async |node: usize, body: Value| -> Value {
        let url = format!("{}/graphql", fleet.nodes[node]);
        let request = fleet.harness.client.post(url).bearer_auth(SUPERVISOR);
        let response = request.json(&body).send().await.unwrap();
        response.json().await.unwrap()
    };
    let mut registered = Vec::new();
    for (number, customer) in customers.iter().enumerate() {
        let id = &customer.id;
        let text = format!("query Q{number} {{ customer(id: \"{id}\") {{ displayName }} }}");
        let mut hash = String::new();
        for byte in Sha256::digest(&text) {
            write!(hash, "{byte:02x}").unwrap();
        }
        let extensions = json!({"persistedQuery": {"version": 1, "sha256Hash": hash}});
        let response = send(0, json!({"query": text, "extensions": extensions})).await;
        assert_eq!(response["errors"], Value::Null, "{response}");
        registered.push(extensions);
    }
    let is_document = |key: &[u8]| key.windows(3).any(|part| part == b":d:");
    eventually("the documents are stored", async || {
        let dump = redis.dump().await;
        dump.iter().filter(|(key, _)| is_document(key)).count() == customers.len()
    })
    .await;
    proxy.delay(40);
    let mut shortest = Duration::MAX;
    for extensions in registered {
        let began = Instant::now();
        let response = send(1, json!({"extensions": extensions})).await;
        // On a loaded machine, the document may not be found in time.
        if response["errors"].is_null() {
            shortest = shortest.min(began.elapsed());
        }
    }
    // The document takes 40 ms, and a second look-up would take 40 ms more.
    assert!(shortest < Duration::from_millis(75), "{shortest:?}");
    fleet.wait_for_redis(1, "up").await;
}
