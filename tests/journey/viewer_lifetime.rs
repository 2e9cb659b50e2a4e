//! How long a cached viewer is valid: permissions that change, tokens that expire or are revoked, and introspections that
//! fail.

use std::time::Duration;

use journey_simulator::{FaultKind, Grant, Options};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::harness::{AGENT, Harness, SERVICE_IDENTITY, SUPERVISOR};

const TAB: &str = "query($id: ID!) { customer(id: $id) { sessions(first: 3) { nodes { id events { nodes { id } } } } } }";

/// A TTL so long that a viewer is only introspected again if something invalidates it.
const LONG_TTL: &[(&str, &str)] = &[
    ("viewer.ttl", "1h"),
    ("cache.ended_ttl", "1ms"),
    ("cache.open_ttl", "1ms"),
];

/// Waits up to 20 s until the condition holds.
async fn wait_until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !holds().await {
        assert!(Instant::now() < deadline, "timed out waiting for {what}");
    }
}

/// Number of introspections since the calls were last reset.
fn introspections(harness: &Harness) -> usize {
    let calls = harness.simulator.calls();
    let user_calls = calls
        .iter()
        .filter(|call| call.operation.ends_with("/users/me"));
    user_calls.count()
}

#[tokio::test]
async fn a_revoked_permission_and_its_data_are_gone_within_the_ttl() {
    for identity in [&[][..], SERVICE_IDENTITY] {
        let settings = [identity, &[("viewer.ttl", "200ms")]].concat();
        let harness = Harness::start_with(Options::default(), &settings).await;
        let id = json!({"id": harness.fixtures.customer});
        let query = "query($id: ID!) { customer(id: $id) { sessions { nodes { id } } } }";
        let has_sessions = |response: &Value| response["data"]["customer"]["sessions"].is_object();
        assert!(has_sessions(
            &harness.query(AGENT, query, id.clone()).await.body
        ));
        harness
            .simulator
            .set_permissions(AGENT, &["journey:event:view"]);
        wait_until("the denial", async || {
            let response = harness.query(AGENT, query, id.clone()).await;
            let denied = response
                .errors()
                .iter()
                .any(|(code, _)| code == "PERMISSION_DENIED");
            assert_ne!(
                denied,
                has_sessions(&response.body),
                "the response must have either sessions or a denial"
            );
            denied
        })
        .await;
        harness.simulator.revoke(AGENT);
        wait_until("the rejection of the revoked token", async || {
            harness.query(AGENT, query, id.clone()).await.status == 401
        })
        .await;
    }
}

#[tokio::test]
async fn an_upstream_denial_invalidates_the_viewer_at_once() {
    let harness = Harness::start_with(Options::default(), LONG_TTL).await;
    harness.warm_viewer(AGENT).await;
    let id = json!({"id": harness.fixtures.customer});
    harness.query(AGENT, TAB, id.clone()).await.data();
    assert_eq!(introspections(&harness), 0);
    let without_events = ["externalContacts:session:view", "journey:session:view"];
    harness.simulator.set_permissions(AGENT, &without_events);
    // The platform denies the events; the gateway has not noticed the change before.
    let response = harness.query(AGENT, TAB, id.clone()).await;
    let codes: Vec<_> = response
        .errors()
        .into_iter()
        .map(|(code, _)| code)
        .collect();
    assert_eq!(codes, ["PERMISSION_DENIED"]);
    assert_eq!(
        response.body["errors"][0]["extensions"]["permission"],
        Value::Null
    );
    // The gateway now knows and denies the field without a call.
    let response = harness.query(AGENT, TAB, id.clone()).await;
    assert_eq!(introspections(&harness), 1);
    let missing = &response.body["errors"][0]["extensions"]["permission"];
    assert_eq!(*missing, json!(["journey:event:view"]));

    harness.simulator.revoke(AGENT);
    let response = harness.query(AGENT, TAB, id.clone()).await;
    assert_eq!(response.errors()[0].0, "UNAUTHENTICATED");
    assert_eq!(harness.query(AGENT, TAB, id).await.status, 401);
}

/// The platform keeps denying an operation although introspection still reports the permission.
#[tokio::test]
async fn repeated_upstream_denials_cause_one_introspection() {
    let harness = Harness::start_with(Options::default(), LONG_TTL).await;
    harness.warm_viewer(AGENT).await;
    let id = json!({"id": harness.fixtures.customer});
    let events = "GET /api/v2/journey/sessions/{sessionId}/events";
    harness
        .simulator
        .inject_fault(events, FaultKind::Status(403), 1.0);
    for _ in 0..10 {
        let response = harness.query(AGENT, TAB, id.clone()).await;
        assert_eq!(response.errors()[0].0, "PERMISSION_DENIED");
    }
    assert_eq!(introspections(&harness), 1);
    harness.simulator.clear_faults();
    harness.query(AGENT, TAB, id.clone()).await.data();
    // A token that is revoked afterwards is still rejected.
    harness.simulator.revoke(AGENT);
    harness.query(AGENT, TAB, id.clone()).await;
    assert_eq!(harness.query(AGENT, TAB, id).await.status, 401);
}

