//! Values that are older than what the fleet knows.

use std::sync::Arc;

use journey_simulator::Action;
use tokio::io::copy;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::*;
use crate::journey::harness::loopback;

const SESSIONS: &str = "externalcontacts/contacts/{contactId}/journey/sessions";

const LIST: &str =
    "query($id: ID!) { customer(id: $id) { sessions(first: 5) { nodes { id endedAt } } } }";

/// Forwards calls to the platform, and withholds the responses while the test requires it.
struct SlowNetwork {
    url: String,
    withholds: Arc<watch::Sender<bool>>,
}

impl SlowNetwork {
    async fn start(platform: &str) -> Self {
        let platform = platform.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind(loopback()).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let withholds = Arc::new(watch::Sender::new(false));
        let switch = withholds.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (platform, mut withholds) = (platform.clone(), switch.subscribe());
                tokio::spawn(async move {
                    let server = TcpStream::connect(platform).await.unwrap();
                    let (mut from_client, mut to_client) = client.into_split();
                    let (from_server, mut to_server) = server.into_split();
                    let requests = copy(&mut from_client, &mut to_server);
                    let responses = async {
                        while from_server.readable().await.is_ok() {
                            drop(withholds.wait_for(|withholds| !withholds).await);
                            let mut buffer = vec![0; 64 * 1024];
                            match from_server.try_read(&mut buffer) {
                                Ok(0) => return,
                                Ok(read) => {
                                    let mut part = &buffer[..read];
                                    if copy(&mut part, &mut to_client).await.is_err() {
                                        return;
                                    }
                                }
                                Err(_) => {}
                            }
                        }
                    };
                    tokio::select! { _ = requests => {}, () = responses => {} }
                });
            }
        });
        Self { url, withholds }
    }

    fn withhold(&self, withholds: bool) {
        self.withholds.send_replace(withholds);
    }
}

/// A fleet whose second node has a slow network. `settings` are those of the first node.
async fn with_slow_node(
    redis: &Redis,
    settings: &[(&'static str, &str)],
) -> (Arc<Fleet>, SlowNetwork, Vec<oneshot::Sender<()>>) {
    let fleet = Fleet::start_with(1, &redis.url(), Options::default(), settings).await;
    let network = SlowNetwork::start(fleet.harness.simulator.url()).await;
    let url = redis.url();
    let slow = [
        ("platform_url", &*network.url),
        ("cache.open_ttl", "10m"),
        ("redis.url", &*url),
        ("redis.secret", SECRET),
    ];
    let slow = [SERVICE_IDENTITY, &slow].concat();
    let (slow, stop) = second_gateway(&fleet.harness, &slow).await;
    let nodes = vec![fleet.nodes[0].clone(), slow];
    let fleet = Fleet { nodes, ..fleet };
    fleet.wait_for_redis(1, "up").await;
    fleet.viewer(1).await;
    (Arc::new(fleet), network, vec![stop])
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
    network.withhold(true);
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
    let watching: Vec<_> = SERVICE_IDENTITY
        .iter()
        .copied()
        .filter(|(key, _)| *key != "live.cover_queries")
        // Only a page whose changes are reported is served from the cache.
        .chain([("cache.open_ttl", "1ms")])
        .collect();
    let (fleet, network, _stop) = with_slow_node(&redis, &watching).await;
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
    network.withhold(false);
    assert!(!read.await.unwrap().contains(&changed));
    assert!(list(&fleet, 1).await.contains(&changed));
}

#[tokio::test]
async fn a_node_that_has_lost_its_lease_does_not_replace_a_newer_value() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let settings = [SERVICE_IDENTITY, &[("cache.open_ttl", "10m")]].concat();
    let (fleet, network, _stop) = with_slow_node(&redis, &settings).await;
    let read = begin_slow_read(&fleet, &network).await;
    let changed = change(&fleet);
    remove(&redis, "l").await;
    assert!(list(&fleet, 0).await.contains(&changed));
    eventually("the newer value is stored", async || {
        redis.values().await > 0
    })
    .await;
    network.withhold(false);
    assert!(!read.await.unwrap().contains(&changed));
    // What the slow node stores, it stores in order.
    let id = json!({"id": fleet.harness.fixtures.customer});
    fleet.query(1, LIST, id).await.data();
    eventually("another value is stored", async || redis.values().await > 1).await;
    let url = redis.url();
    let third = [("redis.url", &*url), ("redis.secret", SECRET)];
    let third = [settings.as_slice(), &third].concat();
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
