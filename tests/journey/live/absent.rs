//! A subscription to a customer that the platform does not know, or does not know any more, ends with an error.

use journey_simulator::FaultKind;
use serde_json::{Value, json};

use super::client::Client;
use super::{SESSIONS, Scene, WATCH};
use crate::journey::harness::{SERVICE_IDENTITY, SUPERVISOR};

/// Skips changes until operation `id` ends. Returns the code of its error.
async fn error_code(client: &mut Client, id: &str) -> Value {
    loop {
        let message = client.receive().await;
        assert_eq!(message["id"], id, "{message}");
        if message["type"] != "next" {
            assert_eq!(message["type"], "error", "{message}");
            return message["payload"][0]["extensions"]["code"].clone();
        }
    }
}

#[tokio::test]
async fn a_subscription_to_an_unknown_customer_ends_with_an_error() {
    for identity in [&[], SERVICE_IDENTITY] {
        let scene = Scene::with(identity).await;
        let mut client = Client::connect(&scene.harness.url, SUPERVISOR).await;
        let unknown = json!({"id": scene.harness.fixtures.unknown_id});
        for id in ["1", "2"] {
            client.subscribe(id, WATCH, unknown.clone()).await;
            assert_eq!(error_code(&mut client, id).await, "NOT_FOUND");
        }
        // The socket and other subscriptions go on.
        client.watch("3", &scene.customer).await;
        client.change().await;
    }
}

#[tokio::test]
async fn a_subscription_ends_when_its_customer_is_deleted() {
    let scene = Scene::start().await;
    let mut client = Client::connect(&scene.harness.url, SUPERVISOR).await;
    client.watch("1", &scene.customer).await;
    client.change().await;
    let simulator = &scene.harness.simulator;
    let list = format!("GET /api/v2/{SESSIONS}");
    simulator.inject_fault(&list, FaultKind::Status(404), 1.0);
    // After a gap, the list is read again.
    simulator.drop_sockets();
    assert_eq!(error_code(&mut client, "1").await, "NOT_FOUND");
    // The customer is known again: nothing of the former subscription is left.
    simulator.clear_faults();
    client.watch("2", &scene.customer).await;
    client.change().await;
}
