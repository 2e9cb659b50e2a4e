//! Request coalescing: concurrent requests for the same key share one upstream call.

use std::time::Duration;

use journey_simulator::Options;
use serde_json::json;

use super::calls::TAB;
use super::harness::{Harness, SERVICE_IDENTITY, SUPERVISOR};
use super::random_query::{UNLIMITED, without_varying_values};

const LIST: &str = "query($id: ID!) { customer(id: $id) { sessions { nodes { id } } } }";
const LISTS: &str = "externalcontacts/contacts/{contactId}/journey/sessions";

/// A harness with slow upstream calls, so that concurrent requests overlap.
async fn slow_platform(identity: &[(&'static str, &'static str)]) -> Harness {
    let options = Options {
        latency: Duration::from_millis(50),
        ..Options::default()
    };
    let harness = Harness::start_with(options, &[identity, UNLIMITED].concat()).await;
    harness.warm_viewer(SUPERVISOR).await;
    harness
}

#[tokio::test]
async fn concurrent_requests_fetch_each_key_once() {
    for identity in [&[][..], SERVICE_IDENTITY] {
        let alone = slow_platform(identity).await;
        let variables = json!({"id": alone.fixtures.customer});
        let expected = without_varying_values(alone.data(TAB, variables.clone()).await);

        let harness = slow_platform(identity).await;
        let requests = (0..40).map(|_| harness.query(SUPERVISOR, TAB, variables.clone()));
        for response in futures_util::future::join_all(requests).await {
            assert_eq!(without_varying_values(response.data()), expected);
        }
        assert_eq!(harness.take_calls(), alone.take_calls());
    }
}

#[tokio::test]
async fn viewers_share_one_fetch_and_each_sees_only_permitted_sessions() {
    let harness = slow_platform(SERVICE_IDENTITY).await;
    let agents: Vec<_> = harness.simulator.personas();
    for agent in &agents {
        harness.warm_viewer(&agent.token).await;
    }
    let variables = json!({"id": harness.fixtures.divided_customer});
    let requests = agents
        .iter()
        .map(|agent| harness.query(&agent.token, LIST, variables.clone()));
    let responses = futures_util::future::join_all(requests).await;
    assert_eq!(harness.take_calls()[LISTS].len(), 1);
    let visible_sessions = |response: &super::harness::QueryResponse| {
        let nodes = response.body["data"]["customer"]["sessions"]["nodes"].as_array();
        nodes.map_or(0, Vec::len)
    };
    let visible: Vec<_> = responses.iter().map(visible_sessions).collect();
    let (supervisor, agent) = (visible[0], visible[1]);
    assert!(0 < agent && agent < supervisor, "{visible:?}");
    assert_eq!(
        *visible.last().unwrap(),
        0,
        "a viewer without permissions sees nothing"
    );
}

#[tokio::test]
async fn a_follower_takes_over_when_the_leading_request_disconnects() {
    let options = Options {
        latency: Duration::from_millis(300),
        ..Options::default()
    };
    let harness = Harness::start_with(options, &[]).await;
    harness.warm_viewer(SUPERVISOR).await;
    let variables = json!({"id": harness.fixtures.customer});
    let disconnecting = harness
        .client
        .post(format!("{}/graphql", harness.url))
        .bearer_auth(SUPERVISOR)
        .json(&json!({"query": LIST, "variables": variables}))
        .timeout(Duration::from_millis(150))
        .send();
    let others = (0..10).map(|_| harness.query(SUPERVISOR, LIST, variables.clone()));
    let others = futures_util::future::join_all(others);
    let (disconnected, responses) = futures_util::join!(disconnecting, others);
    assert!(disconnected.is_err(), "the leading request completed");
    for response in responses {
        response.data();
    }
    let lists = harness.take_calls()[LISTS].len();
    assert!((1..=2).contains(&lists), "{lists}");
}

/// When the leading request fails because of its own token, the followers fetch for themselves.
#[tokio::test]
async fn a_rejected_token_does_not_fail_other_requests() {
    let harness = slow_platform(&[("viewer.ttl", "1h")]).await;
    let other = harness
        .simulator
        .issue_token(SUPERVISOR, journey_simulator::TokenOptions::default());
    harness.warm_viewer(&other).await;
    harness.simulator.revoke(SUPERVISOR);
    let variables = json!({"id": harness.fixtures.customer});
    let (revoked, good) = futures_util::join!(
        harness.query(SUPERVISOR, LIST, variables.clone()),
        harness.query(&other, LIST, variables.clone())
    );
    assert_eq!(revoked.errors()[0].0, "UNAUTHENTICATED");
    good.data();
}
