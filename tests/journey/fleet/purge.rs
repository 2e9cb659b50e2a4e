//! What an operator erases is erased on all nodes and in Redis.

use std::collections::BTreeSet;

use super::proxy::Proxy;
use super::*;

/// Entries that only an erasure ends during the test.
const LONG_LIVED: &[(&str, &str)] = &[
    ("admin.listen", "127.0.0.1:0"),
    ("cache.open_ttl", "10m"),
    ("cache.contact_ttl", "10m"),
];

/// The operations that a node calls for its journey, without those that return lists of names.
async fn calls_of(fleet: &Fleet, node: usize) -> BTreeSet<&'static str> {
    fleet.harness.simulator.reset_calls();
    fleet.journey(node).await;
    let calls = fleet.harness.take_calls();
    let calls = calls
        .into_keys()
        .filter(|name| name.contains('{') || name.contains("bulk"));
    calls.collect()
}

async fn erase(fleet: &Fleet, path: &str) {
    let admin = fleet.harness.admin_url.as_ref().unwrap();
    let url = format!("{admin}/cache{path}");
    let erased = fleet.harness.client.delete(url).send().await.unwrap();
    assert!(erased.status().is_success());
}

#[tokio::test]
async fn an_erasure_with_one_node_ends_what_the_others_and_redis_have() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let settings = [SERVICE_IDENTITY, LONG_LIVED].concat();
    let fleet = Fleet::start_with(2, &redis.url(), Options::default(), &settings).await;
    let url = format!("{}/api/v2/tokens/me", fleet.harness.simulator.url());
    let token = fleet.harness.client.get(url).bearer_auth(SUPERVISOR);
    let token: Value = token.send().await.unwrap().json().await.unwrap();
    let organization = token["organization"]["id"].as_str().unwrap();
    let customer = fleet.harness.fixtures.customer.clone();
    // The node that erases has not cached anything.
    let mut erased = calls_of(&fleet, 1).await;
    erased.retain(|operation| !operation.contains("routing") && !operation.contains("users"));
    assert!(erased.len() > 2, "{erased:?}");
    for path in [
        format!("/customers/{customer}"),
        format!("/organizations/{organization}"),
        String::new(),
    ] {
        eventually("the other node has cached everything", async || {
            calls_of(&fleet, 1).await.is_empty()
        })
        .await;
        erase(&fleet, &path).await;
        let mut read = BTreeSet::new();
        eventually("the other node reads everything again", async || {
            read.extend(calls_of(&fleet, 1).await);
            read.is_superset(&erased)
        })
        .await;
    }
}

#[tokio::test]
async fn a_node_that_was_away_during_an_erasure_does_not_keep_what_was_erased() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let settings = [SERVICE_IDENTITY, LONG_LIVED].concat();
    let fleet = Fleet::start_with(1, &redis.url(), Options::default(), &settings).await;
    let proxy = Proxy::start(redis.port()).await;
    let url = format!("redis://127.0.0.1:{}", proxy.port);
    let away = [("redis.url", &*url), ("redis.secret", SECRET)];
    let (away, _stop) = second_gateway(&fleet.harness, &[&*settings, &away].concat()).await;
    let nodes = vec![fleet.nodes[0].clone(), away];
    let fleet = Fleet { nodes, ..fleet };
    fleet.wait_for_redis(1, "up").await;
    eventually("the node has cached everything", async || {
        calls_of(&fleet, 1).await.is_empty()
    })
    .await;
    proxy.cut(true);
    fleet.wait_for_redis(1, "down").await;
    let customer = fleet.harness.fixtures.customer.clone();
    erase(&fleet, &format!("/customers/{customer}")).await;
    assert!(calls_of(&fleet, 1).await.is_empty());
    proxy.cut(false);
    eventually("the node reads again", async || {
        !calls_of(&fleet, 1).await.is_empty()
    })
    .await;
}
