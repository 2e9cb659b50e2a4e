//! `Subscription.myConversationsChanged`.

use journey_simulator::{Action, FaultKind, Options, TokenOptions};
use serde_json::{Value, json};

use super::{AGENT, Harness, with_each_identity};
use crate::journey::live::client::Client;

const WATCH: &str = "subscription { myConversationsChanged { at conversations { id state held customer { id } queue { name } } } }";
const OWN: &str = "conversations";

/// The number of reads of the user's own conversations since the last call.
fn take_reads(harness: &Harness) -> usize {
    harness
        .take_calls()
        .remove(OWN)
        .map_or(0, |calls| calls.len())
}

async fn receive(client: &mut Client) -> Vec<Value> {
    let mut message = client.receive().await;
    assert_eq!(message["type"], "next", "{message}");
    assert_eq!(message["payload"]["errors"], Value::Null, "{message}");
    let list = message["payload"]["data"]["myConversationsChanged"]["conversations"].take();
    list.as_array().unwrap().clone()
}

/// The state and `held` of the customer's call in the next list.
async fn next_state(client: &mut Client, customer: &str) -> (Value, Value) {
    let list = receive(client).await;
    let call = list
        .into_iter()
        .find(|one| one["customer"]["id"] == *customer);
    let call = call.unwrap_or_default();
    (call["state"].clone(), call["held"].clone())
}

#[tokio::test]
async fn every_change_is_sent_once_and_costs_one_call() {
    with_each_identity(Options::default, async |harness| {
        let customer = &harness.fixtures.customer;
        harness.warm_viewer(AGENT).await;
        let mut clients = Vec::new();
        for _ in 0..3 {
            let mut client = Client::connect(&harness.url, AGENT).await;
            client.subscribe("1", WATCH, json!({})).await;
            let first = receive(&mut client).await;
            assert_eq!(first.len(), 1, "{first:?}");
            clients.push(client);
        }
        assert_eq!(take_reads(&harness), 1);
        harness
            .simulator
            .perform(customer, Action::StartCall)
            .unwrap();
        for (action, expected) in [
            (Action::RingDemoAgent, (json!("ALERTING"), json!(false))),
            (
                Action::AnswerAsDemoAgent,
                (json!("CONNECTED"), json!(false)),
            ),
            (Action::Hold, (json!("CONNECTED"), json!(true))),
            (Action::EndCall, (json!("AFTER_CALL_WORK"), json!(false))),
            (Action::WrapUp, (Value::Null, Value::Null)),
        ] {
            harness.simulator.perform(customer, action).unwrap();
            for client in &mut clients {
                assert_eq!(next_state(client, customer).await, expected, "{action:?}");
            }
            assert_eq!(take_reads(&harness), 1, "{action:?}");
        }
        for client in &mut clients {
            client.assert_silent().await;
        }
    })
    .await;
}

#[tokio::test]
async fn changes_during_a_lost_connection_are_sent_after_it() {
    let harness = Harness::start().await;
    let customer = &harness.fixtures.customer;
    let mut client = Client::connect(&harness.url, AGENT).await;
    client.subscribe("1", WATCH, json!({})).await;
    receive(&mut client).await;
    harness
        .simulator
        .perform(customer, Action::StartCall)
        .unwrap();
    harness
        .simulator
        .refuse_sockets(std::time::Duration::from_millis(300));
    harness.simulator.drop_sockets();
    harness
        .simulator
        .perform(customer, Action::RingDemoAgent)
        .unwrap();
    let (state, _) = next_state(&mut client, customer).await;
    assert_eq!(state, "ALERTING");
}

#[tokio::test]
async fn a_lost_connection_without_a_change_sends_nothing() {
    let harness = Harness::start().await;
    let customer = &harness.fixtures.customer;
    let mut client = Client::connect(&harness.url, AGENT).await;
    client.subscribe("1", WATCH, json!({})).await;
    receive(&mut client).await;
    take_reads(&harness);
    harness.simulator.drop_sockets();
    // The topic is confirmed again, and the list is read.
    let until = tokio::time::Instant::now() + std::time::Duration::from_secs(30);
    let mut reads = 0;
    while reads == 0 {
        reads += take_reads(&harness);
        assert!(
            tokio::time::Instant::now() < until,
            "the list is not read again"
        );
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    client.assert_silent().await;
    harness
        .simulator
        .perform(customer, Action::StartCall)
        .unwrap();
    harness
        .simulator
        .perform(customer, Action::RingDemoAgent)
        .unwrap();
    assert_eq!(next_state(&mut client, customer).await.0, "ALERTING");
}

#[tokio::test]
async fn a_revoked_token_ends_the_subscription() {
    with_each_identity(Options::default, async |harness| {
        let token = harness
            .simulator
            .issue_token(AGENT, TokenOptions::default());
        let mut client = Client::connect(&harness.url, &token).await;
        client.subscribe("1", WATCH, json!({})).await;
        receive(&mut client).await;
        harness.simulator.revoke(&token);
        harness.simulator.drop_sockets();
        assert_eq!(client.end().await, Some(4403));
    })
    .await;
}

#[tokio::test]
async fn a_refused_list_ends_the_subscription() {
    let harness = Harness::start().await;
    let own = "GET /api/v2/conversations";
    for status in [403, 404] {
        (harness.simulator).inject_fault(own, FaultKind::Status(status), 1.0);
        let mut client = Client::connect(&harness.url, AGENT).await;
        client.subscribe("1", WATCH, json!({})).await;
        let message = client.receive().await;
        assert_eq!(message["type"], "error", "{status}: {message}");
        let code = &message["payload"][0]["extensions"]["code"];
        assert_eq!(code, "PERMISSION_DENIED", "{status}");
        harness.simulator.clear_faults();
    }
}

#[tokio::test]
async fn a_list_that_fails_is_read_again() {
    let harness = Harness::start().await;
    let own = "GET /api/v2/conversations";
    (harness.simulator).inject_fault(own, FaultKind::Status(500), 1.0);
    let mut client = Client::connect(&harness.url, AGENT).await;
    client.subscribe("1", WATCH, json!({})).await;
    let until = tokio::time::Instant::now() + std::time::Duration::from_secs(30);
    while take_reads(&harness) == 0 {
        assert!(tokio::time::Instant::now() < until, "the list is not read");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    harness.simulator.clear_faults();
    assert_eq!(receive(&mut client).await.len(), 1);
}

#[tokio::test]
async fn an_oauth_client_cannot_watch_conversations() {
    let harness = Harness::start().await;
    let token = harness.client_credentials_token().await;
    let mut client = Client::connect(&harness.url, &token).await;
    client.subscribe("1", WATCH, json!({})).await;
    let message = client.receive().await;
    assert_eq!(message["type"], "error", "{message}");
    assert_eq!(
        message["payload"][0]["extensions"]["code"],
        "PERMISSION_DENIED"
    );
}

#[tokio::test]
async fn one_operation_has_one_root_field() {
    let harness = Harness::start().await;
    let mut client = Client::connect(&harness.url, AGENT).await;
    let two = "subscription($id: ID!) { myConversationsChanged { at } journeyChanged(customerId: $id) { at } }";
    client
        .subscribe("1", two, json!({"id": harness.fixtures.customer}))
        .await;
    assert_eq!(client.receive().await["type"], "error");
}
