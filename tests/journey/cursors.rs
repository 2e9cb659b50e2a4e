//! Cursors of each kind of list, with both identities.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use journey_simulator::Options;
use serde_json::{Value, json};

use super::harness::{AGENT, Harness, SERVICE_IDENTITY, SUPERVISOR, second_gateway};

const SESSIONS: &str = "query($id: ID!, $after: String) { customer(id: $id) {
    list: sessions(first: 2, after: $after) { nodes { id } pageInfo { endCursor } } } }";
const EVENTS: &str = "query($id: ID!, $after: String) { session(id: $id) {
    list: events(first: 2, after: $after) { nodes { id } pageInfo { endCursor } } } }";

/// Query and id for one list of each kind: sessions, events of a visit, events of a conversation.
fn lists(harness: &Harness) -> [(&'static str, &str); 3] {
    let fixtures = &harness.fixtures;
    [
        (SESSIONS, &fixtures.customer),
        (EVENTS, &fixtures.long_visit),
        (EVENTS, &fixtures.transferred_call),
    ]
}

/// The list in a response.
fn list(body: &Value) -> &Value {
    let owner = body["data"].as_object().unwrap().values().next().unwrap();
    &owner["list"]
}

async fn fetch_page(
    harness: &Harness,
    url: &str,
    query: &str,
    id: &str,
    after: Option<&str>,
) -> Value {
    let variables = json!({"id": id, "after": after});
    harness
        .query_at(url, SUPERVISOR, query, variables)
        .await
        .body
}

fn end_cursor(body: &Value) -> String {
    let cursor = &list(body)["pageInfo"]["endCursor"];
    cursor
        .as_str()
        .unwrap_or_else(|| panic!("{body}"))
        .to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn any_gateway_reads_passthrough_cursors() {
    let harness = Harness::start().await;
    let (other, _stop) = second_gateway(&harness, &[]).await;
    for (query, id) in lists(&harness) {
        let cursor = end_cursor(&fetch_page(&harness, &harness.url, query, id, None).await);
        let own_page = fetch_page(&harness, &harness.url, query, id, Some(&cursor)).await;
        let other_page = fetch_page(&harness, &other, query, id, Some(&cursor)).await;
        assert_eq!(own_page, other_page);
        assert!(own_page["errors"].is_null(), "{own_page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn service_cursors_are_sealed_and_readable_with_the_previous_secret() {
    let harness = Harness::start_with_service_identity(Options::default(), &[]).await;
    let service_with =
        |settings: &[(&'static str, &'static str)]| [SERVICE_IDENTITY, settings].concat();
    let secret = ("cursors.secret", "sixteen letters or more");
    let same_secret = service_with(&[]);
    let rotated = service_with(&[secret, ("cursors.previous_secret", "demo-secret")]);
    let other_secret = service_with(&[secret]);
    let (same_secret, _stop) = second_gateway(&harness, &same_secret).await;
    let (rotated, _stop) = second_gateway(&harness, &rotated).await;
    let (other_secret, _stop) = second_gateway(&harness, &other_secret).await;
    let mut cursors = Vec::new();
    for (query, id) in lists(&harness) {
        let cursor = end_cursor(&fetch_page(&harness, &harness.url, query, id, None).await);
        let bytes = URL_SAFE_NO_PAD.decode(&cursor).unwrap();
        assert!(serde_json::from_slice::<Value>(&bytes).is_err(), "{cursor}");
        let own_page = fetch_page(&harness, &harness.url, query, id, Some(&cursor)).await;
        assert!(own_page["errors"].is_null(), "{own_page}");
        for gateway in [&same_secret, &rotated] {
            let other_page = fetch_page(&harness, gateway, query, id, Some(&cursor)).await;
            assert_eq!(list(&other_page)["nodes"], list(&own_page)["nodes"]);
        }
        let rejected = fetch_page(&harness, &other_secret, query, id, Some(&cursor)).await;
        assert_eq!(
            rejected["errors"][0]["extensions"]["code"],
            "BAD_USER_INPUT"
        );
        // A gateway without the new secret cannot read cursors that are sealed with it.
        let new = end_cursor(&fetch_page(&harness, &rotated, query, id, None).await);
        let rejected = fetch_page(&harness, &harness.url, query, id, Some(&new)).await;
        assert_eq!(
            rejected["errors"][0]["extensions"]["code"],
            "BAD_USER_INPUT"
        );
        cursors.push(cursor);
    }
    // Cursors of another kind and unsealed cursors are rejected.
    let forged = [
        json!([
            50,
            null,
            [1_790_000_000_000_i64, harness.fixtures.unknown_id]
        ]),
        json!([50, "next", 1_790_000_000_000_i64, "event"]),
        json!([1]),
    ];
    for (kind, (query, id)) in lists(&harness).into_iter().enumerate() {
        let others = (0..3).filter(|other| *other != kind);
        let mut wrong: Vec<_> = others.map(|other| cursors[other].clone()).collect();
        wrong.push(URL_SAFE_NO_PAD.encode(forged[kind].to_string()));
        for cursor in wrong {
            let rejected = fetch_page(&harness, &harness.url, query, id, Some(&cursor)).await;
            assert_eq!(
                rejected["errors"][0]["extensions"]["code"],
                "BAD_USER_INPUT"
            );
        }
    }
}

#[tokio::test]
async fn a_cursor_reveals_nothing_about_hidden_sessions() {
    let query =
        "query($id: ID!, $after: String) { customer(id: $id) { sessions(first: 2, after: $after) {
        nodes { id } edges { cursor } pageInfo { startCursor endCursor hasNextPage } } } }";
    let harness = Harness::start_with_service_identity(Options::default(), &[]).await;
    let (mut after, mut seen) = (Value::Null, Vec::new());
    for _ in 0..4 {
        let variables = json!({"id": harness.fixtures.divided_customer, "after": after});
        let data = harness.query(AGENT, query, variables).await.data();
        let page = &data["customer"]["sessions"];
        seen.extend(super::harness::ids(&page["nodes"]));
        let edges = page["edges"].as_array().unwrap().iter();
        let info = &page["pageInfo"];
        let cursors = edges.map(|edge| &edge["cursor"]);
        for cursor in cursors.chain([&info["startCursor"], &info["endCursor"]]) {
            let bytes = URL_SAFE_NO_PAD.decode(cursor.as_str().unwrap()).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            assert!(serde_json::from_slice::<Value>(&bytes).is_err(), "{text}");
        }
        if info["hasNextPage"] == false {
            break;
        }
        after = info["endCursor"].clone();
    }
    let count = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert!(
        count > 2 && seen.len() == count,
        "each session once: {seen:?}"
    );
}
