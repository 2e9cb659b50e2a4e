//! What is counted, and that a panic costs one request and is counted.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use journey_gateway::clock::Clock;
use journey_simulator::{FaultKind, Options};
use serde_json::json;

use super::harness::{
    AGENT, Harness, SUPERVISOR, fixed_now, second_gateway, second_gateway_with_clock,
};

/// The lines that tell a number, without the text around them.
async fn numbers(harness: &Harness, url: &str) -> String {
    let response = harness.client.get(format!("{url}/metrics")).send();
    let response = response.await.unwrap();
    assert_eq!(response.status(), 200);
    let ty = response.headers()["content-type"].to_str().unwrap();
    assert!(
        ty.starts_with("application/openmetrics-text; version=1.0.0"),
        "{ty}"
    );
    let text = response.text().await.unwrap();
    assert!(text.ends_with("# EOF\n"), "{text}");
    text
}

fn has(text: &str, line: &str) {
    let line = format!("journey_gateway_{line}");
    assert!(
        text.lines().any(|one| one == line),
        "{line} is not in\n{text}"
    );
}

#[tokio::test]
async fn a_panic_costs_one_request_and_is_counted() {
    let harness = Harness::start().await;
    let bug = Arc::new(AtomicBool::new(false));
    let armed = bug.clone();
    let clock = Clock::from_fn(move || {
        assert!(!armed.swap(false, Ordering::Relaxed), "a bug");
        fixed_now()
    });
    let (url, _stop) = second_gateway_with_clock(&harness, clock).await;
    let ask = || harness.query_at(&url, SUPERVISOR, "{ viewer { id } }", json!({}));
    ask().await.data();
    bug.store(true, Ordering::Relaxed);
    let answer = ask().await;
    assert_eq!(answer.status, 500);
    assert_eq!(answer.errors()[0].0, "INTERNAL");
    assert!(!answer.body.to_string().contains("a bug"));
    ask().await.data();
    let text = numbers(&harness, &url).await;
    has(&text, "panics_total 1");
    has(&text, "requests_total{status=\"2xx\"} 2");
    has(&text, "requests_total{status=\"5xx\"} 1");
    has(&text, "requests_under_way 0");
}

#[tokio::test]
async fn requests_refusals_and_calls_are_counted_of_each_gateway_apart() {
    let harness = Harness::start().await;
    let customer = json!({"id": harness.fixtures.customer});
    let query = "query($id: ID!) { customer(id: $id) { id sessions(first: 5) { nodes { id } } } }";
    harness.query(AGENT, query, customer.clone()).await.data();
    harness.query(AGENT, "{ nothing }", json!({})).await;
    harness.query(AGENT, "{ viewer { ", json!({})).await;
    harness
        .query("unknown-token", query, customer.clone())
        .await;
    let operation = "GET /api/v2/routing/queues/divisionviews";
    harness
        .simulator
        .inject(operation, FaultKind::Status(503), 1.0);
    let queue = format!("{{ queue(id: \"{}\") {{ id }} }}", harness.fixtures.queue.0);
    harness.query(AGENT, &queue, json!({})).await;
    let text = numbers(&harness, &harness.url).await;
    has(&text, "requests_total{status=\"2xx\"} 4");
    has(&text, "requests_total{status=\"4xx\"} 1");
    has(&text, "request_duration_seconds_count 5");
    has(&text, "requests_refused_total{code=\"UNAUTHENTICATED\"} 1");
    has(
        &text,
        "requests_refused_total{code=\"GRAPHQL_PARSE_FAILED\"} 1",
    );
    has(
        &text,
        "requests_refused_total{code=\"GRAPHQL_VALIDATION_FAILED\"} 1",
    );
    has(
        &text,
        "upstream_calls_total{operation=\"ContactSessions\",outcome=\"ok\"} 1",
    );
    has(
        &text,
        "upstream_calls_total{operation=\"TokenMe\",outcome=\"unauthenticated\"} 1",
    );
    has(
        &text,
        "upstream_calls_total{operation=\"QueueDivisionViews\",outcome=\"unavailable\"} 1",
    );
    let kept = text
        .lines()
        .find_map(|line| line.strip_prefix("journey_gateway_cache_bytes "));
    assert!(kept.unwrap().parse::<u64>().unwrap() > 1_000, "{text}");
    for private in [AGENT, "demo-", &harness.fixtures.customer, "127.0.0.1"] {
        assert!(!text.contains(private), "{private} is told");
    }
    let (other, _stop) = second_gateway(&harness, &[]).await;
    let text = numbers(&harness, &other).await;
    assert!(!text.contains("ContactSessions"), "{text}");
    has(&text, "request_duration_seconds_count 0");
}

#[tokio::test]
async fn numbers_can_be_switched_off() {
    let harness = Harness::start_with(Options::default(), &[("metrics", "false")]).await;
    let response = harness
        .client
        .get(format!("{}/metrics", harness.url))
        .send();
    assert_eq!(response.await.unwrap().status(), 404);
}
