//! The memory of Redis is full.

use super::slow::{TOLERATED, refused_calls, slow_platform};
use super::*;

async fn fill(redis: &Redis) {
    redis
        .command(&["CONFIG", "SET", "maxmemory-policy", "noeviction"])
        .await;
    redis.command(&["CONFIG", "SET", "maxmemory", "1"]).await;
}

#[tokio::test]
async fn calls_are_counted_together() {
    let start = async || {
        let redis = Redis::start().await?;
        let fleet = Fleet::start(3, &redis.url(), slow_platform()).await;
        fill(&redis).await;
        Some((redis, fleet))
    };
    // Only attempts count in which all nodes use the full Redis.
    let Some(refused) = refused_calls(start).await else {
        return;
    };
    assert!(refused <= TOLERATED, "{refused}");
}

#[tokio::test]
async fn values_are_found_together_with_missing_ones() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let fleet = Fleet::start(2, &redis.url(), Options::default()).await;
    let customers: Vec<_> = fleet
        .harness
        .simulator
        .ordinary_customers()
        .take(2)
        .collect();
    let name = "query($id: ID!) { customer(id: $id) { displayName } }";
    fleet
        .query(0, name, json!({"id": customers[0].id}))
        .await
        .data();
    eventually("the customer is stored", async || redis.values().await > 0).await;
    fill(&redis).await;
    fleet.harness.simulator.reset_calls();
    let both = "query($a: ID!, $b: ID!) { a: customer(id: $a) { displayName } b: customer(id: $b) { displayName } }";
    let ids = json!({"a": customers[0].id, "b": customers[1].id});
    fleet.query(1, both, ids).await.data();
    let read = fleet.harness.take_calls();
    let read = read.values().flatten().sum::<usize>();
    assert!(read <= 1, "{read}");
}
