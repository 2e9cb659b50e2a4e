//! Redis fails: requests do not.

use super::proxy::Proxy;
use super::*;

/// Sends queries for this long and returns the longest time of one. Every response must be complete.
async fn keep_querying(fleet: &Fleet, during: Duration) -> Duration {
    let ordinary: Vec<_> = fleet
        .harness
        .simulator
        .ordinary_customers()
        .take(40)
        .collect();
    let until = Instant::now() + during;
    let mut longest = Duration::ZERO;
    let mut number = 0;
    // A loaded machine takes longer than that for the first ones.
    while Instant::now() < until || number < 10 {
        let id = &ordinary[number % ordinary.len()].id;
        let began = Instant::now();
        let response = fleet.query(number % fleet.nodes.len(), JOURNEY, json!({"id": id}));
        response.await.data();
        longest = longest.max(began.elapsed());
        number += 1;
    }
    longest
}

/// A request waits at most 50 ms for Redis; the rest is what the request takes on a loaded machine.
const LONGEST: Duration = Duration::from_secs(2);

/// Settings under which entries expire, so that requests need Redis.
fn short_lived() -> Vec<(&'static str, &'static str)> {
    let ttl = [("cache.open_ttl", "100ms"), ("cache.ended_ttl", "100ms")];
    [SERVICE_IDENTITY, &ttl].concat()
}

#[tokio::test]
async fn requests_succeed_while_redis_is_killed_and_the_nodes_rejoin() {
    let Some(mut redis) = Redis::start().await else {
        return;
    };
    let options = Options::default();
    let fleet = Fleet::start_with(2, &redis.url(), options, &short_lived()).await;
    keep_querying(&fleet, Duration::from_millis(300)).await;
    redis.kill();
    let longest = keep_querying(&fleet, Duration::from_secs(1)).await;
    assert!(longest < LONGEST, "{longest:?}");
    fleet.wait_for_redis(0, "down").await;
    assert!(
        fleet
            .metrics(0)
            .await
            .contains("journey_gateway_redis_up 0")
    );
    redis.restart().await;
    fleet.wait_for_redis(0, "up").await;
    fleet.wait_for_redis(1, "up").await;
    keep_querying(&fleet, Duration::from_millis(300)).await;
    eventually("values are stored again", async || redis.values().await > 0).await;
}

#[tokio::test]
async fn requests_succeed_while_redis_hangs() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let options = Options::default();
    let fleet = Fleet::start_with(2, &redis.url(), options, &short_lived()).await;
    keep_querying(&fleet, Duration::from_millis(300)).await;
    redis.send(&["DEBUG", "SLEEP", "5"]);
    let longest = keep_querying(&fleet, Duration::from_secs(2)).await;
    assert!(longest < LONGEST, "{longest:?}");
    fleet.wait_for_redis(0, "down").await;
    fleet.wait_for_redis(0, "up").await;
}

#[tokio::test]
async fn requests_succeed_while_the_network_to_redis_is_cut() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let proxy = Proxy::start(redis.port()).await;
    let url = format!("redis://127.0.0.1:{}", proxy.port);
    let fleet = Fleet::start_with(2, &url, Options::default(), &short_lived()).await;
    keep_querying(&fleet, Duration::from_millis(300)).await;
    proxy.cut(true);
    let longest = keep_querying(&fleet, Duration::from_secs(2)).await;
    assert!(longest < LONGEST, "{longest:?}");
    fleet.wait_for_redis(0, "down").await;
    proxy.cut(false);
    fleet.wait_for_redis(0, "up").await;
}

#[tokio::test]
async fn requests_succeed_while_redis_is_full() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let options = Options::default();
    let fleet = Fleet::start_with(2, &redis.url(), options, &short_lived()).await;
    redis.command(&["CONFIG", "SET", "maxmemory", "1"]).await;
    let longest = keep_querying(&fleet, Duration::from_secs(1)).await;
    assert!(longest < LONGEST, "{longest:?}");
    redis.command(&["CONFIG", "SET", "maxmemory", "0"]).await;
    keep_querying(&fleet, Duration::from_millis(300)).await;
    eventually("values are stored again", async || redis.values().await > 0).await;
}

#[tokio::test]
async fn a_gateway_starts_without_redis_and_joins_later() {
    let Some(mut redis) = Redis::start().await else {
        return;
    };
    redis.kill();
    let url = redis.url();
    let settings = [
        SERVICE_IDENTITY,
        &[("redis.url", &*url), ("redis.secret", SECRET)],
    ]
    .concat();
    let harness = Harness::start_with(Options::default(), &settings).await;
    let fleet = Fleet {
        nodes: vec![harness.url.clone()],
        harness,
        stop: Vec::new(),
    };
    fleet.wait_for_redis(0, "down").await;
    fleet.journey(0).await;
    redis.restart().await;
    fleet.wait_for_redis(0, "up").await;
}
