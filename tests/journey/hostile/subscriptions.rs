//! A viewer that subscribes to as many customers as it can.

use journey_simulator::Options;
use serde_json::json;

use crate::journey::harness::{AGENT, Harness, SERVICE_IDENTITY, SUPERVISOR};
use crate::journey::live::client::Client;

#[tokio::test]
async fn subscriptions_of_one_viewer_leave_room_for_another() {
    let settings = [SERVICE_IDENTITY, &[("live.customers", "10")]].concat();
    let harness = Harness::start_with(Options::default(), &settings).await;
    let mut attacker = Client::connect(&harness.url, AGENT).await;
    let mut refused = None;
    for (number, customer) in harness.simulator.ordinary_customers().take(20).enumerate() {
        let id = number.to_string();
        attacker.watch(&id, &customer.id).await;
        // The pong follows the result of the subscription, so that the loop sees a refusal first.
        attacker.send(json!({"type": "ping"})).await;
        loop {
            let message = attacker.receive().await;
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
    // One viewer gets all slots except the reserve. The pong may overtake the refusal of the previous subscription.
    let (number, message) = refused.expect("a refusal");
    assert!((8..=9).contains(&number), "{number}");
    let error = &message["payload"][0];
    assert_eq!(error["extensions"]["code"], "OVERLOADED", "{message}");
    let mut other = Client::connect(&harness.url, SUPERVISOR).await;
    other.watch("1", &harness.fixtures.customer).await;
    other.change().await;
}
