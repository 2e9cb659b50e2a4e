//! Collectors that fail cost spans and no request; the shutdown exports what waits.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::time::timeout;

use super::collector::Collector;
use crate::harness::{AGENT, loopback};
use crate::program::{Served, simulator};

/// The metric of dropped spans.
const DROPPED: &str = "journey_gateway_trace_spans_dropped_total ";

pub(super) async fn query(served: &Served, id: &str) {
    let request = reqwest::Client::new()
        .post(format!("{}/graphql", served.url))
        .bearer_auth(AGENT)
        .header("x-request-id", id)
        .json(&json!({"query": "query Name { viewer { id } }"}));
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["errors"], Value::Null);
}

async fn serve(endpoint: &str, protocol: &str) -> Served {
    let simulator = simulator().await;
    let environment = [
        ("JOURNEY_GATEWAY_TRACING_ENDPOINT", endpoint),
        ("JOURNEY_GATEWAY_TRACING_PROTOCOL", protocol),
        ("JOURNEY_GATEWAY_TRACING_SAMPLE_RATIO", "1"),
        ("JOURNEY_GATEWAY_TRACING_HEADERS", "x-key=collector-secret"),
    ];
    let served = Served::start(simulator.url(), &environment).await;
    // The viewer is cached from here on, so that no further request needs the platform.
    query(&served, "first").await;
    served
}

async fn dropped(served: &Served) -> u64 {
    let metrics = reqwest::get(format!("{}/metrics", served.url))
        .await
        .unwrap();
    let metrics = metrics.text().await.unwrap();
    let value = metrics.lines().find_map(|line| line.strip_prefix(DROPPED));
    value.unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_dead_collector_costs_spans_and_one_log_line() {
    // The port was free a moment ago.
    let listener = TcpListener::bind(loopback()).await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    for protocol in ["http/protobuf", "grpc"] {
        let served = serve(&endpoint, protocol).await;
        let mut lost = dropped(&served).await;
        for _ in 0..3 {
            query(&served, "further").await;
            // Each export fails by itself.
            let until = Instant::now() + Duration::from_secs(30);
            while dropped(&served).await == lost {
                assert!(Instant::now() < until, "{protocol}");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            lost = dropped(&served).await;
        }
        let lines = served.stop().await;
        let reported = lines
            .iter()
            .filter(|line| line.contains("the trace collector did not accept spans"));
        assert_eq!(reported.count(), 1, "{protocol}: {lines:#?}");
        assert!(!lines.iter().any(|line| line.contains("collector-secret")));
    }
}

#[tokio::test]
async fn a_collector_that_never_responds_delays_neither_requests_nor_the_shutdown() {
    let listener = TcpListener::bind(loopback()).await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((connection, _)) = listener.accept().await {
            held.push(connection);
        }
    });
    for protocol in ["http/protobuf", "grpc"] {
        let served = serve(&endpoint, protocol).await;
        for number in 0..200 {
            // Usually a few milliseconds. An export takes five seconds.
            let id = number.to_string();
            let sent = query(&served, &id);
            timeout(Duration::from_secs(3), sent).await.unwrap();
        }
        // Usually three seconds.
        timeout(Duration::from_secs(30), served.stop())
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn the_shutdown_exports_the_spans_that_wait() {
    for protocol in ["http/protobuf", "grpc"] {
        let collector = Collector::start().await;
        let served = serve(&collector.url, protocol).await;
        query(&served, "last").await;
        served.stop().await;
        let is_last = |id: &String| id == "last";
        let ended = collector.wait(|_| true).await;
        let mut ids = ended
            .iter()
            .filter_map(|span| span.attributes.get("journey.request_id"));
        assert!(ids.any(is_last), "{protocol}: {ended:#?}");
    }
}
