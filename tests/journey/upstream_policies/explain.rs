//! `X-Journey-Explain`: an answer tells how it came about.

use journey_simulator::{FaultKind, Options};
use serde_json::{Value, json};

use super::super::harness::{Harness, SUPERVISOR};
use super::SESSIONS;

const TAB: &str =
    "query($id: ID!) { customer(id: $id) { displayName sessions(first: 20, filter: {includeUnsupportedChannels: true}) { nodes { id
  ... on ConversationSession { queue { name } agent { name } }
  ... on WebSession { events { nodes { id } } } } } } }";

const EXPLAINING: (&str, &str) = ("explain", "true");

async fn ask(harness: &Harness, header: Option<&str>) -> Value {
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

async fn explained(harness: &Harness) -> Value {
    let mut answer = ask(harness, Some("1")).await;
    answer["extensions"]["journey"]["upstream"].take()
}

#[tokio::test]
async fn nothing_is_told_unless_it_is_allowed_and_asked_for() {
    let silent = Harness::start().await;
    assert_eq!(ask(&silent, Some("1")).await["extensions"], Value::Null);
    let open = Harness::start_with(Options::default(), &[EXPLAINING]).await;
    for header in [None, Some("0"), Some("")] {
        assert_eq!(ask(&open, header).await["extensions"], Value::Null);
    }
    assert!(explained(&open).await.is_object());
}

#[tokio::test]
async fn each_call_is_told_with_its_wave_and_what_is_known_costs_none() {
    let harness = Harness::start_with(Options::default(), &[EXPLAINING]).await;
    harness.warm_viewer(SUPERVISOR).await;
    let first = explained(&harness).await;
    let asked = harness.simulator.calls();
    assert_eq!(first["calls"], asked.len());
    let operations = first["operations"].as_array().unwrap();
    let told: usize = operations
        .iter()
        .map(|one| one["calls"].as_array().unwrap().len())
        .sum();
    assert_eq!(told, asked.len(), "{first:#}");
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
        .find(|one| one["operation"] == "GET /api/v2/journey/sessions/{id}/events");
    assert_eq!(events.unwrap()["calls"][0]["ids"], 1);
    assert_eq!(first["cache"]["sessionPage"]["fetched"], 1);

    // Nothing but what the cache holds, and not a finished answer either.
    ask(&harness, None).await;
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
    // What was explained is not what others get.
    assert_eq!(ask(&harness, None).await["extensions"], Value::Null);
}

#[tokio::test]
async fn retries_failures_and_what_stands_in_are_told() {
    let settings = [
        EXPLAINING,
        ("platform.retry_percent", "1000"),
        ("cache.open_ttl", "1ms"),
    ];
    let harness = Harness::start_with(Options::default(), &settings).await;
    explained(&harness).await;
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    harness
        .simulator
        .inject(SESSIONS, FaultKind::Status(503), 1.0);
    let told = explained(&harness).await;
    let call = &told["operations"][0]["calls"][0];
    assert_eq!(
        (&call["retries"], &call["outcome"]),
        (&json!(2), &json!("UPSTREAM_UNAVAILABLE"))
    );
    assert_eq!(told["calls"], 3, "{told:#}");
    assert_eq!(told["cache"]["sessionPage"]["stale"], 1);
}

#[tokio::test]
async fn what_is_left_of_the_budget_is_told() {
    let options = Options {
        rate_limit: Some(300),
        ..Options::default()
    };
    let harness = Harness::start_with(options, &[EXPLAINING]).await;
    let told = explained(&harness).await;
    let calls = told["calls"].as_u64().unwrap();
    // Finding out who asks took three.
    assert_eq!(told["budgetLeft"], 300 - 3 - calls, "{told:#}");
}

#[tokio::test]
async fn pages_of_allowed_origins_may_ask() {
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
