//! Requests with guessed tokens.

use std::time::Duration;

use journey_simulator::Options;
use serde_json::json;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::{QUERY, assert_served, client_at, status};
use crate::journey::harness::{AGENT, Harness, SUPERVISOR};

/// The gateway serves a known viewer at the attacker's own address and a new viewer at another one. Each guess costs
/// one upstream call.
#[tokio::test]
async fn guessed_tokens_delay_no_other_viewer() {
    let options = Options {
        latency: Duration::from_millis(50),
        ..Options::default()
    };
    let settings = [
        ("limits.concurrency", "10"),
        ("limits.queue", "10"),
        ("limits.introspections", "10"),
        ("limits.introspection_queue", "10"),
    ];
    let harness = Harness::start_with(options, &settings).await;
    harness.warm_viewer(SUPERVISOR).await;
    let attacker_client = client_at(2);
    let mut attackers = JoinSet::new();
    for _ in 0..40 {
        let (attacker_client, url) = (attacker_client.clone(), harness.url.clone());
        attackers.spawn(async move {
            loop {
                let token = Uuid::new_v4().to_string();
                let status = status(&attacker_client, &url, &token, QUERY, json!({})).await;
                assert!(matches!(status, 401 | 503), "{status}");
            }
        });
    }
    assert_served(&attacker_client, &harness.url, SUPERVISOR).await;
    let new_viewer = status(&client_at(3), &harness.url, AGENT, QUERY, json!({})).await;
    assert_eq!(new_viewer, 200);
    attackers.abort_all();
    while let Some(ended) = attackers.join_next().await {
        assert!(ended.is_err_and(|error| error.is_cancelled()));
    }
    let calls = harness.take_calls();
    assert!(calls["tokens/me"].len() > 10, "{calls:?}");
    assert_eq!(calls["users/me"].len(), 1, "only for the new viewer");
    assert_eq!(calls["authorization/subjects/me"].len(), 1);
}
