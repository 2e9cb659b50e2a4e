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
        (&[], Some("every"), &first),
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

#[tokio::test]
async fn cached_responses_of_both_kinds_are_kept_apart() {
    let harness = Harness::start().await;
    for (header, expected) in [(None, 2), (Some("each"), 6), (None, 2)] {
        assert_eq!(errors(&harness, header).await.len(), expected, "{header:?}");
    }
}
