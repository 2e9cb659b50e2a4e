//! No attribute of a trace has a token or personal data.

use std::collections::BTreeSet;

use futures_util::{SinkExt, StreamExt};
use journey_simulator::{FaultKind, Options, TokenOptions};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use super::collector::{Collector, Received};
use crate::harness::{Harness, SUPERVISOR};

const TAB: &str = "query Tab($id: ID!, $phone: String!) {
    viewer { id name }
    byPhone: customerByIdentifier(type: PHONE, value: $phone) { id displayName }
    customer(id: $id) { id displayName firstName lastName emails phones { e164 } identifiers { value }
        segments { segment { id displayName } }
        sessions(first: 25) { nodes { id
            ... on ConversationSession { queue { id name } agent { id name } wrapUps { notes code { name } } }
            ... on WebSession { events { nodes { id } } } } } } }";

const WATCH: &str = "subscription Watch($id: ID!) { journeyChanged(customerId: $id) {
    session { id customer { displayName } ... on ConversationSession { queue { name } } } } }";

/// Adds each string of `value` that is long enough to be recognized.
fn collect(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if text.len() > 4 => drop(found.insert(text.clone())),
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| collect(field, found)),
        _ => {}
    }
}

/// All texts of the spans.
fn texts(spans: &[Received]) -> BTreeSet<&str> {
    let texts = spans.iter().flat_map(|span| {
        let attributes = span.attributes.iter().chain(&span.resource);
        let attributes = attributes.flat_map(|(key, value)| [key.as_str(), value.as_str()]);
        attributes.chain([span.name.as_str()])
    });
    texts.collect()
}

#[tokio::test]
async fn no_attribute_has_a_token_or_personal_data() {
    let collector = Collector::start().await;
    let settings = [
        ("tracing.endpoint", collector.url.as_str()),
        ("tracing.sample_ratio", "1"),
        ("cache.contact_ttl", "1ms"),
        ("cache.open_ttl", "1ms"),
    ];
    let harness = Harness::start_with(Options::default(), &settings).await;
    let token = harness
        .simulator
        .issue_token(SUPERVISOR, TokenOptions::default());
    let fixtures = &harness.fixtures;
    let variables = json!({"id": fixtures.customer, "phone": fixtures.customer_phone});
    let mut personal = BTreeSet::from([token.clone(), "unknown-token-7".to_owned()]);
    collect(&variables, &mut personal);
    let send = async |token: &str, body: Value| -> Value {
        let request = harness
            .client
            .post(format!("{}/graphql", harness.url))
            .bearer_auth(token)
            .header("tracestate", "vendor=secret-state")
            .json(&body);
        request.send().await.unwrap().json().await.unwrap()
    };
    let tab = json!({"query": TAB, "operationName": "Tab", "variables": variables});
    let response = send(&token, tab.clone()).await;
    assert_eq!(response["errors"], Value::Null);
    collect(&response, &mut personal);
    assert!(personal.len() > 50, "{personal:#?}");
    personal.insert("secret-state".to_owned());
    watch(&harness, &token, &mut personal).await;
    // Failures and rejections of all kinds.
    send("unknown-token-7", tab.clone()).await;
    for status in [403, 404, 400, 500, 429] {
        harness
            .simulator
            .inject_fault("*", FaultKind::Status(status), 0.5);
        send(&token, tab.clone()).await;
        harness.simulator.clear_faults();
    }
    let literal = format!(
        "{{ customer(id: \"{}\") {{ displayName }} }}",
        fixtures.customer
    );
    send(&token, json!({"query": literal})).await;
    send(
        &token,
        json!({"query": "{ nothing(name: \"Krüger-Meier\") }"}),
    )
    .await;
    personal.insert("Krüger-Meier".to_owned());
    let name = json!({"query": "{ viewer { id } }", "operationName": "+49 30 1234567"});
    send(&token, name).await;
    personal.insert("+49 30 1234567".to_owned());
    // Traces are exported in the order of their requests.
    let last = harness.client.post(format!("{}/graphql", harness.url));
    let last = last.header("x-request-id", "last").send().await.unwrap();
    assert_eq!(last.status(), 401);
    let spans = collector.wait_for_request("last").await;
    let texts = texts(&spans);
    for part in [
        "subscription event",
        "unavailable",
        "WebSocket /graphql",
        "POST /graphql",
    ] {
        assert!(texts.contains(part), "{part}");
    }
    for text in texts {
        for data in &personal {
            assert!(!text.contains(data.as_str()), "{data} in {text}");
        }
    }
}

/// Receives one event of a subscription over a WebSocket.
async fn watch(harness: &Harness, token: &str, personal: &mut BTreeSet<String>) {
    let url = format!("{}/graphql", harness.url.replace("http://", "ws://"));
    let mut request = url.into_client_request().unwrap();
    let protocol = "graphql-transport-ws".parse().unwrap();
    request
        .headers_mut()
        .insert("sec-websocket-protocol", protocol);
    let (mut socket, _) = tokio_tungstenite::connect_async(request).await.unwrap();
    let authorization = format!("Bearer {token}");
    let init = json!({"type": "connection_init", "payload": {"Authorization": authorization}});
    socket.send(Message::text(init.to_string())).await.unwrap();
    loop {
        let message = socket.next().await.unwrap().unwrap();
        let Message::Text(text) = message else {
            continue;
        };
        let message: Value = serde_json::from_str(&text).unwrap();
        match message["type"].as_str().unwrap() {
            "connection_ack" => {
                let watched = json!({"id": harness.fixtures.live_customer});
                let payload = json!({"query": WATCH, "variables": watched});
                let message = json!({"type": "subscribe", "id": "1", "payload": payload});
                let message = Message::text(message.to_string());
                socket.send(message).await.unwrap();
            }
            "next" => {
                collect(&message["payload"], personal);
                return;
            }
            other => panic!("{other}: {message}"),
        }
    }
}
