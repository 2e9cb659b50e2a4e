//! Clients that disconnect: the gateway cancels their upstream calls, starts no further ones, and
//! serves the next client.

use serde_json::json;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::Chaos;
use super::fault::Fault;
use super::operations::{OPERATIONS, query};
use super::proxy::MAX_WAIT;
use crate::journey::harness::SERVICE_IDENTITY;

/// Timeouts longer than the test, so that a call that ends earlier was canceled.
const LONG_TIMEOUTS: &[(&str, &str)] =
    &[("platform.timeout", "5m"), ("limits.request_timeout", "5m")];

/// Sends a query on a connection of its own, which closes when the task is aborted.
fn spawn_client(chaos: &Chaos, token: &str, query: &str) -> JoinHandle<u16> {
    let request = reqwest::Client::new()
        .post(format!("{}/graphql", chaos.url))
        .bearer_auth(token)
        .json(&json!({"query": query}));
    tokio::spawn(async move { request.send().await.unwrap().status().as_u16() })
}

#[tokio::test]
async fn a_disconnected_client_causes_no_further_calls() {
    let chaos = Chaos::start(LONG_TIMEOUTS).await;
    chaos.add_viewer("bystander", &[]);
    chaos.query("bystander", "{ viewer { id } }").await.data();
    let data_operations = OPERATIONS
        .iter()
        .map(|row| (row.operation, row.permissions, row.field));
    let first = &OPERATIONS[0];
    let introspection = ["GET /api/v2/tokens/me", "GET /api/v2/users/me"];
    let introspection = introspection.map(|operation| (operation, first.permissions, first.field));
    let all = introspection.into_iter().chain(data_operations);
    for (number, (operation, permissions, field)) in all.enumerate() {
        let viewer = format!("viewer-{number}");
        chaos.add_viewer(&viewer, permissions);
        let query = query(&[field], &chaos.harness.fixtures);
        let seen = chaos.proxy.wait_for(|_| true).await;
        chaos.proxy.inject(Some(operation), Fault::Silence);
        let client = spawn_client(&chaos, &viewer, &query);
        chaos.proxy.wait_for(|now| now.faulted > seen.faulted).await;
        client.abort();
        let now = chaos
            .proxy
            .wait_for(|now| now.abandoned > seen.abandoned && now.in_progress == 0)
            .await;
        assert_eq!(now.faulted, now.abandoned, "{operation}");

        chaos.proxy.heal();
        chaos.harness.simulator.reset_calls();
        chaos.query("bystander", "{ viewer { id } }").await.data();
        assert_eq!(chaos.harness.simulator.calls(), [], "after {operation}");
        chaos.query(&viewer, &query).await.data();
    }
}

/// Clients wait for a call that another client started, and that client disconnects.
#[tokio::test]
async fn followers_are_answered_if_the_leader_disconnects() {
    for (settings, operation) in [
        (&[][..], "GET /api/v2/authorization/subjects/me"),
        (SERVICE_IDENTITY, "POST /oauth/token"),
        (SERVICE_IDENTITY, "GET /api/v2/tokens/me"),
    ] {
        let chaos = Chaos::start(&[LONG_TIMEOUTS, settings].concat()).await;
        chaos.add_viewer("viewer", OPERATIONS[0].permissions);
        let query = query(&[OPERATIONS[0].field], &chaos.harness.fixtures);
        chaos.proxy.inject(Some(operation), Fault::Silence);
        let leader = spawn_client(&chaos, "viewer", &query);
        chaos.proxy.wait_for(|seen| seen.faulted > 0).await;
        let followers: Vec<_> = (0..8)
            .map(|_| spawn_client(&chaos, "viewer", &query))
            .collect();
        chaos.proxy.heal();
        leader.abort();
        for follower in followers {
            let status = timeout(MAX_WAIT, follower).await;
            assert_eq!(status.expect(operation).unwrap(), 200, "{operation}");
        }
    }
}
