//! A node that joins knows the limits of the others, and what was not sent is not counted.

use super::rates::{LIMIT, exhaust, options};
use super::*;

const SESSIONS: &str =
    "query($id: ID!) { customer(id: $id) { sessions(first: 5) { nodes { id } } } }";

/// The settings of a node of this Redis.
fn settings(url: &str) -> Vec<(&'static str, &str)> {
    [
        SERVICE_IDENTITY,
        &[("redis.url", url), ("redis.secret", SECRET)],
    ]
    .concat()
}

/// The windows of the credential: key and number of calls.
async fn windows(redis: &Redis) -> Vec<(String, u32)> {
    let suffix = format!(":{LIMIT}");
    let dump = redis.dump().await.into_iter();
    let windows = dump.filter_map(|(key, value)| {
        // The key contains a name of bytes.
        let is_window = key.ends_with(suffix.as_bytes());
        let count = String::from_utf8(value).ok()?.parse().ok()?;
        is_window.then(|| (String::from_utf8_lossy(&key).into_owned(), count))
    });
    windows.collect()
}

#[tokio::test]
async fn a_node_that_joins_makes_no_call_when_the_window_is_used_up() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let fleet = Fleet::start(2, &redis.url(), options()).await;
    exhaust(&fleet).await;
    let url = redis.url();
    let (third, _stop) = second_gateway(&fleet.harness, &settings(&url)).await;
    let fleet = Fleet {
        nodes: vec![third],
        ..fleet
    };
    fleet.wait_for_redis(0, "up").await;
    fleet.harness.simulator.reset_calls();
    let customers: Vec<_> = fleet
        .harness
        .simulator
        .ordinary_customers()
        .take(30)
        .collect();
    let queries = customers
        .iter()
        .map(|customer| fleet.query(0, SESSIONS, json!({"id": customer.id})));
    futures_util::future::join_all(queries).await;
    let refused = fleet.harness.simulator.calls();
    let refused = refused.iter().filter(|call| call.status == 429).count();
    assert_eq!(refused, 0);
}

#[tokio::test]
async fn a_window_that_the_clock_of_redis_has_prolonged_is_over() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let fleet = Fleet::start(1, &redis.url(), options()).await;
    eventually("the window is known", async || {
        !windows(&redis).await.is_empty()
    })
    .await;
    let limit = LIMIT.to_string();
    let mut connection = redis.connect().await.unwrap();
    let dump = redis.dump().await;
    let suffix = format!(":{limit}");
    for (key, _) in dump
        .iter()
        .filter(|(key, _)| key.ends_with(suffix.as_bytes()))
    {
        let mut set = redis::cmd("SET");
        set.arg(key).arg(&limit).arg("PX").arg(3_600_000);
        set.query_async::<()>(&mut connection).await.unwrap();
    }
    fleet.journey(0).await;
    assert!(fleet.calls() > 0);
}

#[tokio::test]
async fn calls_that_are_not_sent_are_not_counted() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let options = Options {
        latency: Duration::from_millis(500),
        ..options()
    };
    let limits = [
        ("platform.max_concurrent_calls", "2"),
        ("limits.request_timeout", "2s"),
    ];
    let settings = [SERVICE_IDENTITY, &limits].concat();
    let fleet = Fleet::start_with(1, &redis.url(), options, &settings).await;
    eventually("the window is known", async || {
        !windows(&redis).await.is_empty()
    })
    .await;
    let before = windows(&redis).await[0].1;
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
    let counted = windows(&redis).await[0].1 - before;
    let sent = fleet.harness.simulator.calls().len();
    assert!(sent < 40, "{sent}");
    assert!(counted as usize <= sent + 2, "{counted} of {sent}");
}
