//! Rate limits, faults, correlation ids, and missing resources.

use std::time::{Duration, Instant};

use journey_simulator::{Fault, FaultKind, Options};
use reqwest::{Method, StatusCode};
use serde_json::Value;

use super::{AGENT, Platform, SUPERVISOR, text};

const QUEUES: &str = "/api/v2/routing/queues/divisionviews";
const OPERATION: &str = "GET /api/v2/routing/queues/divisionviews";

fn header<'a>(response: &'a reqwest::Response, name: &str) -> &'a str {
    response
        .headers()
        .get(name)
        .unwrap_or_else(|| panic!("no {name}"))
        .to_str()
        .expect("text")
}

#[tokio::test]
async fn each_token_has_its_own_rate_limit() {
    let platform = Platform::with(Options {
        rate_limit: Some(5),
        ..Options::default()
    })
    .await;
    for count in 1..=5 {
        let response = platform.send(AGENT, QUEUES).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(header(&response, "inin-ratelimit-count"), count.to_string());
        assert_eq!(header(&response, "inin-ratelimit-allowed"), "5");
        let reset: u64 = header(&response, "inin-ratelimit-reset")
            .parse()
            .expect("seconds");
        assert!((1..=60).contains(&reset));
    }
    let over = platform.send(AGENT, QUEUES).await;
    assert_eq!(over.status(), StatusCode::TOO_MANY_REQUESTS);
    let wait: u64 = header(&over, "retry-after").parse().expect("seconds");
    assert!((1..=60).contains(&wait));
    let body: Value = over.json().await.expect("JSON");
    assert_eq!(
        text(&body, "message"),
        "Rate limit exceeded the maximum [5] requests within [60] seconds"
    );
    assert_eq!(body["limit"]["value"], 5);
    assert_eq!(
        platform.send(SUPERVISOR, QUEUES).await.status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn every_response_has_the_headers() {
    let platform = Platform::start().await;
    let fresh = platform.send("unknown", "/api/v2/nowhere").await;
    assert!(!header(&fresh, "inin-correlation-id").is_empty());
    let request = platform
        .request(Method::GET, SUPERVISOR, QUEUES)
        .header("ININ-Correlation-Id", "mine");
    let echoed = request.send().await.expect("a response");
    assert_eq!(header(&echoed, "inin-correlation-id"), "mine");
    assert_eq!(header(&echoed, "inin-ratelimit-allowed"), "1000000");
}

#[tokio::test]
async fn unknown_resources_are_not_found() {
    let platform = Platform::start().await;
    let session = &platform.simulator.fixtures().customer_sessions[0];
    for path in [
        "/api/v2/journey/eventtypes".to_owned(),
        "/api/v2/notifications/channels/streaming-0-x".to_owned(),
        format!("/api/v2/journey/sessions/{session}/segments"),
    ] {
        let (status, body) = platform.get(SUPERVISOR, &path).await;
        assert_eq!(
            (status.as_u16(), text(&body, "code")),
            (404, "not.found"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn injected_statuses_apply_until_cleared() {
    let platform = Platform::start().await;
    platform
        .simulator
        .inject_fault(OPERATION, FaultKind::Status(503), 1.0);
    let (status, body) = platform.get(SUPERVISOR, QUEUES).await;
    assert_eq!(
        (status.as_u16(), text(&body, "code")),
        (503, "service.unavailable")
    );
    assert_eq!(
        platform.send(SUPERVISOR, "/api/v2/users").await.status(),
        StatusCode::OK
    );
    platform.simulator.clear_faults();
    assert_eq!(
        platform.send(SUPERVISOR, QUEUES).await.status(),
        StatusCode::OK
    );
    platform
        .simulator
        .inject_fault("*", FaultKind::ServerError, 1.0);
    let (status, body) = platform.get(SUPERVISOR, QUEUES).await;
    assert!([500, 502, 503, 504].contains(&status.as_u16()) && body["status"] == status.as_u16());
}

#[tokio::test]
async fn a_reset_connection_sends_no_response() {
    let platform = Platform::start().await;
    platform.simulator.inject_fault("*", FaultKind::Reset, 1.0);
    let error = platform
        .request(Method::GET, SUPERVISOR, QUEUES)
        .send()
        .await
        .expect_err("no response");
    assert!(error.is_request() && !error.is_timeout(), "{error:?}");
}

#[tokio::test]
async fn a_truncated_response_breaks_off() {
    let platform = Platform::start().await;
    platform
        .simulator
        .inject_fault("*", FaultKind::Truncated, 1.0);
    let response = platform.send(SUPERVISOR, QUEUES).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.content_length(), Some(4096));
    assert!(response.bytes().await.is_err());
}

#[tokio::test]
async fn a_malformed_response_is_invalid_json() {
    let platform = Platform::start().await;
    platform
        .simulator
        .inject_fault("*", FaultKind::Malformed, 1.0);
    let response = platform.send(SUPERVISOR, QUEUES).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert!(serde_json::from_slice::<Value>(&response.bytes().await.expect("a body")).is_err());
}

#[tokio::test]
async fn a_slow_response_exceeds_the_client_timeout() {
    let platform = Platform::start().await;
    platform.simulator.inject_fault("*", FaultKind::Slow, 1.0);
    let request = platform
        .request(Method::GET, SUPERVISOR, QUEUES)
        .timeout(Duration::from_millis(300));
    assert!(request.send().await.expect_err("late").is_timeout());
}

#[tokio::test]
async fn latency_delays_every_response() {
    let platform = Platform::with(Options {
        latency: Duration::from_millis(80),
        ..Options::default()
    })
    .await;
    let start = Instant::now();
    platform.send(SUPERVISOR, QUEUES).await;
    assert!(start.elapsed() >= Duration::from_millis(80));
}

#[tokio::test]
async fn a_fault_rate_is_met_and_reproducible() {
    let faults = vec![Fault {
        rate: 0.3,
        kind: FaultKind::Status(500),
    }];
    let struck = async || {
        let platform = Platform::with(Options {
            faults: faults.clone(),
            ..Options::default()
        })
        .await;
        let mut struck = Vec::new();
        for _ in 0..200 {
            struck.push(
                platform.send(SUPERVISOR, QUEUES).await.status()
                    == StatusCode::INTERNAL_SERVER_ERROR,
            );
        }
        struck
    };
    let first = struck().await;
    let count = first.iter().filter(|struck| **struck).count();
    assert!((35..=85).contains(&count), "{count} of 200");
    assert_eq!(first, struck().await);
}

#[tokio::test]
async fn calls_are_recorded() {
    let platform = Platform::start().await;
    let fixtures = platform.simulator.fixtures();
    let path = format!(
        "{QUEUES}?id={}&id={}&pageSize=100",
        fixtures.queue.0, fixtures.unknown_id
    );
    platform.send(AGENT, &path).await;
    platform
        .send(
            "demo-nobody",
            &format!("/api/v2/journey/sessions/{}", fixtures.live_call),
        )
        .await;
    let calls = platform.simulator.calls();
    assert_eq!(calls.len(), 2);
    assert_eq!(
        (calls[0].operation, calls[0].status, &*calls[0].subject),
        (OPERATION, 200, AGENT)
    );
    assert_eq!(
        calls[0].ids,
        [fixtures.queue.0.clone(), fixtures.unknown_id.clone()]
    );
    assert!(calls[0].query.ends_with("pageSize=100"));
    assert_eq!(
        (calls[1].operation, calls[1].status),
        ("GET /api/v2/journey/sessions/{sessionId}", 403)
    );
    assert_eq!(calls[1].ids, [fixtures.live_call]);
    platform.simulator.reset_calls();
    platform.simulator.record_calls(false);
    platform.send(AGENT, QUEUES).await;
    assert!(platform.simulator.calls().is_empty());
}

#[tokio::test]
async fn a_dropped_simulator_stops() {
    let platform = Platform::start().await;
    let url = format!("{}{QUEUES}", platform.simulator.url());
    platform.send(AGENT, QUEUES).await;
    drop(platform.simulator);
    let deadline = Instant::now() + Duration::from_secs(5);
    while reqwest::Client::new().get(&url).send().await.is_ok() {
        assert!(Instant::now() < deadline, "still responding");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
