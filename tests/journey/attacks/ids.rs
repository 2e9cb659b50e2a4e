//! Ids and cursors become parts of upstream paths and queries. Hostile values do not change the path.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use super::super::harness::{Harness, SUPERVISOR};

/// Hostile ids. `GOOD` is replaced with a valid id.
const IDS: &[&str] = &[
    "../users/me",
    "..%2f..%2fusers%2fme",
    "GOOD/../../users/me",
    "GOOD?x=y",
    "GOOD%3Fx=y",
    "GOOD#x",
    "GOOD;x=y",
    "GOOD,GOOD",
    "GOOD\r\nhost: elsewhere.example",
    "GOOD%0d%0ahost: elsewhere.example",
    "GOOD ",
    "GOOD\u{0}",
    "{GOOD}",
    "urn:uuid:GOOD",
    "http://elsewhere.example/",
    "//elsewhere.example",
    "ＣＦ４Ｄ７７１Ｆ",
    "\u{202e}GOOD",
    "é́GOOD",
    "",
];

const FIELDS: &[&str] = &[
    "customer(id: $id) { id displayName sessions { nodes { id } } }",
    "customers(ids: [$id]) { id displayName }",
    "session(id: $id) { id }",
    "sessions(ids: [$id]) { id }",
    "queue(id: $id) { id name }",
    "queues(ids: [$id]) { id name }",
    "wrapUpCode(id: $id) { id name }",
    "wrapUpCodes(ids: [$id]) { id name }",
    "agent(id: $id) { id name }",
    "agents(ids: [$id]) { id name }",
];

#[tokio::test]
async fn an_invalid_id_causes_no_upstream_call() {
    let harness = Harness::start().await;
    harness.warm_viewer(SUPERVISOR).await;
    for field in FIELDS {
        for id in IDS {
            let id = id.replace("GOOD", &harness.fixtures.customer);
            let query = format!("query($id: ID!) {{ {field} }}");
            let response = harness.query(SUPERVISOR, &query, json!({"id": id})).await;
            assert_eq!(response.status, 200, "{field} {id}");
            let errors = response.errors();
            assert_eq!(errors.len(), 1, "{field} {id}");
            assert_eq!(errors[0].0, "BAD_USER_INPUT", "{field} {id}");
        }
    }
    assert_eq!(harness.simulator.calls(), []);
}

#[tokio::test]
async fn identifiers_and_cursors_are_escaped_in_upstream_urls() {
    let harness = Harness::start().await;
    harness.warm_viewer(SUPERVISOR).await;
    let look_up =
        "query($value: String!) { customerByIdentifier(type: EMAIL, value: $value) { id } }";
    let page = "query($id: ID!, $after: String) { customer(id: $id) { sessions(after: $after) { nodes { id } } } }";
    for text in [
        "../../users/me",
        "a&pageSize=9&x=y",
        "a#b",
        "a\r\nhost: x",
        "é",
    ] {
        harness
            .query(SUPERVISOR, look_up, json!({"value": text}))
            .await;
        let customer = &harness.fixtures.customer;
        let position = json!([25, text, [1_795_000_000_000_u64, customer]]);
        let cursor = URL_SAFE_NO_PAD.encode(position.to_string());
        let variables = json!({"id": customer, "after": cursor});
        harness.query(SUPERVISOR, page, variables).await;
    }
    let calls = harness.simulator.calls();
    let operations: BTreeSet<_> = calls.iter().map(|call| call.operation).collect();
    assert_eq!(
        operations,
        BTreeSet::from([
            "GET /api/v2/externalcontacts/contacts/{contactId}/journey/sessions",
            "POST /api/v2/externalcontacts/identifierlookup/contacts",
        ])
    );
    for call in calls {
        let keys: Vec<_> = url::form_urlencoded::parse(call.query.as_bytes())
            .map(|(key, _)| key.into_owned())
            .collect();
        assert!(!keys.contains(&"x".to_owned()), "{}", call.query);
        assert!(keys.iter().filter(|key| *key == "pageSize").count() <= 1);
        assert!(call.query.is_ascii() && !call.query.contains(['\r', '\n', '#']));
    }
}
