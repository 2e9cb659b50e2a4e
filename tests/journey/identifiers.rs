//! Customers looked up by identifier, and contact details with the permission `relate:contact:view`, which covers single
//! contacts only.

use std::collections::{BTreeMap, BTreeSet};

use journey_simulator::{Grant, Options};
use serde_json::{Value, json};

use super::harness::{Harness, SUPERVISOR};

const IDENTIFIERS: &str = "query($id: ID!) { customer(id: $id) { identifiers {
    type platformType value externalSource { id name } } } }";

const LOOK_UP: &str = "query($type: IdentifierType!, $value: String!, $source: ID) {
    customerByIdentifier(type: $type, value: $value, externalSource: $source) { id } }";

async fn identifiers(harness: &Harness, customer: &str) -> Vec<Value> {
    let data = harness.data(IDENTIFIERS, json!({"id": customer})).await;
    data["customer"]["identifiers"].as_array().unwrap().clone()
}

async fn look_up(harness: &Harness, identifier: &Value, source: &Value) -> Value {
    let variables = json!({
        "type": identifier["type"],
        "value": identifier["value"],
        "source": source,
    });
    harness.data(LOOK_UP, variables).await["customerByIdentifier"]["id"].clone()
}

#[tokio::test]
async fn every_identifier_of_a_customer_finds_the_customer() {
    let harness = Harness::start().await;
    let mut types = BTreeSet::new();
    for customer in harness.simulator.ordinary_customers().take(12) {
        for identifier in identifiers(&harness, &customer.id).await {
            let found = look_up(&harness, &identifier, &identifier["externalSource"]["id"]).await;
            assert_eq!(found, json!(customer.id), "{identifier}");
            types.insert(identifier["platformType"].as_str().unwrap().to_owned());
        }
    }
    assert_eq!(types.len(), 12, "{types:?}");
}

#[tokio::test]
async fn external_ids_are_unique_within_their_source_only() {
    let harness = Harness::start().await;
    let mut by_value: BTreeMap<String, Vec<(Value, String)>> = BTreeMap::new();
    for customer in harness.simulator.ordinary_customers().take(60) {
        for identifier in identifiers(&harness, &customer.id).await {
            if identifier["type"] == "EXTERNAL_ID" {
                assert!(identifier["externalSource"]["name"].is_string());
                let value = identifier["value"].as_str().unwrap().to_owned();
                by_value
                    .entry(value)
                    .or_default()
                    .push((identifier, customer.id.clone()));
            }
        }
    }
    let shared = by_value.values().find(|found| found.len() > 1);
    for (identifier, customer) in shared.expect("an external id that two sources share") {
        let found = look_up(&harness, identifier, &identifier["externalSource"]["id"]).await;
        assert_eq!(found, json!(customer));
    }
    let (identifier, _) = &shared.unwrap()[0];
    let other_source = json!("11111111-1111-4111-8111-111111111111");
    assert_eq!(
        look_up(&harness, identifier, &other_source).await,
        Value::Null
    );
}

#[tokio::test]
async fn only_external_ids_accept_an_external_source() {
    let harness = Harness::start().await;
    harness.warm_viewer(SUPERVISOR).await;
    let source = "11111111-1111-4111-8111-111111111111";
    for (ty, source) in [("EMAIL", source), ("EXTERNAL_ID", "CRM")] {
        let variables = json!({"type": ty, "value": "x", "source": source});
        let response = harness.query(SUPERVISOR, LOOK_UP, variables).await;
        let expected = (
            "BAD_USER_INPUT".to_owned(),
            "customerByIdentifier".to_owned(),
        );
        assert_eq!(response.errors(), [expected]);
        let extensions = &response.body["errors"][0]["extensions"];
        assert_eq!(extensions["argument"], "externalSource");
    }
    assert!(harness.take_calls().is_empty());
}

#[tokio::test]
async fn an_identifier_of_an_unknown_type_is_listed() {
    let harness = Harness::rewriting(Options::default(), &[], |name, body| {
        if name.ends_with("/identifiers") {
            body["entities"] = json!([
                {"type": "SocialMastodon", "value": "@lena", "externalSource": {"name": "no id"}},
            ]);
        }
    })
    .await;
    let found = identifiers(&harness, &harness.fixtures.customer).await;
    let expected = json!({
        "type": null, "platformType": "SocialMastodon", "value": "@lena", "externalSource": null,
    });
    assert_eq!(found, [expected]);
}

#[tokio::test]
async fn relate_contact_view_permits_the_details_of_single_contacts() {
    let query = "query($ids: [ID!]!) { customers(ids: $ids) {
        displayName firstName lastName title kind emails phones { e164 } organization { name }
        mergedInto { id displayName } } }";
    let single = "externalcontacts/contacts/{contactId}";
    let bulk = "externalcontacts/bulk/contacts";
    for (harness, is_service) in [
        (Harness::start().await, false),
        (
            Harness::start_with_service_identity(Options::default(), &[]).await,
            true,
        ),
    ] {
        let ids = json!([
            harness.fixtures.customer,
            harness.fixtures.merged_customer,
            harness.fixtures.live_customer,
            harness.fixtures.cookie_customer,
        ]);
        let expected = harness.data(query, json!({"ids": ids})).await;
        let grant = Grant {
            permissions: vec!["relate:contact:view".to_owned()],
            division: None,
        };
        harness.simulator.add_user("related", &[grant]);
        harness.warm_viewer("related").await;
        assert_eq!(
            harness
                .query("related", query, json!({"ids": ids}))
                .await
                .data(),
            expected
        );
        // One call for each contact and one for its organization; with `service` all of them are cached.
        let calls = harness.take_calls();
        let expected_calls = BTreeMap::from([(single, vec![1; 8])]);
        assert_eq!(
            calls,
            if is_service {
                BTreeMap::new()
            } else {
                expected_calls
            }
        );
        let other = harness.simulator.ordinary_customers().nth(9).unwrap().id;
        let name = "query($id: ID!) { customer(id: $id) { displayName } }";
        harness
            .query("related", name, json!({"id": other}))
            .await
            .data();
        let operation = if is_service { bulk } else { single };
        assert_eq!(harness.take_calls(), BTreeMap::from([(operation, vec![1])]));
        // Fields that need the other permission are denied without a call.
        let id = json!({"id": other});
        let denied = harness.query("related", IDENTIFIERS, id).await.errors();
        let path = "customer.identifiers".to_owned();
        assert_eq!(denied, [("PERMISSION_DENIED".to_owned(), path)]);
        let phone = json!({"type": "PHONE", "value": harness.fixtures.customer_phone});
        let denied = harness.query("related", LOOK_UP, phone).await.errors();
        let path = "customerByIdentifier".to_owned();
        assert_eq!(denied, [("PERMISSION_DENIED".to_owned(), path)]);
        assert!(
            !harness
                .take_calls()
                .keys()
                .any(|call| call.contains("identifier"))
        );
    }
}
