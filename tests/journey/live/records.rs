//! Fields that frames omit: attributes, and the ids of other systems.

use journey_simulator::{Action, Options};
use serde_json::{Value, json};

use super::client::Client;
use super::{Harness, SESSIONS, SUPERVISOR};

const FIELDS: &str = "id eventCount shortId externalId externalUrl ... on WebSession {
    attributes { name value dataType } attributeLists { name values dataType } }";

/// Adds the fields to a session of the REST API. The simulator's frames do not have them.
fn describe(session: &mut Value) {
    session["shortId"] = json!("10482");
    session["externalId"] = json!("K-1");
    session["externalUrl"] = json!("https://kiosk.example.com/K-1");
    session["attributes"] = json!({"tier": {"dataType": "STRING", "value": "gold"}});
    session["attributeLists"] = json!({"topics": {"dataType": "STRING", "values": ["a", "b"]}});
}

fn described(session: &Value) -> bool {
    session["shortId"] == "10482"
        && session["externalId"] == "K-1"
        && session["externalUrl"] == "https://kiosk.example.com/K-1"
        && session["attributes"] == json!([{"name": "tier", "value": "gold", "dataType": "STRING"}])
        && session["attributeLists"]
            == json!([{"name": "topics", "values": ["a", "b"], "dataType": "STRING"}])
}

#[tokio::test]
async fn a_frame_keeps_the_fields_that_frames_omit() {
    let harness = Harness::rewriting(Options::default(), &[], |name, body| {
        if name.contains("/journey/sessions") && body["entities"].is_array() {
            body["entities"]
                .as_array_mut()
                .unwrap()
                .iter_mut()
                .for_each(describe);
        }
    })
    .await;
    let (customer, visit) = (
        &harness.fixtures.live_customer,
        &harness.fixtures.live_visit,
    );
    let mut client = Client::connect(&harness.url, SUPERVISOR).await;
    let watch = format!(
        "subscription($id: ID!) {{ journeyChanged(customerId: $id) {{ kind session {{ {FIELDS} }} }} }}"
    );
    client.subscribe("1", &watch, json!({"id": customer})).await;
    let list = format!(
        "query($id: ID!) {{ customer(id: $id) {{ sessions(first: 25) {{ nodes {{ {FIELDS} }} }} }} }}"
    );
    let listed = async || {
        let data = harness.data(&list, json!({"id": customer})).await;
        let nodes = data["customer"]["sessions"]["nodes"].as_array().unwrap();
        nodes
            .iter()
            .find(|session| session["id"] == **visit)
            .unwrap()
            .clone()
    };
    let before = loop {
        let session = client.change().await["session"].clone();
        if session["id"] == **visit {
            break session;
        }
    };
    assert!(described(&before), "{before}");
    // From the first list without an upstream call, frames alone keep it current.
    let mut responses = 0;
    loop {
        harness.take_calls();
        assert!(described(&listed().await));
        if !harness.take_calls().contains_key(SESSIONS) {
            break;
        }
        responses += 1;
        assert!(responses < 2_000, "never covered");
    }
    let changed = harness.simulator.perform(customer, Action::WebEvent);
    assert_eq!(changed.as_ref(), Some(visit));
    let after = loop {
        let session = client.change().await["session"].clone();
        if session["id"] == **visit && session["eventCount"] != before["eventCount"] {
            break session;
        }
    };
    assert!(described(&after), "{after}");
    let listed = listed().await;
    assert_eq!(listed, after);
    let by_id = format!("query($id: ID!) {{ session(id: $id) {{ {FIELDS} }} }}");
    let found = harness.data(&by_id, json!({"id": visit})).await;
    assert_eq!(found["session"], after);
    assert!(!harness.take_calls().contains_key(SESSIONS));
}
