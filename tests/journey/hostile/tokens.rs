//! Guessed tokens.

use std::time::Duration;

use journey_simulator::Options;
use serde_json::json;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::{QUERY, client_at, is_served, status};
use crate::journey::harness::{AGENT, Harness, SUPERVISOR};

/// A known viewer at the guesser's own address and a new viewer at another one are served, and a guess costs
/// the platform one call.
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
    let guesser = client_at(2);
    let mut attackers = JoinSet::new();
    for _ in 0..40 {
        let (guesser, url) = (guesser.clone(), harness.url.clone());
        attackers.spawn(async move {
            loop {
                let token = Uuid::new_v4().to_string();
                let refused = status(&guesser, &url, &token, QUERY, json!({})).await;
                assert!(matches!(refused, 401 | 503), "{refused}");
            }
        });
    }
    is_served(&guesser, &harness.url, SUPERVISOR).await;
    let new = status(&client_at(3), &harness.url, AGENT, QUERY, json!({})).await;
    assert_eq!(new, 200);
    attackers.abort_all();
    while let Some(ended) = attackers.join_next().await {
        assert!(ended.is_err_and(|error| error.is_cancelled()));
    }
    let calls = harness.take_calls();
    assert!(calls["tokens/me"].len() > 10, "{calls:?}");
    assert_eq!(calls["users/me"].len(), 1, "only of the new viewer");
    assert_eq!(calls["authorization/subjects/me"].len(), 1);
}
