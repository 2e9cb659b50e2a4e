//! Persisted documents over WebSocket, server-sent events and multipart.

use super::super::live::WATCH;
use super::super::live::client::Client;
use super::*;

#[tokio::test]
async fn a_socket_accepts_hashes() {
    let harness = Harness::start().await;
    let mut socket = Client::connect(&harness.url, SUPERVISOR).await;
    let subscribe =
        |id: &str, payload: Value| json!({"type": "subscribe", "id": id, "payload": payload});
    socket.send(subscribe("1", by_hash(VIEWER))).await;
    let message = socket.receive().await;
    assert_eq!(
        (&message["type"], &message["id"]),
        (&json!("error"), &json!("1"))
    );
    assert_eq!(message["payload"][0]["message"], NOT_FOUND.0);
    let code = &message["payload"][0]["extensions"]["code"];
    assert_eq!(code, NOT_FOUND.1);
    for (id, payload) in [("2", registration(VIEWER)), ("3", by_hash(VIEWER))] {
        socket.send(subscribe(id, payload)).await;
        let message = socket.receive().await;
        assert!(message["payload"]["data"]["viewer"]["id"].is_string());
        assert_eq!(socket.receive().await["type"], "complete");
    }
    let variables = json!({"id": harness.fixtures.live_customer});
    for (id, mut payload) in [("4", registration(WATCH)), ("5", by_hash(WATCH))] {
        payload["variables"] = variables.clone();
        socket.send(subscribe(id, payload)).await;
        let message = loop {
            let message = socket.receive().await;
            if message["id"] == id {
                break message;
            }
        };
        assert!(
            message["payload"]["data"]["journeyChanged"].is_object(),
            "{message}"
        );
    }
    let version = json!({"extensions": {"persistedQuery": {"version": 2}}});
    socket.send(subscribe("6", version)).await;
    let message = loop {
        let message = socket.receive().await;
        if message["id"] == "6" {
            break message;
        }
    };
    assert_eq!(message["type"], "error");
}

/// The first bytes of a stream that contain `expected`.
async fn stream(harness: &Harness, accept: &str, body: &Value, expected: &str) -> String {
    let url = format!("{}/graphql", harness.url);
    let request = harness.client.post(url).bearer_auth(SUPERVISOR);
    let request = request.header("accept", accept).json(body);
    let mut response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    let mut text = String::new();
    while !text.contains(expected) {
        let chunk = response.chunk().await.unwrap().expect(&text);
        text += std::str::from_utf8(&chunk).unwrap();
    }
    text
}

#[tokio::test]
async fn streams_accept_hashes() {
    let harness = Harness::start().await;
    let with_variables = |mut body: Value| {
        body["variables"] = json!({"id": harness.fixtures.live_customer});
        body
    };
    let (registration, by_hash) = (
        with_variables(registration(WATCH)),
        with_variables(by_hash(WATCH)),
    );
    let events = "text/event-stream";
    let text = stream(&harness, events, &by_hash, NOT_FOUND.1).await;
    assert!(text.starts_with("event: next"), "{text}");
    let multipart = "multipart/mixed;subscriptionSpec=1.0,application/json";
    let text = stream(&harness, multipart, &by_hash, NOT_FOUND.1).await;
    assert!(text.starts_with("{\"errors\""), "{text}");
    stream(&harness, events, &registration, "journeyChanged").await;
    stream(&harness, events, &by_hash, "journeyChanged").await;
    stream(&harness, multipart, &by_hash, "journeyChanged").await;
}
