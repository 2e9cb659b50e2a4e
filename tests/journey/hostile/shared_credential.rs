//! With identity `service`, one viewer causes as many upstream calls as it can on the shared credential.

use journey_simulator::Options;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::client_at;
use crate::journey::harness::{AGENT, Harness, SERVICE_IDENTITY, SUPERVISOR};

/// Calls per minute that the platform allows for the credential.
const RATE_LIMIT: u32 = 300;

/// Number of requests that the legitimate viewer sends. Each takes one or two calls, in total less than half of the
/// rate limit, which is this viewer's share.
const REQUESTS: usize = 40;

const UNCACHED_CUSTOMERS: &str =
    "query($ids: [ID!]!) { customers(ids: $ids) { sessions { nodes { id } } } }";
const LIST: &str = "query($id: ID!) { customer(id: $id) { sessions { nodes { id } } } }";

#[tokio::test]
async fn one_viewer_cannot_use_up_the_shared_rate_limit() {
    let options = Options {
        rate_limit: Some(RATE_LIMIT),
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
                let body = json!({"query": UNCACHED_CUSTOMERS, "variables": {"ids": ids}});
                let request = request.try_clone().unwrap().json(&body);
                let body: Value = request.send().await.unwrap().json().await.unwrap();
                if body["errors"][0]["extensions"]["code"] == "RATE_LIMITED" {
                    is_limited.send_replace(true);
                }
            }
        });
    }
    // The attacker has used up its share.
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
