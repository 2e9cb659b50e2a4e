//! The control endpoint, and the times of idle visits.

use std::time::Duration;

use journey_simulator::Options;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{AGENT, Platform, SUPERVISOR, text};
use crate::journey::harness::Harness;

/// Status and body of a call without a token.
async fn control(platform: &Platform, path: &str, body: Value) -> (u16, Value) {
    let url = format!("{}/simulator/{path}", platform.simulator.url());
    let response = platform.http.post(url).json(&body).send().await;
    let response = response.expect("a response");
    let status = response.status().as_u16();
    (status, response.json().await.unwrap_or_default())
}

#[tokio::test]
async fn actions_are_applied_by_name() {
    let platform = Platform::start().await;
    let customer = platform.simulator.fixtures().customer;
    let act = async |action: &str| {
        let body = json!({ "customer": customer, "action": action });
        control(&platform, "actions", body).await
    };
    let (status, started) = act("StartCall").await;
    assert_eq!(status, 200, "{started}");
    let session = text(&started, "session");
    let path = format!("/api/v2/journey/sessions/{session}");
    assert_eq!(
        platform.get_ok(SUPERVISOR, &path).await["type"],
        "conversation"
    );
    assert_eq!(act("RingDemoAgent").await, (200, started.clone()));
    let (status, error) = act("Transfer").await;
    assert_eq!(status, 409, "no agent has answered");
    assert!(text(&error, "error").contains("Transfer"), "{error}");
    for action in ["AnswerAsDemoAgent", "Hold", "Resume", "EndCall", "WrapUp"] {
        assert_eq!(act(action).await, (200, started.clone()), "{action}");
    }
    assert!(platform.get_ok(SUPERVISOR, &path).await["endedDate"].is_string());
    assert_eq!(act("Explode").await.0, 422);
    let unknown = json!({ "customer": "unknown", "action": "StartCall" });
    assert_eq!(control(&platform, "actions", unknown).await.0, 409);
}

#[tokio::test]
async fn tokens_are_issued_for_a_time_and_revoked() {
    let platform = Platform::with(Options {
        now: Some("2026-11-20T12:00:00Z".parse().expect("a date")),
        ..Options::default()
    })
    .await;
    let issue = async |body: Value| {
        let (status, body) = control(&platform, "tokens", body).await;
        assert_eq!(status, 200, "{body}");
        text(&body, "token").to_owned()
    };
    let status = async |token: &str| platform.send(token, "/api/v2/users/me").await.status();
    let short = issue(json!({ "persona": AGENT, "expiresInSeconds": 5 })).await;
    let long = issue(json!({ "persona": AGENT })).await;
    let me = platform.get_ok(&short, "/api/v2/users/me").await;
    assert_eq!(text(&me, "name"), AGENT);
    platform.simulator.advance(Duration::from_secs(5));
    assert_eq!(status(&short).await, StatusCode::UNAUTHORIZED);
    assert_eq!(status(&long).await, StatusCode::OK);
    let url = format!("{}/simulator/tokens/{long}", platform.simulator.url());
    let revoked = platform.http.delete(url).send().await.expect("a response");
    assert_eq!(revoked.status(), StatusCode::NO_CONTENT);
    assert_eq!(status(&long).await, StatusCode::UNAUTHORIZED);
    let (status, _) = control(&platform, "tokens", json!({ "persona": "unknown" })).await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn the_gateway_has_no_control_endpoint() {
    let harness = Harness::start().await;
    for (method, path) in [
        (Method::POST, "actions"),
        (Method::POST, "tokens"),
        (Method::DELETE, "tokens/demo-agent"),
    ] {
        let url = format!("{}/simulator/{path}", harness.url);
        let request = harness.client.request(method, url).json(&json!({}));
        assert_eq!(request.send().await.expect("a response").status(), 404);
    }
}

#[tokio::test]
async fn visits_are_idle_and_away_after_the_given_times() {
    for (idle, away, expected) in [
        (45, 60, ["12:00:45", "12:01:00"]),
        (2, 4, ["12:00:02", "12:00:04"]),
        (90, 60, ["12:01:30", "12:01:30"]),
        (u64::MAX, u64::MAX, ["12:00:00", "12:00:00"]),
    ] {
        let platform = Platform::with(Options {
            now: Some("2026-11-20T12:00:00Z".parse().expect("a date")),
            idle_after: Duration::from_secs(idle),
            away_after: Duration::from_secs(away),
            ..Options::default()
        })
        .await;
        let customer = platform.simulator.fixtures().customer;
        let action = journey_simulator::Action::StartVisit;
        let visit = platform.simulator.perform(&customer, action);
        let path = format!("/api/v2/journey/sessions/{}", visit.expect("a visit"));
        let visit = platform.get_ok(SUPERVISOR, &path).await;
        let times = ["idleDate", "awayDate"].map(|name| &text(&visit, name)[11..19]);
        assert_eq!(times, expected);
    }
}
