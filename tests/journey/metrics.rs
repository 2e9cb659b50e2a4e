//! `/metrics`: which requests, rejections and upstream calls are counted. A panic fails one request and is counted.

mod prometheus;
mod promql;
mod queries;
mod reference;
mod text;
mod traffic;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

use journey_gateway::clock::Clock;
use journey_simulator::{FaultKind, Options};
use serde_json::json;

use super::harness::{
    AGENT, Harness, SUPERVISOR, fixed_now, second_gateway, second_gateway_with_clock,
};
use super::live::client::Client;

/// Reads `/metrics` and checks its format.
async fn scrape(harness: &Harness, url: &str) -> String {
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

/// Asserts that the text contains this line, without the metric prefix.
fn assert_line(text: &str, line: &str) {
    let line = format!("journey_gateway_{line}");
    assert!(
        text.lines().any(|other| other == line),
        "{line} is not in\n{text}"
    );
}

/// Waits until the text contains this line.
async fn wait_for_line(harness: &Harness, url: &str, line: &str) {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let text = scrape(harness, url).await;
        if Instant::now() > deadline || text.contains(&format!("\njourney_gateway_{line}\n")) {
            return assert_line(&text, line);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_panic_fails_one_request_and_is_counted() {
    let harness = Harness::start().await;
    let bug = Arc::new(AtomicBool::new(false));
    let armed = bug.clone();
    let clock = Clock::from_fn(move || {
        assert!(!armed.swap(false, Ordering::Relaxed), "a bug");
        fixed_now()
    });
    let (url, _stop) = second_gateway_with_clock(&harness, clock).await;
    let send_query = |query| harness.query_at(&url, SUPERVISOR, query, json!({}));
    send_query("{ viewer { id } }").await.data();
    bug.store(true, Ordering::Relaxed);
    // Another document, because a cached response does not need the clock.
    let response = send_query("{ me: viewer { id } }").await;
    assert_eq!(response.status, 500);
    assert_eq!(response.errors()[0].0, "INTERNAL");
    assert!(!response.body.to_string().contains("a bug"));
    send_query("{ me: viewer { id } }").await.data();
    let text = scrape(&harness, &url).await;
    assert_line(&text, "panics_total 1");
    assert_line(&text, "requests_total{status=\"2xx\"} 2");
    assert_line(&text, "requests_total{status=\"5xx\"} 1");
    assert_line(&text, "requests_under_way 0");
}

#[tokio::test]
async fn an_opened_socket_is_no_error() {
    let harness = Harness::start().await;
    let _socket = Client::open(&harness.url).await;
    let text = scrape(&harness, &harness.url).await;
    assert_line(&text, "requests_total{status=\"1xx\"} 1");
    assert_line(&text, "requests_total{status=\"5xx\"} 0");
}

#[tokio::test]
async fn each_gateway_counts_its_own_requests_rejections_and_calls() {
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
        .inject_fault(operation, FaultKind::Status(503), 1.0);
    let queue = format!("{{ queue(id: \"{}\") {{ id }} }}", harness.fixtures.queue.0);
    harness.query(AGENT, &queue, json!({})).await;
    let text = scrape(&harness, &harness.url).await;
    assert_line(&text, "requests_total{status=\"2xx\"} 4");
    assert_line(&text, "requests_total{status=\"4xx\"} 1");
    assert_line(&text, "request_duration_seconds_count 5");
    assert_line(&text, "requests_refused_total{code=\"UNAUTHENTICATED\"} 1");
    assert_line(
        &text,
        "requests_refused_total{code=\"GRAPHQL_PARSE_FAILED\"} 1",
    );
    assert_line(
        &text,
        "requests_refused_total{code=\"GRAPHQL_VALIDATION_FAILED\"} 1",
    );
    assert_line(
        &text,
        "upstream_calls_total{operation=\"ContactSessions\",outcome=\"ok\"} 1",
    );
    assert_line(
        &text,
        "upstream_calls_total{operation=\"TokenMe\",outcome=\"unauthenticated\"} 1",
    );
    assert_line(
        &text,
        "upstream_calls_total{operation=\"QueueDivisionViews\",outcome=\"unavailable\"} 1",
    );
    let cache_bytes = text
        .lines()
        .find_map(|line| line.strip_prefix("journey_gateway_cache_bytes "));
    assert!(
        cache_bytes.unwrap().parse::<u64>().unwrap() > 1_000,
        "{text}"
    );
    for private in [AGENT, "demo-", &harness.fixtures.customer, "127.0.0.1"] {
        assert!(!text.contains(private), "the metrics contain {private}");
    }
    let (other, _stop) = second_gateway(&harness, &[]).await;
    let text = scrape(&harness, &other).await;
    assert!(!text.contains("ContactSessions"), "{text}");
    assert_line(&text, "request_duration_seconds_count 0");
}

#[tokio::test]
async fn metrics_can_be_disabled() {
    let harness = Harness::start_with(Options::default(), &[("metrics", "false")]).await;
    let response = harness
        .client
        .get(format!("{}/metrics", harness.url))
        .send();
    assert_eq!(response.await.unwrap().status(), 404);
}

#[tokio::test]
async fn a_client_that_accepts_plain_text_only_gets_the_older_format() {
    let harness = Harness::start().await;
    let get = async |accept: &str| {
        let request = harness.client.get(format!("{}/metrics", harness.url));
        let response = request.header("accept", accept).send().await.unwrap();
        let ty = response.headers()["content-type"].to_str().unwrap();
        (ty.to_owned(), response.text().await.unwrap())
    };
    let (ty, text) = get("text/plain").await;
    assert_eq!(ty, "text/plain; version=0.0.4; charset=utf-8");
    assert!(text.contains("\n# TYPE journey_gateway_requests_total counter\n"));
    assert!(!text.contains("# EOF"), "{text}");
    // As Prometheus sends it.
    let both =
        "application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
    let (ty, text) = get(both).await;
    assert!(ty.starts_with("application/openmetrics-text"), "{ty}");
    assert!(text.contains("\n# TYPE journey_gateway_requests counter\n"));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_process_is_described() {
    let harness = Harness::start().await;
    let text = scrape(&harness, &harness.url).await;
    let value = |name: &str| -> f64 {
        let mut lines = text.lines();
        let value = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        value.expect(name).parse().unwrap()
    };
    let memory = value("process_resident_memory_bytes");
    assert!(memory > 1e6 && memory < value("process_virtual_memory_bytes"));
    assert!(memory < value("journey_gateway_memory_limit_bytes"));
    assert!(value("process_cpu_seconds_total") > 0.0);
    assert!(value("process_threads") >= 2.0);
    let files = value("process_open_fds");
    assert!(files > 3.0 && files <= value("process_max_fds"), "{files}");
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let age = now.unwrap().as_secs_f64() - value("process_start_time_seconds");
    assert!((0.0..3_600.0).contains(&age), "{age}");
}
