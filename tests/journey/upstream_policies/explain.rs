//! The request header `X-Journey-Explain` adds the upstream calls of a response to its extensions.

use journey_gateway::config::Config;
use journey_gateway::pipeline::operation::{DocumentCache, Suggestions, highest_cost};
use journey_simulator::{FaultKind, Options};
use serde_json::{Map, Value, json};

use super::super::harness::{Harness, SUPERVISOR};
use super::SESSIONS;

const TAB: &str =
    "query($id: ID!) { customer(id: $id) { displayName sessions(first: 20, filter: {includeUnsupportedChannels: true}) { nodes { id
  ... on ConversationSession { queue { name } agent { name } }
  ... on WebSession { events { nodes { id } } } } } } }";

const EXPLAIN: (&str, &str) = ("explain", "true");

async fn query_with_header(harness: &Harness, header: Option<&str>) -> Value {
    let request = harness
        .client
        .post(format!("{}/graphql", harness.url))
        .bearer_auth(SUPERVISOR)
        .json(&json!({"query": TAB, "variables": {"id": harness.fixtures.customer}}));
    let request = match header {
        Some(value) => request.header("x-journey-explain", value),
        None => request,
    };
    request.send().await.unwrap().json().await.unwrap()
}

/// The `extensions.journey.upstream` of a response.
async fn explained(harness: &Harness) -> Value {
    let mut response = query_with_header(harness, Some("1")).await;
    response["extensions"]["journey"]["upstream"].take()
}

#[tokio::test]
async fn explain_needs_the_setting_and_the_header() {
    let disabled = Harness::start().await;
    assert_eq!(
        query_with_header(&disabled, Some("1")).await["extensions"],
        Value::Null
    );
    let enabled = Harness::start_with(Options::default(), &[EXPLAIN]).await;
    for header in [None, Some("0"), Some("")] {
        assert_eq!(
            query_with_header(&enabled, header).await["extensions"],
            Value::Null
        );
    }
    assert!(explained(&enabled).await.is_object());
}

#[tokio::test]
async fn explain_reports_the_cost_of_the_operation() {
    let harness = Harness::start_with(Options::default(), &[EXPLAIN]).await;
    let response = query_with_header(&harness, Some("1")).await;
    let limits = Config::read(
        None,
        std::iter::empty(),
        vec![("platform_url", harness.url.clone())],
    );
    let limits = limits.unwrap().limits;
    let document = DocumentCache::new(0, Suggestions::On)
        .get_or_parse(TAB, &limits)
        .unwrap();
    let (_, operation) = document.parsed.operations.iter().next().unwrap();
    let cost = highest_cost(&document, &operation.node, &Map::new(), &limits).unwrap();
    assert_eq!(response["extensions"]["journey"]["cost"], cost);
}

#[tokio::test]
async fn explain_reports_each_call_with_its_wave_and_no_call_for_cached_data() {
    let harness = Harness::start_with(Options::default(), &[EXPLAIN]).await;
    harness.warm_viewer(SUPERVISOR).await;
    let first = explained(&harness).await;
    let calls = harness.simulator.calls();
    assert_eq!(first["calls"], calls.len());
    let operations = first["operations"].as_array().unwrap();
    let reported: usize = operations
        .iter()
        .map(|operation| operation["calls"].as_array().unwrap().len())
        .sum();
    assert_eq!(reported, calls.len(), "{first:#}");
    assert_eq!(first["waves"], 2, "{first:#}");
    for operation in operations {
        let name = operation["operation"].as_str().unwrap();
        let wave = if name.ends_with("/bulk/contacts") || name.ends_with("/journey/sessions") {
            1
        } else {
            2
        };
        for call in operation["calls"].as_array().unwrap() {
            assert_eq!(call["wave"], wave, "{first:#}");
            assert_eq!(call["outcome"], "OK");
            assert_eq!(call["retries"], 0);
        }
    }
    let events = operations
        .iter()
        .find(|operation| operation["operation"] == "GET /api/v2/journey/sessions/{id}/events");
    assert_eq!(events.unwrap()["calls"][0]["ids"], 1);
    assert_eq!(first["cache"]["sessionPage"]["fetched"], 1);

    // The second response is executed from cached entries; it does not come from the response cache.
    query_with_header(&harness, None).await;
    harness.simulator.reset_calls();
    let second = explained(&harness).await;
    assert_eq!(second["calls"], 0);
    assert_eq!(
        (&second["waves"], &second["operations"]),
        (&json!(0), &json!([]))
    );
    let pages = &second["cache"]["sessionPage"];
    assert!(pages["hits"].as_u64() >= Some(1), "{second:#}");
    assert_eq!(
        (&pages["joined"], &pages["fetched"]),
        (&json!(0), &json!(0))
    );
    assert_eq!(harness.simulator.calls().len(), 0);
    // An explained response is not cached for requests without the header.
    assert_eq!(
        query_with_header(&harness, None).await["extensions"],
        Value::Null
    );
}

