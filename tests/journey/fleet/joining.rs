//! A node that joins knows the limits of the others, and what was not sent is not counted.

use super::rates::{LIMIT, options};
use super::*;

const SESSIONS: &str =
    "query($id: ID!) { customer(id: $id) { sessions(first: 5) { nodes { id } } } }";

/// The windows of all credentials: key and number of calls.
async fn windows(redis: &Redis) -> Vec<(Vec<u8>, u32)> {
    let suffix = format!(":{LIMIT}");
    let dump = redis.dump().await.into_iter();
    let windows = dump.filter_map(|(key, value)| {
        let is_window = key.ends_with(suffix.as_bytes());
        let count = String::from_utf8(value).ok()?.parse().ok()?;
        is_window.then_some((key, count))
    });
    windows.collect()
}

/// Sets a key of each credential for this many milliseconds.
async fn set(redis: &Redis, suffix: &str, value: u32, millis: u64) {
    let mut connection = redis.connect().await.unwrap();
    for (window, _) in windows(redis).await {
        let credential = &window[..window.len() - LIMIT.to_string().len()];
        let key = [credential, suffix.as_bytes()].concat();
        let mut set = redis::cmd("SET");
        set.arg(key).arg(value).arg("PX").arg(millis);
        set.query_async::<()>(&mut connection).await.unwrap();
    }
}

/// Number of calls that a new node makes when it is queried.
async fn calls_of_a_new_node(redis: &Redis, fleet: &Fleet) -> usize {
    let url = redis.url();
    let settings = [("redis.url", &*url), ("redis.secret", SECRET)];
    let settings = [SERVICE_IDENTITY, &settings].concat();
    let (node, _stop) = second_gateway(&fleet.harness, &settings).await;
    let ready = format!("{node}/health/ready");
    eventually("Redis is up", async || {
        let health = fleet.harness.client.get(&ready).send().await.unwrap();
        health.json::<Value>().await.unwrap()["redis"] == "up"
    })
    .await;
    fleet.harness.simulator.reset_calls();
    let id = json!({"id": fleet.harness.fixtures.customer});
    fleet
        .harness
        .query_at(&node, SUPERVISOR, SESSIONS, id)
        .await;
    fleet.calls()
}

#[tokio::test]
async fn a_node_that_joins_knows_the_window_and_the_pause_of_a_credential() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let fleet = Fleet::start(1, &redis.url(), options()).await;
    // One of the viewer's token and one of the gateway's own.
    eventually("the windows are known", async || {
        windows(&redis).await.len() == 2
    })
    .await;
    assert!(calls_of_a_new_node(&redis, &fleet).await > 0);
    set(&redis, &LIMIT.to_string(), LIMIT, 50_000).await;
    assert_eq!(calls_of_a_new_node(&redis, &fleet).await, 0);
    set(&redis, &LIMIT.to_string(), 0, 50_000).await;
    set(&redis, "blocked", 1, 50_000).await;
    assert_eq!(calls_of_a_new_node(&redis, &fleet).await, 0);
}

#[tokio::test]
async fn a_window_that_the_clock_of_redis_has_prolonged_is_over() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let fleet = Fleet::start(1, &redis.url(), options()).await;
    eventually("the windows are known", async || {
        windows(&redis).await.len() == 2
    })
    .await;
    set(&redis, &LIMIT.to_string(), LIMIT, 3_600_000).await;
    fleet.journey(0).await;
    assert!(fleet.calls() > 0);
}

/// Number of counted calls.
async fn counted(redis: &Redis) -> usize {
    let windows = windows(redis).await;
    windows.iter().map(|(_, count)| *count as usize).sum()
}

#[tokio::test]
async fn calls_that_are_not_sent_are_not_counted() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let options = Options {
        latency: Duration::from_millis(200),
        ..options()
    };
    let limits = [
        ("platform.max_concurrent_calls", "2"),
        ("limits.request_timeout", "2s"),
    ];
    let settings = [SERVICE_IDENTITY, &limits].concat();
    let fleet = Fleet::start_with(1, &redis.url(), options, &settings).await;
    eventually("the windows are known", async || {
        windows(&redis).await.len() == 2
    })
    .await;
    let before = counted(&redis).await;
    let customers: Vec<_> = fleet
        .harness
        .simulator
        .ordinary_customers()
        .take(60)
        .collect();
    let queries = customers
        .iter()
        .map(|customer| fleet.query(0, SESSIONS, json!({"id": customer.id})));
    futures_util::future::join_all(queries).await;
    let counted = counted(&redis).await - before;
    let sent = fleet.harness.simulator.calls().len();
    assert!(sent < 40, "{sent}");
    // Calls in flight when their request ends are counted, and may have arrived or not.
    assert!(counted < 40, "{counted} of {sent}");
}
