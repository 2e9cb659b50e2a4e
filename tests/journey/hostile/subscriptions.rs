//! A viewer that watches as many customers as it can.

use journey_simulator::Options;
use serde_json::json;
use uuid::Uuid;

use crate::journey::harness::{AGENT, Harness, SERVICE_IDENTITY, SUPERVISOR};
use crate::journey::live::client::Client;

#[tokio::test]
async fn subscriptions_of_one_viewer_leave_room_for_another() {
    let settings = [SERVICE_IDENTITY, &[("live.customers", "10")]].concat();
    let harness = Harness::start_with(Options::default(), &settings).await;
    let mut greedy = Client::connect(&harness.url, AGENT).await;
    let mut refused = None;
    for number in 0..20 {
        let id = number.to_string();
        greedy.watch(&id, &Uuid::new_v4().to_string()).await;
        // A pong comes behind a refusal.
        greedy.say(json!({"type": "ping"})).await;
        loop {
            let message = greedy.hear().await;
            match message["type"].as_str().unwrap() {
                "pong" => break,
                "error" => refused = Some((number, message)),
                _ => {}
            }
        }
        if refused.is_some() {
            break;
        }
    }
    // All but the reserve; the pong may come before the refusal of the one before.
    let (number, message) = refused.expect("a refusal");
    assert!((8..=9).contains(&number), "{number}");
    let error = &message["payload"][0];
    assert_eq!(error["extensions"]["code"], "OVERLOADED", "{message}");
    let mut other = Client::connect(&harness.url, SUPERVISOR).await;
    other.watch("1", &harness.fixtures.customer).await;
    other.change().await;
}
