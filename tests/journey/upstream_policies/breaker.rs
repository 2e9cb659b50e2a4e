//! An operation that mostly fails is left alone.

use std::time::Duration;

use journey_simulator::{FaultKind, Options};
use serde_json::{Value, json};

use super::super::harness::{AGENT, Harness, SERVICE_IDENTITY, SUPERVISOR};
use super::{ONE_CALL, SESSIONS, strangers};

/// A breaker opens by the failures of several clients.
const CLIENTS: [&str; 2] = [SUPERVISOR, AGENT];

fn unavailable(body: &Value) -> bool {
    body["errors"][0]["extensions"]["code"] == "UPSTREAM_UNAVAILABLE"
}

async fn introduce_all(harness: &Harness) {
    for client in CLIENTS {
        harness.warm_viewer(client).await;
    }
}

#[tokio::test]
async fn it_opens_within_twenty_calls_and_closes_with_one() {
    let settings = [
        ("platform.retries", "0"),
        ("platform.breaker_pause", "500ms"),
    ];
    let harness = Harness::start_with(Options::default(), &settings).await;
    introduce_all(&harness).await;
    harness
        .simulator
        .inject(SESSIONS, FaultKind::Status(500), 1.0);
    let customers = strangers(&harness, 60);
    let ask = async |id: &String| harness.query(SUPERVISOR, ONE_CALL, json!({"id": id})).await;
    for (id, client) in customers[..30].iter().zip(CLIENTS.iter().cycle()) {
        let answer = harness.query(client, ONE_CALL, json!({"id": id})).await;
        assert!(unavailable(&answer.body));
    }
    let asked = harness.take_calls();
    assert_eq!(asked.values().map(Vec::len).sum::<usize>(), 20, "{asked:?}");
    // What does not need it is served.
    harness.data("{ viewer { id } }", json!({})).await;

    harness.simulator.heal();
    let healed = async {
        while unavailable(&ask(&customers[30]).await.body) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), healed)
        .await
        .expect("it closes");
    for id in &customers[31..] {
        ask(id).await.data();
    }
    // Of all the tries one was let through, and it closed the breaker.
    assert_eq!(
        harness.take_calls().values().map(Vec::len).sum::<usize>(),
        customers.len() - 30
    );
}

#[tokio::test]
async fn while_the_operation_fails_few_calls_try_it() {
    let settings = [("platform.retries", "0"), ("platform.breaker_pause", "1h")];
    let harness = Harness::start_with(Options::default(), &settings).await;
    introduce_all(&harness).await;
    harness.simulator.inject(SESSIONS, FaultKind::Reset, 1.0);
    let customers = strangers(&harness, 100);
    let asks = customers.chunks(10).map(async |some| {
        for (id, client) in some.iter().zip(CLIENTS.iter().cycle()) {
            let answer = harness.query(client, ONE_CALL, json!({"id": id})).await;
            assert!(unavailable(&answer.body));
        }
    });
    futures_util::future::join_all(asks).await;
    // Ten at a time may be under way when the twentieth fails.
    let asked: usize = harness.take_calls().values().map(Vec::len).sum();
    assert!((20..30).contains(&asked), "{asked}");
}

#[tokio::test]
async fn refusals_do_not_open_it() {
    let harness = Harness::start_with(Options::default(), &[]).await;
    harness.warm_viewer(SUPERVISOR).await;
    harness
        .simulator
        .inject(SESSIONS, FaultKind::Status(400), 1.0);
    for id in strangers(&harness, 25) {
        let answer = harness.query(SUPERVISOR, ONE_CALL, json!({"id": id})).await;
        assert_eq!(answer.errors()[0].0, "UPSTREAM_INVALID");
    }
    assert_eq!(
        harness.take_calls().values().map(Vec::len).sum::<usize>(),
        25
    );
}

#[tokio::test]
async fn the_failures_of_one_viewer_do_not_open_it_for_others() {
    for identity in [&[][..], SERVICE_IDENTITY] {
        let settings = [identity, &[("platform.retries", "0")]].concat();
        let harness = Harness::start_with(Options::default(), &settings).await;
        introduce_all(&harness).await;
        harness
            .simulator
            .inject(SESSIONS, FaultKind::Status(500), 1.0);
        let customers = strangers(&harness, 61);
        for id in &customers[..60] {
            let answer = harness.query(SUPERVISOR, ONE_CALL, json!({"id": id})).await;
            assert!(unavailable(&answer.body));
        }
        harness.simulator.heal();
        let variables = json!({"id": customers[60]});
        harness.query(AGENT, ONE_CALL, variables).await.data();
    }
}
