//! Slow requests of one viewer.

use std::time::Duration;

use journey_simulator::Options;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::{assert_served, client_at, status};
use crate::journey::harness::{AGENT, Harness, SUPERVISOR};

#[tokio::test]
async fn slow_requests_of_one_viewer_leave_permits_for_another() {
    let options = Options {
        latency: Duration::from_millis(50),
        ..Options::default()
    };
    let settings = [("limits.concurrency", "10"), ("limits.queue", "10")];
    let harness = Harness::start_with(options, &settings).await;
    harness.warm_viewer(AGENT).await;
    harness.warm_viewer(SUPERVISOR).await;
    let client = client_at(2);
    let (is_full, mut full) = watch::channel(false);
    let mut attack = JoinSet::new();
    for _ in 0..40 {
        let (client, url, is_full) = (client.clone(), harness.url.clone(), is_full.clone());
        attack.spawn(async move {
            loop {
                let query = "query($id: ID!) { customer(id: $id) { sessions { nodes { id } } } }";
                let variables = json!({"id": Uuid::new_v4()});
                let status = status(&client, &url, AGENT, query, variables).await;
                assert!(matches!(status, 200 | 503), "{status}");
                if status == 503 {
                    is_full.send_replace(true);
                }
            }
        });
    }
    // The attack holds all concurrency permits and queue slots that it can get.
    full.wait_for(|is_full| *is_full).await.unwrap();
    assert_served(&harness.client, &harness.url, SUPERVISOR).await;
    attack.abort_all();
    while let Some(ended) = attack.join_next().await {
        assert!(ended.is_err_and(|error| error.is_cancelled()));
    }
}

/// Concurrent upstream calls are shared fairly too: a first-in-first-out queue would make the other viewer wait for
/// all calls of this one.
#[tokio::test]
async fn slow_upstream_calls_of_one_viewer_leave_capacity_for_another() {
    let options = Options {
        latency: Duration::from_millis(500),
        ..Options::default()
    };
    let settings = [("platform.max_concurrent_calls", "5")];
    let harness = Harness::start_with(options, &settings).await;
    harness.warm_viewer(AGENT).await;
    harness.warm_viewer(SUPERVISOR).await;
    let client = client_at(2);
    let (is_delayed, mut delayed) = watch::channel(false);
    let mut attack = JoinSet::new();
    for _ in 0..200 {
        let (client, url, is_delayed) = (client.clone(), harness.url.clone(), is_delayed.clone());
        attack.spawn(async move {
            loop {
                let query = "query($id: ID!) { customer(id: $id) { sessions { nodes { id } } } }";
                let request = client.post(format!("{url}/graphql")).bearer_auth(AGENT);
                let body = json!({"query": query, "variables": {"id": Uuid::new_v4()}});
                let response = request.json(&body).send().await.unwrap();
                let body: Value = response.json().await.unwrap();
                if body["errors"][0]["extensions"]["code"] == "UPSTREAM_TIMEOUT" {
                    is_delayed.send_replace(true);
                }
            }
        });
    }
    // Some of the attacker's calls have waited longer than the request timeout.
    delayed.wait_for(|is_delayed| *is_delayed).await.unwrap();
    for _ in 0..5 {
        let query = "query($id: ID!) { customer(id: $id) { sessions(first: 1) { nodes { id } } } }";
        let id = json!({"id": harness.fixtures.customer});
        harness.query(SUPERVISOR, query, id).await.data();
    }
    attack.abort_all();
}
