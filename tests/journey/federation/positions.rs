//! One error for each position of a field, for gateways that find errors by their paths.

use journey_simulator::Options;
use serde_json::{Value, json};

use super::super::harness::{AGENT, Harness};

const QUERY: &str = "query($ids: [ID!]!) { customers(ids: $ids) { name: displayName
    sessions(first: 2) { nodes { customer { firstName } } } } }";

async fn errors(harness: &Harness, header: Option<&str>) -> Vec<Value> {
    let ids = [&harness.fixtures.customer, &harness.fixtures.live_customer];
    let mut request = harness
        .client
        .post(format!("{}/graphql", harness.url))
        .bearer_auth(AGENT)
        .json(&json!({"query": QUERY, "variables": {"ids": ids}}));
    if let Some(value) = header {
        request = request.header("X-Journey-Error-Positions", value);
    }
    let body: Value = request.send().await.unwrap().json().await.unwrap();
    body["errors"].as_array().unwrap().clone()
}

fn paths(errors: &[Value]) -> Vec<String> {
    errors
        .iter()
        .map(|error| error["path"].to_string())
        .collect()
}

#[tokio::test]
async fn errors_are_reported_once_or_at_each_position() {
    let first = [
        r#"["customers",0,"name"]"#,
        r#"["customers",0,"sessions","nodes",0,"customer","firstName"]"#,
    ];
    let each = [
        r#"["customers",0,"name"]"#,
        r#"["customers",1,"name"]"#,
        r#"["customers",0,"sessions","nodes",0,"customer","firstName"]"#,
        r#"["customers",0,"sessions","nodes",1,"customer","firstName"]"#,
        r#"["customers",1,"sessions","nodes",0,"customer","firstName"]"#,
        r#"["customers",1,"sessions","nodes",1,"customer","firstName"]"#,
    ];
    let by_setting = [("error_positions", "each")];
    for (settings, header, expected) in [
        (&[][..], None, &first[..]),
        (&[], Some("each"), &each),
        (&[], Some("first"), &first),
        (&by_setting, None, &each),
        (&by_setting, Some("first"), &first),
    ] {
        let harness = Harness::start_with(Options::default(), settings).await;
        // The second response comes from the cache.
        for _ in 0..2 {
            let errors = errors(&harness, header).await;
            assert_eq!(paths(&errors), expected, "{settings:?} {header:?}");
            let positions = errors.iter().map(|error| &error["extensions"]["positions"]);
            let positions: u64 = positions.map(|count| count.as_u64().unwrap()).sum();
            assert_eq!(positions, 6);
        }
    }
}

/// However often another field fails, each field has an error, and the first one counts those that are left out.
#[tokio::test]
async fn every_field_has_an_error_when_there_are_too_many() {
    let settings = [("error_positions", "each")];
    let harness = Harness::start_with(Options::default(), &settings).await;
    let id = &harness.fixtures.customer;
    let aliases: Vec<_> = (0..25)
        .map(|number| format!("n{number}: displayName"))
        .collect();
    let aliases = aliases.join(" ");
    let query = format!(
        "query($ids: [ID!]!) {{ customers(ids: $ids) {{ {aliases} }} last: customer(id: \"{id}\") {{ firstName }} }}"
    );
    let variables = json!({"ids": vec![id; 100]});
    let response = harness.query(AGENT, &query, variables).await;
    let errors = response.body["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 2_000);
    let last = errors.iter().find(|error| error["path"][0] == "last");
    assert_eq!(last.unwrap()["extensions"]["positions"], 1);
    let positions = errors.iter().map(|error| &error["extensions"]["positions"]);
    let positions: u64 = positions.map(|count| count.as_u64().unwrap()).sum();
    assert_eq!(positions, 2_501);
}

#[tokio::test]
async fn another_value_of_the_header_is_rejected() {
    let harness = Harness::start().await;
    let request = harness.client.post(format!("{}/graphql", harness.url));
    let request = request
        .bearer_auth(AGENT)
        .header("X-Journey-Error-Positions", "all");
    let response = request
        .json(&json!({"query": "{ __typename }"}))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 400);
    let body: Value = response.json().await.unwrap();
    assert_eq!(
        body["errors"][0]["extensions"]["code"], "BAD_REQUEST",
        "{body}"
    );
}

/// Other gateways read subscriptions as server-sent events.
#[tokio::test]
async fn events_of_a_subscription_report_each_position() {
    let harness = Harness::start().await;
    let customer = &harness.fixtures.live_customer;
    let query = format!(
        "subscription {{ journeyChanged(customerId: \"{customer}\") {{ session {{ customer {{
            sessions(first: 3) {{ nodes {{ customer {{ firstName }} }} }} }} }} }} }}"
    );
    for (value, expected) in [("first", 1), ("each", 3)] {
        let request = harness.client.post(format!("{}/graphql", harness.url));
        let request = request
            .bearer_auth(AGENT)
            .header("accept", "text/event-stream")
            .header("X-Journey-Error-Positions", value)
            .json(&json!({"query": query}));
        let mut response = request.send().await.unwrap();
        let mut text = String::new();
        while !text.contains("\n\n") {
            text += std::str::from_utf8(&response.chunk().await.unwrap().unwrap()).unwrap();
        }
        let event = text.strip_prefix("event: next\ndata: ").unwrap();
        let result: Value = serde_json::from_str(event.lines().next().unwrap()).unwrap();
        assert_eq!(
            result["errors"].as_array().unwrap().len(),
            expected,
            "{result}"
        );
    }
}

#[tokio::test]
async fn cached_responses_of_both_kinds_are_kept_apart() {
    let harness = Harness::start().await;
    for (header, expected) in [(None, 2), (Some("each"), 6), (None, 2)] {
        assert_eq!(errors(&harness, header).await.len(), expected, "{header:?}");
    }
}
