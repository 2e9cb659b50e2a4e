//! The circuit breaker of an operation opens when most of its calls fail.

use std::time::Duration;

use journey_simulator::{FaultKind, Options};
use serde_json::{Value, json};

use super::super::harness::{AGENT, Harness, SERVICE_IDENTITY, SUPERVISOR};
use super::{ONE_CALL, SESSIONS, uncached_customers};

/// The breaker opens only when calls of several viewers fail.
const VIEWERS: [&str; 2] = [SUPERVISOR, AGENT];

fn is_unavailable(body: &Value) -> bool {
    body["errors"][0]["extensions"]["code"] == "UPSTREAM_UNAVAILABLE"
}

async fn warm_viewers(harness: &Harness) {
    for viewer in VIEWERS {
        harness.warm_viewer(viewer).await;
    }
}

#[tokio::test]
async fn the_breaker_opens_after_twenty_failures_and_closes_after_one_probe() {
    let settings = [
        ("platform.retries", "0"),
        ("platform.breaker_pause", "500ms"),
    ];
    let harness = Harness::start_with(Options::default(), &settings).await;
    warm_viewers(&harness).await;
    harness
        .simulator
        .inject_fault(SESSIONS, FaultKind::Status(500), 1.0);
    let customers = uncached_customers(&harness, 60);
    let send_query =
        async |id: &String| harness.query(SUPERVISOR, ONE_CALL, json!({"id": id})).await;
    for (id, viewer) in customers[..30].iter().zip(VIEWERS.iter().cycle()) {
        let response = harness.query(viewer, ONE_CALL, json!({"id": id})).await;
        assert!(is_unavailable(&response.body));
    }
    let calls = harness.take_calls();
    assert_eq!(calls.values().map(Vec::len).sum::<usize>(), 20, "{calls:?}");
    // Requests that do not need the operation are served.
    harness.data("{ viewer { id } }", json!({})).await;

    harness.simulator.clear_faults();
    let healed = async {
        while is_unavailable(&send_query(&customers[30]).await.body) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), healed)
        .await
        .expect("the breaker closes");
    for id in &customers[31..] {
        send_query(id).await.data();
    }
    // One probe was sent, and it closed the breaker.
    assert_eq!(
        harness.take_calls().values().map(Vec::len).sum::<usize>(),
        customers.len() - 30
    );
}

#[tokio::test]
async fn the_breaker_opens_under_concurrent_failures() {
    let settings = [("platform.retries", "0"), ("platform.breaker_pause", "1h")];
    let harness = Harness::start_with(Options::default(), &settings).await;
    warm_viewers(&harness).await;
    harness
        .simulator
        .inject_fault(SESSIONS, FaultKind::Reset, 1.0);
    let customers = uncached_customers(&harness, 100);
    let requests = customers.chunks(10).map(async |chunk| {
        for (id, viewer) in chunk.iter().zip(VIEWERS.iter().cycle()) {
            let response = harness.query(viewer, ONE_CALL, json!({"id": id})).await;
            assert!(is_unavailable(&response.body));
        }
    });
    futures_util::future::join_all(requests).await;
    // Up to ten calls may be in flight when the twentieth fails.
    let calls: usize = harness.take_calls().values().map(Vec::len).sum();
    assert!((20..30).contains(&calls), "{calls}");
}

#[tokio::test]
async fn client_errors_do_not_open_the_breaker() {
    let harness = Harness::start_with(Options::default(), &[]).await;
    harness.warm_viewer(SUPERVISOR).await;
    harness
        .simulator
        .inject_fault(SESSIONS, FaultKind::Status(400), 1.0);
    for id in uncached_customers(&harness, 25) {
        let response = harness.query(SUPERVISOR, ONE_CALL, json!({"id": id})).await;
        assert_eq!(response.errors()[0].0, "UPSTREAM_INVALID");
    }
    assert_eq!(
        harness.take_calls().values().map(Vec::len).sum::<usize>(),
        25
    );
}

#[tokio::test]
async fn failures_of_one_viewer_do_not_open_the_breaker_for_others() {
    for identity in [&[][..], SERVICE_IDENTITY] {
        let settings = [identity, &[("platform.retries", "0")]].concat();
        let harness = Harness::start_with(Options::default(), &settings).await;
        warm_viewers(&harness).await;
        harness
            .simulator
            .inject_fault(SESSIONS, FaultKind::Status(500), 1.0);
        let customers = uncached_customers(&harness, 61);
        for id in &customers[..60] {
            let response = harness.query(SUPERVISOR, ONE_CALL, json!({"id": id})).await;
            assert!(is_unavailable(&response.body));
        }
        harness.simulator.clear_faults();
        let variables = json!({"id": customers[60]});
        harness.query(AGENT, ONE_CALL, variables).await.data();
    }
}