#[tokio::test]
async fn a_failed_introspection_rejects_the_request_and_is_retried() {
    for (fault, code) in [
        (FaultKind::Status(500), "UPSTREAM_UNAVAILABLE"),
        (FaultKind::Status(504), "UPSTREAM_TIMEOUT"),
        (FaultKind::Status(429), "RATE_LIMITED"),
    ] {
        let harness = Harness::start().await;
        harness
            .simulator
            .inject_fault("GET /api/v2/authorization/subjects/me", fault, 1.0);
        let response = harness
            .query(SUPERVISOR, "{ viewer { id } }", json!({}))
            .await;
        assert_eq!(response.status, 503);
        assert_eq!(response.errors(), [(code.to_owned(), String::new())]);
        assert_eq!(response.body.get("data"), None);
        harness.simulator.clear_faults();
        let again = harness
            .query(SUPERVISOR, "{ viewer { id } }", json!({}))
            .await;
        if code == "RATE_LIMITED" {
            // The gateway does not use the token again before the `Retry-After` time.
            assert_eq!(again.errors(), [(code.to_owned(), String::new())]);
        } else {
            again.data();
        }
    }
}

#[tokio::test]
async fn viewer_reports_permissions_by_division() {
    let harness = Harness::start().await;
    let query =
        "{ viewer { permissions permissionsEverywhere divisions { id name permissions } } }";
    let agent = harness.query(AGENT, query, json!({})).await.data()["viewer"].clone();
    let europe = &agent["divisions"][0];
    assert_eq!(agent["permissionsEverywhere"], json!([]));
    assert_eq!(agent["divisions"].as_array().unwrap().len(), 1);
    assert_eq!(europe["id"], json!(harness.fixtures.divisions["Europe"]));
    assert_eq!(europe["name"], "Europe");
    assert_eq!(europe["permissions"], agent["permissions"]);
    let supervisor = harness.query(SUPERVISOR, query, json!({})).await.data()["viewer"].clone();
    assert_eq!(supervisor["divisions"], json!([]));
    assert!(
        supervisor["permissionsEverywhere"]
            .as_array()
            .unwrap()
            .contains(&json!("journey:*:*"))
    );
}

/// This holds even if other viewers' requests have cached the session.
#[tokio::test]
async fn a_hidden_session_costs_the_same_calls_as_an_unknown_one() {
    let query = "query($id: ID!) { session(id: $id) { id } }";
    for identity in [&[][..], SERVICE_IDENTITY] {
        let harness = Harness::start_with(Options::default(), identity).await;
        let invisible = json!({"id": harness.fixtures.invisible_session});
        let unknown = json!({"id": harness.fixtures.unknown_id});
        harness.warm_viewer(AGENT).await;
        // A viewer who may see the session has caused it to be cached for an hour.
        harness.data(query, invisible.clone()).await;
        harness.simulator.reset_calls();
        for _ in 0..3 {
            let mut results = Vec::new();
            for id in [&invisible, &unknown] {
                let response = harness.query(AGENT, query, id.clone()).await;
                results.push((response.body, harness.take_calls()));
            }
            assert_eq!(results[0], results[1]);
        }
    }
}

/// With `passthrough` cached data belongs to the permissions that the viewer had when it was read. It is dropped when they
/// change, even if the gateway does not know the division of the data.
#[tokio::test]
async fn data_cached_under_other_permissions_is_not_served() {
    let settings = [("viewer.ttl", "200ms"), ("cache.contact_ttl", "1h")];
    let harness = Harness::start_with(Options::default(), &settings).await;
    let grant = |division: &str| Grant {
        permissions: vec!["externalContacts:segmentAssignment:view".to_owned()],
        division: Some(division.to_owned()),
    };
    harness.simulator.add_user("traveler", &[grant("Europe")]);
    let query = "query($id: ID!) { customer(id: $id) { segments { segment { id } } } }";
    let id = json!({"id": harness.fixtures.customer});
    let segments = async || {
        let data = harness.query("traveler", query, id.clone()).await.data();
        data["customer"]["segments"].as_array().unwrap().len()
    };
    assert!(segments().await > 0);
    harness
        .simulator
        .set_grants("traveler", &[grant("Asia Pacific")]);
    wait_until("the other division", async || segments().await == 0).await;
}
