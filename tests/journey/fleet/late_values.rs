//! Values that are older than what the fleet knows.

use std::sync::Arc;

use journey_simulator::Action;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::*;
use crate::journey::harness::loopback;

const SESSIONS: &str = "externalcontacts/contacts/{contactId}/journey/sessions";

const LIST: &str =
    "query($id: ID!) { customer(id: $id) { sessions(first: 5) { nodes { id endedAt } } } }";

/// Forwards calls to the platform. When the test requires it, the response to the next list is withheld.
struct SlowNetwork {
    url: String,
    state: Arc<watch::Sender<State>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Forwards,
    /// The response to the next list will be withheld.
    Waits,
    Withholds,
}

impl SlowNetwork {
    async fn start(platform: &str) -> Self {
        let platform = platform.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind(loopback()).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(watch::Sender::new(State::Forwards));
        let network = state.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(&platform).await.unwrap();
                let (from_client, to_client) = client.into_split();
                let (from_server, to_server) = server.into_split();
                let withholds = watch::Sender::new(false);
                let responses = forward_responses(from_server, to_client, withholds.subscribe());
                tokio::spawn(forward_requests(
                    from_client,
                    to_server,
                    network.clone(),
                    withholds,
                ));
                tokio::spawn(responses);
            }
        });
        Self { url, state }
    }

    /// Withholds the response to the next list.
    fn withhold_next(&self) {
        self.state.send_replace(State::Waits);
    }

    /// Sends what was withheld.
    fn release(&self) {
        self.state.send_replace(State::Forwards);
    }
}

/// Forwards the requests of a connection. `withholds` shows whether its responses are withheld.
async fn forward_requests(
    mut client: OwnedReadHalf,
    mut server: OwnedWriteHalf,
    network: Arc<watch::Sender<State>>,
    withholds: watch::Sender<bool>,
) {
    let mut released = network.subscribe();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = tokio::select! {
            read = client.read(&mut buffer) => read,
            changed = released.wait_for(|state| *state == State::Forwards),
                if *withholds.borrow() =>
            {
                drop(changed);
                withholds.send_replace(false);
                continue;
            }
        };
        let Ok(read @ 1..) = read else { return };
        let request = String::from_utf8_lossy(&buffer[..read]);
        if request.contains("/journey/sessions?") {
            let withhold = |state: &mut State| {
                let is_next = *state == State::Waits;
                if is_next {
                    *state = State::Withholds;
                }
                is_next
            };
            if network.send_if_modified(withhold) {
                withholds.send_replace(true);
            }
        }
        if server.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}

async fn forward_responses(
    mut server: OwnedReadHalf,
    mut client: OwnedWriteHalf,
    mut withholds: watch::Receiver<bool>,
) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(read @ 1..) = server.read(&mut buffer).await {
        drop(withholds.wait_for(|withholds| !withholds).await);
        if client.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}

/// The settings of a node on this network.
fn on<'a>(
    network: &'a SlowNetwork,
    redis: &'a str,
    settings: &[(&'static str, &'a str)],
) -> Vec<(&'static str, &'a str)> {
    let fleet = [
        ("platform_url", &*network.url),
        ("redis.url", redis),
        ("redis.secret", SECRET),
    ];
    [settings, &fleet].concat()
}

