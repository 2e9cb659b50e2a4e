//! The platform's correlation ids in explained responses and in errors.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::future::join;
use journey_simulator::{Call, FaultKind, Options};
use serde_json::{Value, json};

use crate::journey::harness::{AGENT, Harness, SUPERVISOR};

const TAB: &str = "query Tab($id: ID!) { customer(id: $id) { displayName
    sessions(first: 25) { nodes { id ... on WebSession { events { nodes { id } } }
        ... on ConversationSession { queue { name } agent { name } } } } } }";

/// Nothing stays in the cache, so that each query makes its calls.
const UNCACHED: &[(&str, &str)] = &[
    ("explain", "true"),
    ("cache.contact_ttl", "1ms"),
    ("cache.open_ttl", "1ms"),
    ("cache.ended_ttl", "1ms"),
    ("cache.stale_if_error", "0s"),
    // No fault opens a circuit breaker.
    ("platform.breaker_calls", "1000000"),
];

async fn explained(harness: &Harness) -> Value {
    let customer = &harness.fixtures.customer;
    let request = harness
        .client
        .post(format!("{}/graphql", harness.url))
        .bearer_auth(SUPERVISOR)
        .header("x-journey-explain", "1")
        .json(&json!({"query": TAB, "variables": {"id": customer}}));
    let mut body: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(body["errors"], Value::Null, "{body:#}");
    body["extensions"]["journey"].take()
}

/// The correlation ids of the calls that the simulator answered with `status`.
fn ids_with_status(calls: &[Call], status: u16) -> BTreeSet<String> {
    let calls = calls.iter().filter(|call| call.status == status);
    calls.map(|call| call.correlation_id.clone()).collect()
}

fn correlation_ids(response: &Value) -> Vec<&str> {
    let errors = response["errors"].as_array().unwrap().iter();
    errors
        .filter_map(|error| error["extensions"]["correlationId"].as_str())
        .collect()
}

#[tokio::test]
async fn explain_reports_the_correlation_id_of_each_call_and_names_as_in_metrics() {
    let harness = Harness::start_with(Options::default(), UNCACHED).await;
    harness.warm_viewer(SUPERVISOR).await;
    let journey = explained(&harness).await;
    assert_eq!(journey["operation"], "Tab");
    let operations = journey["upstream"]["operations"].as_array().unwrap();
    let calls = operations
        .iter()
        .flat_map(|operation| operation["calls"].as_array().unwrap());
    let mut reported: Vec<_> = calls
        .map(|call| call["correlationId"].as_str().unwrap().to_owned())
        .collect();
    let calls = harness.simulator.calls();
    let mut sent: Vec<_> = calls
        .iter()
        .map(|call| call.correlation_id.clone())
        .collect();
    reported.sort();
    sent.sort();
    assert!(reported.len() > 4, "{journey:#}");
    assert_eq!(reported, sent);
    let metrics = harness
        .client
        .get(format!("{}/metrics", harness.url))
        .send();
    let metrics = metrics.await.unwrap().text().await.unwrap();
    for operation in operations {
        let label = format!("operation=\"{}\"", operation["name"].as_str().unwrap());
        assert!(metrics.contains(&label), "{label}");
    }
}

#[tokio::test]
async fn the_error_of_a_failed_call_has_the_correlation_id_of_its_response() {
    let harness = Harness::start_with(Options::default(), UNCACHED).await;
    harness.warm_viewer(SUPERVISOR).await;
    let customer = json!({"id": harness.fixtures.customer});
    for (fault, status) in [
        (FaultKind::Status(500), 500),
        (FaultKind::Status(400), 400),
        (FaultKind::Status(504), 504),
        (FaultKind::Malformed, 200),
    ] {
        let events = "GET /api/v2/journey/sessions/{sessionId}/events";
        harness.simulator.inject_fault(events, fault, 1.0);
        let body = harness.query(SUPERVISOR, TAB, customer.clone()).await.body;
        harness.simulator.clear_faults();
        let mut calls = harness.simulator.calls();
        calls.retain(|call| call.operation == events);
        harness.simulator.reset_calls();
        // Several sessions failed, each in a call of its own; they are one error with the id of one of these calls.
        assert!(calls.len() > 1);
        let errors = body["errors"].as_array().unwrap();
        assert_eq!(errors.len(), 1, "{fault:?}: {errors:#?}");
        assert!(errors[0]["extensions"]["positions"].as_u64().unwrap() > 1);
        let ids = correlation_ids(&body);
        assert_eq!(ids.len(), 1, "{fault:?}: {errors:#?}");
        assert!(
            ids_with_status(&calls, status).contains(ids[0]),
            "{fault:?}"
        );
    }
}

#[tokio::test]
async fn a_refusal_or_an_absent_entity_has_no_correlation_id() {
    // Else a client would learn whether the platform or the gateway decided.
    let harness = Harness::start_with(Options::default(), UNCACHED).await;
    let customer = json!({"id": harness.fixtures.customer});
    for status in [403, 404] {
        let contacts = "POST /api/v2/externalcontacts/bulk/contacts";
        let fault = FaultKind::Status(status);
        harness.simulator.inject_fault(contacts, fault, 1.0);
        let body = harness.query(SUPERVISOR, TAB, customer.clone()).await.body;
        harness.simulator.clear_faults();
        assert!(!body["errors"].as_array().unwrap().is_empty(), "{body:#}");
        assert_eq!(correlation_ids(&body), [""; 0], "{status}");
    }
}

#[tokio::test]
async fn a_request_that_joined_a_failed_call_reports_the_id_of_that_call() {
    let options = Options {
        latency: Duration::from_millis(300),
        ..Options::default()
    };
    let harness = Harness::start_with(options, UNCACHED).await;
    harness.warm_viewer(SUPERVISOR).await;
    let contacts = "POST /api/v2/externalcontacts/bulk/contacts";
    let fault = FaultKind::Status(500);
    harness.simulator.inject_fault(contacts, fault, 1.0);
    let query = |name: &str| {
        let query = format!("query {name}($id: ID!) {{ customer(id: $id) {{ displayName }} }}");
        let customer = json!({"id": harness.fixtures.customer});
        let harness = &harness;
        async move { harness.query(SUPERVISOR, &query, customer).await.body }
    };
    let (leader, follower) = join(query("Leader"), query("Follower")).await;
    let calls = harness.simulator.calls();
    assert_eq!(calls.len(), 1);
    let id = &*calls[0].correlation_id;
    assert_eq!(correlation_ids(&leader), [id]);
    assert_eq!(correlation_ids(&follower), [id]);
}

#[tokio::test]
async fn a_viewer_that_cannot_be_identified_gets_the_correlation_id() {
    let harness = Harness::start_with(Options::default(), UNCACHED).await;
    let tokens = "GET /api/v2/tokens/me";
    let fault = FaultKind::Status(500);
    harness.simulator.inject_fault(tokens, fault, 1.0);
    let response = harness.query(AGENT, "{ viewer { id } }", json!({})).await;
    assert_eq!(response.status, 503);
    let calls = harness.simulator.calls();
    assert_eq!(correlation_ids(&response.body), [&*calls[0].correlation_id]);
}
