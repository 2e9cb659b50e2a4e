//! Clients that hang up: what was under way for them ends, nothing begins later, and whoever asks next
//! is answered.

use serde_json::json;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::Chaos;
use super::fault::Fault;
use super::operations::{OPERATIONS, query};
use super::proxy::PATIENCE;
use crate::journey::harness::SERVICE_IDENTITY;

/// Longer than the test may take: what ends earlier does so because nobody waits for it.
const PATIENT: &[(&str, &str)] = &[("platform.timeout", "5m"), ("limits.request_timeout", "5m")];

/// A client of its own connection, so that it hangs up when it is dropped.
fn client(chaos: &Chaos, token: &str, query: &str) -> JoinHandle<u16> {
    let request = reqwest::Client::new()
        .post(format!("{}/graphql", chaos.url))
        .bearer_auth(token)
        .json(&json!({"query": query}));
    tokio::spawn(async move { request.send().await.unwrap().status().as_u16() })
}

#[tokio::test]
async fn nothing_goes_on_for_a_client_that_is_gone() {
    let chaos = Chaos::start(PATIENT).await;
    chaos.newcomer("bystander", &[]);
    chaos.query("bystander", "{ viewer { id } }").await.data();
    let stages = OPERATIONS
        .iter()
        .map(|row| (row.operation, row.permissions, row.field));
    let first = &OPERATIONS[0];
    let before = ["GET /api/v2/tokens/me", "GET /api/v2/users/me"];
    let before = before.map(|operation| (operation, first.permissions, first.field));
    for (at, (operation, permissions, field)) in before.into_iter().chain(stages).enumerate() {
        let who = format!("leaver-{at}");
        chaos.newcomer(&who, permissions);
        let query = query(&[field], &chaos.harness.fixtures);
        let seen = chaos.proxy.wait_for(|_| true).await;
        chaos.proxy.strike(Some(operation), Fault::Silence);
        let leaver = client(&chaos, &who, &query);
        chaos.proxy.wait_for(|now| now.struck > seen.struck).await;
        leaver.abort();
        let now = chaos
            .proxy
            .wait_for(|now| now.given_up > seen.given_up && now.passing == 0)
            .await;
        assert_eq!(now.struck, now.given_up, "{operation}");

        chaos.proxy.heal();
        chaos.harness.simulator.reset_calls();
        chaos.query("bystander", "{ viewer { id } }").await.data();
        assert_eq!(chaos.harness.simulator.calls(), [], "after {operation}");
        chaos.query(&who, &query).await.data();
    }
}

/// One waits for what another asked for; the other hangs up.
#[tokio::test]
async fn whoever_waited_for_the_same_is_answered() {
    for (settings, operation) in [
        (&[][..], "GET /api/v2/authorization/subjects/me"),
        (SERVICE_IDENTITY, "POST /oauth/token"),
        (SERVICE_IDENTITY, "GET /api/v2/tokens/me"),
    ] {
        let chaos = Chaos::start(&[PATIENT, settings].concat()).await;
        chaos.newcomer("somebody", OPERATIONS[0].permissions);
        let query = query(&[OPERATIONS[0].field], &chaos.harness.fixtures);
        chaos.proxy.strike(Some(operation), Fault::Silence);
        let leaver = client(&chaos, "somebody", &query);
        chaos.proxy.wait_for(|seen| seen.struck > 0).await;
        let joiners: Vec<_> = (0..8).map(|_| client(&chaos, "somebody", &query)).collect();
        chaos.proxy.heal();
        leaver.abort();
        for joiner in joiners {
            let status = timeout(PATIENCE, joiner).await;
            assert_eq!(status.expect(operation).unwrap(), 200, "{operation}");
        }
    }
}
