//! One viewer that asks the platform for as much as it can with the gateway's own credential.

use journey_simulator::Options;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::client_at;
use crate::journey::harness::{AGENT, Harness, SERVICE_IDENTITY, SUPERVISOR};

/// Calls that the platform allows in a minute.
const ALLOWED: u32 = 300;

/// Requests of the viewer that behaves, of one or two calls each: less than its half of the calls.
const REQUESTS: usize = 40;

const UNKNOWN: &str = "query($ids: [ID!]!) { customers(ids: $ids) { sessions { nodes { id } } } }";
const LIST: &str = "query($id: ID!) { customer(id: $id) { sessions { nodes { id } } } }";

#[tokio::test]
async fn one_viewer_cannot_spend_the_calls_of_all() {
    let options = Options {
        rate_limit: Some(ALLOWED),
        ..Options::default()
    };
    let harness = Harness::start_with(options, SERVICE_IDENTITY).await;
    harness.warm_viewer(SUPERVISOR).await;
    harness.warm_viewer(AGENT).await;
    let client = client_at(2);
    let (is_limited, mut limited) = watch::channel(false);
    let mut attack = JoinSet::new();
    for _ in 0..3 {
        let request = client
            .post(format!("{}/graphql", harness.url))
            .bearer_auth(AGENT);
        let is_limited = is_limited.clone();
        attack.spawn(async move {
            loop {
                let ids: Vec<_> = (0..100).map(|_| Uuid::new_v4()).collect();
                let body = json!({"query": UNKNOWN, "variables": {"ids": ids}});
                let request = request.try_clone().unwrap().json(&body);
                let body: Value = request.send().await.unwrap().json().await.unwrap();
                if body["errors"][0]["extensions"]["code"] == "RATE_LIMITED" {
                    is_limited.send_replace(true);
                }
            }
        });
    }
    // The attacker has all calls that it can get.
    limited.wait_for(|is_limited| *is_limited).await.unwrap();
    let customers: Vec<_> = harness
        .simulator
        .ordinary_customers()
        .take(REQUESTS)
        .collect();
    for customer in customers {
        let variables = json!({"id": customer.id});
        harness.query(SUPERVISOR, LIST, variables).await.data();
    }
    attack.abort_all();
}
