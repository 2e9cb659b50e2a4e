//! What one request is fetching another waits for.

use std::time::Duration;

use journey_simulator::Options;
use serde_json::json;

use super::calls::TAB;
use super::harness::{Harness, SERVICE_IDENTITY, SUPERVISOR};
use super::random_query::{UNLIMITED, without_cursors};

const LIST: &str = "query($id: ID!) { customer(id: $id) { sessions { nodes { id } } } }";
const LISTS: &str = "externalcontacts/contacts/{contactId}/journey/sessions";

async fn slow(identity: &[(&'static str, &'static str)]) -> Harness {
    let options = Options {
        latency: Duration::from_millis(50),
        ..Options::default()
    };
    let harness = Harness::start_with(options, &[identity, UNLIMITED].concat()).await;
    harness.warm_viewer(SUPERVISOR).await;
    harness
}

#[tokio::test]
async fn however_many_ask_at_once_each_key_is_asked_for_once() {
    for identity in [&[][..], SERVICE_IDENTITY] {
        let alone = slow(identity).await;
        let variables = json!({"id": alone.fixtures.customer});
        let expected = without_cursors(alone.data(TAB, variables.clone()).await);

        let harness = slow(identity).await;
        let asks = (0..40).map(|_| harness.query(SUPERVISOR, TAB, variables.clone()));
        for answer in futures_util::future::join_all(asks).await {
            assert_eq!(without_cursors(answer.data()), expected);
        }
        assert_eq!(harness.take_calls(), alone.take_calls());
    }
}

#[tokio::test]
async fn viewers_who_share_what_is_kept_wait_for_each_other_and_are_shown_their_own() {
    let harness = slow(SERVICE_IDENTITY).await;
    let agents: Vec<_> = harness.simulator.personas();
    for agent in &agents {
        harness.warm_viewer(&agent.token).await;
    }
    let variables = json!({"id": harness.fixtures.divided_customer});
    let asks = agents
        .iter()
        .map(|agent| harness.query(&agent.token, LIST, variables.clone()));
    let answers = futures_util::future::join_all(asks).await;
    assert_eq!(harness.take_calls()[LISTS].len(), 1);
    let shown = |answer: &super::harness::QueryResponse| {
        let nodes = answer.body["data"]["customer"]["sessions"]["nodes"].as_array();
        nodes.map_or(0, Vec::len)
    };
    let shown: Vec<_> = answers.iter().map(shown).collect();
    let (supervisor, agent) = (shown[0], shown[1]);
    assert!(0 < agent && agent < supervisor, "{shown:?}");
    assert_eq!(
        *shown.last().unwrap(),
        0,
        "whoever holds nothing is shown nothing"
    );
}

#[tokio::test]
async fn one_of_those_who_wait_takes_over_from_who_hangs_up() {
    let options = Options {
        latency: Duration::from_millis(300),
        ..Options::default()
    };
    let harness = Harness::start_with(options, &[]).await;
    harness.warm_viewer(SUPERVISOR).await;
    let variables = json!({"id": harness.fixtures.customer});
    let impatient = harness
        .client
        .post(format!("{}/graphql", harness.url))
        .bearer_auth(SUPERVISOR)
        .json(&json!({"query": LIST, "variables": variables}))
        .timeout(Duration::from_millis(150))
        .send();
    let others = (0..10).map(|_| harness.query(SUPERVISOR, LIST, variables.clone()));
    let others = futures_util::future::join_all(others);
    let (gone, answers) = futures_util::join!(impatient, others);
    assert!(gone.is_err(), "it did not wait");
    for answer in answers {
        answer.data();
    }
    let lists = harness.take_calls()[LISTS].len();
    assert!((1..=2).contains(&lists), "{lists}");
}

/// What only the one who fetched could not do, the others try for themselves.
#[tokio::test]
async fn a_token_that_is_refused_is_nobody_elses_failure() {
    let harness = slow(&[("viewer.ttl", "1h")]).await;
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