/// A fleet of two nodes on a slow network. `settings` are those of the first node.
async fn on_slow_network(
    redis: &Redis,
    settings: &[(&'static str, &str)],
) -> (Arc<Fleet>, SlowNetwork) {
    let harness = Harness::start().await;
    let network = SlowNetwork::start(harness.simulator.url()).await;
    let url = redis.url();
    let second = [SERVICE_IDENTITY, &[("cache.open_ttl", "10m")]].concat();
    let (mut nodes, mut stop) = (Vec::new(), Vec::new());
    for settings in [settings, &second] {
        let (node, stopped) = second_gateway(&harness, &on(&network, &url, settings)).await;
        nodes.push(node);
        stop.push(stopped);
    }
    let fleet = Fleet {
        harness,
        nodes,
        stop,
    };
    for node in 0..2 {
        fleet.wait_for_redis(node, "up").await;
        fleet.viewer(node).await;
    }
    (Arc::new(fleet), network)
}

async fn list(fleet: &Fleet, node: usize) -> String {
    let id = json!({"id": fleet.harness.fixtures.chat_customer});
    fleet.query(node, LIST, id).await.data().to_string()
}

/// Lets the second node read the list, and returns when the platform has sent it but the node has not received it.
async fn begin_slow_read(
    fleet: &Arc<Fleet>,
    network: &SlowNetwork,
) -> tokio::task::JoinHandle<String> {
    fleet.harness.simulator.reset_calls();
    network.withhold_next();
    let reader = fleet.clone();
    let read = tokio::spawn(async move { list(&reader, 1).await });
    let simulator = &fleet.harness.simulator;
    eventually("the platform has responded", async || {
        let calls = simulator.calls();
        calls.iter().any(|call| call.operation.ends_with(SESSIONS))
    })
    .await;
    read
}

/// Removes the values (`v`) or the leases (`l`) from Redis.
async fn remove(redis: &Redis, kind: &str) {
    let script = "for _, key in ipairs(redis.call('KEYS', ARGV[1])) do redis.call('DEL', key) end";
    redis
        .command(&["EVAL", script, "0", &format!("*:{kind}:*")])
        .await;
}

fn change(fleet: &Fleet) -> String {
    let customer = &fleet.harness.fixtures.chat_customer;
    let simulator = &fleet.harness.simulator;
    simulator.perform(customer, Action::StartMessaging).unwrap()
}

#[tokio::test]
async fn a_value_that_was_read_before_a_reported_change_is_not_cached() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    // Only a page whose changes are reported is served from the cache.
    let watching = covering_queries(&[("cache.open_ttl", "1ms")]);
    let (fleet, network) = on_slow_network(&redis, &watching).await;
    eventually("the first node watches the customer", async || {
        fleet.harness.simulator.reset_calls();
        list(&fleet, 0).await;
        fleet.calls() == 0
    })
    .await;
    remove(&redis, "v").await;
    let read = begin_slow_read(&fleet, &network).await;
    let changed = change(&fleet);
    eventually("the first node knows the change", async || {
        list(&fleet, 0).await.contains(&changed)
    })
    .await;
    // The report arrives at about the same time.
    sleep(Duration::from_millis(500)).await;
    network.release();
    assert!(!read.await.unwrap().contains(&changed));
    assert!(list(&fleet, 1).await.contains(&changed));
}

#[tokio::test]
async fn a_node_that_has_lost_its_lease_does_not_replace_a_newer_value() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let settings = [SERVICE_IDENTITY, &[("cache.open_ttl", "10m")]].concat();
    let (fleet, network) = on_slow_network(&redis, &settings).await;
    let read = begin_slow_read(&fleet, &network).await;
    let changed = change(&fleet);
    remove(&redis, "l").await;
    assert!(list(&fleet, 0).await.contains(&changed));
    eventually("the newer value is stored", async || {
        redis.values().await > 0
    })
    .await;
    network.release();
    assert!(!read.await.unwrap().contains(&changed));
    // What the slow node stores, it stores in order.
    let id = json!({"id": fleet.harness.fixtures.customer});
    fleet.query(1, LIST, id).await.data();
    eventually("another value is stored", async || redis.values().await > 1).await;
    let url = redis.url();
    let third = on(&network, &url, &settings);
    let (third, _stop) = second_gateway(&fleet.harness, &third).await;
    let harness = &fleet.harness;
    let id = json!({"id": harness.fixtures.chat_customer});
    let response = harness.query_at(&third, SUPERVISOR, LIST, id).await;
    assert!(response.data().to_string().contains(&changed));
}

#[tokio::test]
async fn a_slow_fetch_of_another_node_is_awaited() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let options = Options {
        latency: Duration::from_millis(1_900),
        ..Options::default()
    };
    let fleet = Fleet::start(3, &redis.url(), options).await;
    let lists = tokio::join!(list(&fleet, 0), list(&fleet, 1), list(&fleet, 2));
    assert_eq!(lists.0, lists.1);
    assert_eq!(lists.0, lists.2);
    let calls = fleet.harness.take_calls();
    assert_eq!(calls[SESSIONS].len(), 1, "{calls:?}");
}
