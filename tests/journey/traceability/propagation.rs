//! W3C trace context: from the client's request to each upstream call.

use std::collections::BTreeSet;

use journey_simulator::{Options, TokenOptions};
use serde_json::{Value, json};

use crate::journey::harness::{Harness, SUPERVISOR};
use crate::journey::live::client::Client;

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

const TAB: &str = "query Tab($id: ID!) { customer(id: $id) { displayName
    sessions(first: 5) { nodes { id ... on ConversationSession { queue { name } } } } } }";

const SUBSCRIPTION: &str = "subscription Watch($id: ID!) { journeyChanged(customerId: $id) {
    session { id customer { displayName } ... on ConversationSession { queue { name } agent { name } } } } }";

/// Sends a query with these headers.
async fn send(harness: &Harness, token: &str, headers: &[(&'static str, &str)]) {
    let customer = json!({"id": harness.fixtures.customer});
    let mut request = harness
        .client
        .post(format!("{}/graphql", harness.url))
        .bearer_auth(token)
        .json(&json!({"query": TAB, "variables": customer}));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(body["errors"], Value::Null, "{body:#}");
}

/// The different values of `traceparent` in the recorded calls, which are then forgotten.
fn parents(harness: &Harness) -> BTreeSet<Option<String>> {
    let calls = harness.simulator.calls();
    assert!(calls.len() > 3, "{calls:?}");
    harness.simulator.reset_calls();
    calls.into_iter().map(|call| call.traceparent).collect()
}

#[tokio::test]
async fn the_trace_of_the_client_reaches_each_upstream_call_of_the_request() {
    let harness = Harness::start().await;
    let headers = [
        ("traceparent", PARENT),
        ("tracestate", "rojo=00f067aa0ba902b7"),
        ("tracestate", "congo=t61rcWkgMzE"),
    ];
    // The first request of a token includes its introspection.
    send(&harness, SUPERVISOR, &headers).await;
    for call in harness.simulator.calls() {
        let state = "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE";
        assert_eq!(
            call.tracestate.as_deref(),
            Some(state),
            "{}",
            call.operation
        );
    }
    // The gateway exports no spans here, so that the span of the client is the parent.
    assert_eq!(parents(&harness), [Some(PARENT.to_owned())].into());
}

#[tokio::test]
async fn a_request_with_an_invalid_trace_gets_a_new_one() {
    let harness = Harness::start_with(Options::default(), &[("cache.open_ttl", "1ms")]).await;
    let later = "00-00000000000000000000000000000000-b7ad6b7169203331-01";
    let mut traces = BTreeSet::new();
    for headers in [
        &[][..],
        &[("traceparent", "00-a-b-01"), ("tracestate", "a=1")],
        &[("traceparent", later)],
        &[("traceparent", PARENT), ("traceparent", PARENT)],
    ] {
        let viewer = harness
            .simulator
            .issue_token(SUPERVISOR, TokenOptions::default());
        send(&harness, &viewer, headers).await;
        let calls = harness.simulator.calls();
        assert!(calls.iter().all(|call| call.tracestate.is_none()));
        let parents = parents(&harness);
        assert_eq!(parents.len(), 1, "{parents:?}");
        let parent = parents.into_iter().next().unwrap().unwrap();
        assert!(!parent.contains(TRACE));
        let parts: Vec<_> = parent.split('-').map(str::len).collect();
        assert_eq!(parts, [2, 32, 16, 2]);
        // Not sampled.
        assert!(parent.ends_with("-00"), "{parent}");
        assert!(traces.insert(parent[3..35].to_owned()));
    }
}

#[tokio::test]
async fn an_invalid_state_is_not_forwarded() {
    let harness = Harness::start().await;
    let headers = [("traceparent", PARENT), ("tracestate", "a=1,a=2")];
    send(&harness, SUPERVISOR, &headers).await;
    let calls = harness.simulator.calls();
    assert!(calls.iter().all(|call| call.tracestate.is_none()));
    assert_eq!(parents(&harness), [Some(PARENT.to_owned())].into());
}

#[tokio::test]
async fn operations_of_a_socket_belong_to_the_trace_of_its_upgrade_request() {
    let harness = Harness::start().await;
    let authorization = format!("Bearer {SUPERVISOR}");
    let headers = [("traceparent", PARENT), ("authorization", &authorization)];
    let mut client = Client::open_with(&harness.url, &headers).await.unwrap();
    client.send(json!({"type": "connection_init"})).await;
    assert_eq!(client.receive().await["type"], "connection_ack");
    let customer = json!({"id": harness.fixtures.customer});
    client.subscribe("query", TAB, customer).await;
    assert_eq!(client.receive().await["payload"]["errors"], Value::Null);
    assert_eq!(client.receive().await["type"], "complete");
    assert_eq!(parents(&harness), [Some(PARENT.to_owned())].into());
    let customer = json!({"id": harness.fixtures.live_customer});
    client.subscribe("events", SUBSCRIPTION, customer).await;
    assert_eq!(client.receive().await["type"], "next");
    assert_subscription_is_traced(&harness);
}

#[tokio::test]
async fn the_events_of_a_stream_belong_to_the_trace_of_its_request() {
    let harness = Harness::start().await;
    let customer = json!({"id": harness.fixtures.live_customer});
    let request = harness
        .client
        .post(format!("{}/graphql", harness.url))
        .bearer_auth(SUPERVISOR)
        .header("accept", "text/event-stream")
        .header("traceparent", PARENT)
        .json(&json!({"query": SUBSCRIPTION, "variables": customer}));
    let mut response = request.send().await.unwrap();
    let mut received = String::new();
    while !received.contains("event: next") {
        let chunk = response.chunk().await.unwrap().expect("an event");
        received.push_str(std::str::from_utf8(&chunk).unwrap());
    }
    assert_subscription_is_traced(&harness);
}

/// The calls for an event carry the trace. Those that watch the customer do not: they serve all subscribers.
fn assert_subscription_is_traced(harness: &Harness) {
    let calls = harness.simulator.calls();
    let contacts = "POST /api/v2/externalcontacts/bulk/contacts";
    let event = calls.iter().find(|call| call.operation == contacts);
    let event = event.unwrap_or_else(|| panic!("{calls:#?}"));
    assert_eq!(event.traceparent.as_deref(), Some(PARENT));
    let watch = calls
        .iter()
        .find(|call| call.operation.ends_with("/channels"));
    assert_eq!(watch.unwrap().traceparent, None);
}

#[tokio::test]
async fn every_response_has_the_id_of_its_request() {
    let harness = Harness::start().await;
    for path in ["/health/live", "/metrics", "/nowhere", "/graphql"] {
        let get = || harness.client.get(format!("{}{path}", harness.url));
        let response = get().header("x-request-id", "desk-17/4").send().await;
        assert_eq!(response.unwrap().headers()["x-request-id"], "desk-17/4");
        let generated = get().send().await.unwrap();
        assert_eq!(generated.headers()["x-request-id"].len(), 36, "{path}");
    }
}