#[tokio::test]
async fn the_events_of_a_page_are_read_in_one_wave() {
    let harness = Harness::start_with(Options::default(), &[EXPLAIN]).await;
    harness.warm_viewer(SUPERVISOR).await;
    let query = "query($id: ID!) { customer(id: $id) { sessions(first: 60, filter: {types: [WEB]}) { nodes {
        ... on WebSession { events(first: 5) { nodes { id } } } } } } }";
    let body = json!({"query": query, "variables": {"id": harness.fixtures.frequent_customer}});
    let request = harness.client.post(format!("{}/graphql", harness.url));
    let request = request.bearer_auth(SUPERVISOR).json(&body);
    let response = request.header("x-journey-explain", "1").send().await;
    let response: Value = response.unwrap().json().await.unwrap();
    assert_eq!(response["errors"], Value::Null, "{response:#}");
    let operations = &response["extensions"]["journey"]["upstream"]["operations"];
    let events = operations.as_array().unwrap().iter();
    let mut events = events.filter(|operation| operation["name"] == "SessionEvents");
    let calls = events.next().unwrap()["calls"].as_array().unwrap();
    assert!(calls.len() > 16, "{}", calls.len());
    let wave = &calls[0]["wave"];
    assert!(calls.iter().all(|call| call["wave"] == *wave), "{calls:#?}");
}

#[tokio::test]
async fn explain_reports_retries_failures_and_stale_entries() {
    let settings = [
        EXPLAIN,
        ("platform.retry_percent", "100"),
        ("cache.open_ttl", "1ms"),
    ];
    let harness = Harness::start_with(Options::default(), &settings).await;
    explained(&harness).await;
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    harness
        .simulator
        .inject_fault(SESSIONS, FaultKind::Status(503), 1.0);
    let report = explained(&harness).await;
    let call = &report["operations"][0]["calls"][0];
    assert_eq!(
        (&call["retries"], &call["outcome"]),
        (&json!(2), &json!("UPSTREAM_UNAVAILABLE"))
    );
    assert_eq!(report["calls"], 3, "{report:#}");
    assert_eq!(report["cache"]["sessionPage"]["stale"], 1);
}

#[tokio::test]
async fn explain_reports_the_remaining_rate_limit() {
    let options = Options {
        rate_limit: Some(300),
        ..Options::default()
    };
    let harness = Harness::start_with(options, &[EXPLAIN]).await;
    let report = explained(&harness).await;
    let calls = report["calls"].as_u64().unwrap();
    // Introspection took three calls.
    assert_eq!(report["budgetLeft"], 300 - 3 - calls, "{report:#}");
}

#[tokio::test]
async fn allowed_origins_may_send_the_explain_header() {
    let origin = "https://desktop.example.com";
    let harness = Harness::start_with(Options::default(), &[("allowed_origins", origin)]).await;
    let preflight = harness
        .client
        .request(reqwest::Method::OPTIONS, format!("{}/graphql", harness.url))
        .header("origin", origin)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "x-journey-explain")
        .send()
        .await
        .unwrap();
    let allowed = preflight.headers()["access-control-allow-headers"]
        .to_str()
        .unwrap();
    assert!(
        allowed.split(',').any(|name| name == "x-journey-explain"),
        "{allowed}"
    );
}
