//! The end of a WebSocket: the close handshake of both sides, and the reasons of the gateway.

use futures_util::{SinkExt, StreamExt};
use journey_simulator::FaultKind;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Message};

use super::*;
use crate::journey::harness::AGENT;

/// Views that a user opens one after another.
const VIEWS: usize = 10;

/// How long all of them may take. They usually take half a second; a gateway that does not answer the close frame makes
/// each of them wait for a timeout.
const VIEWS_TIMEOUT: Duration = Duration::from_secs(10);

impl Client {
    /// Closes the socket and waits until the gateway has closed the connection. Returns code and reason of its answer.
    async fn close_with(mut self, code: u16, reason: &str) -> Option<(u16, String)> {
        let frame = CloseFrame {
            code: code.into(),
            reason: reason.into(),
        };
        self.socket.close(Some(frame)).await.unwrap();
        let answer = self.closing().await;
        let end = tokio::time::timeout(TEST_TIMEOUT, self.socket.next()).await;
        assert!(end.expect("the end of the connection").is_none());
        answer
    }
}

/// Clients such as graphql-ws close their socket when its last operation has ended, and wait for the end of the connection
/// before they open the next one.
#[tokio::test]
async fn a_close_is_answered_and_the_next_view_opens_at_once() {
    let scene = Scene::start().await;
    let views = async {
        for view in 0..VIEWS {
            let mut client = Client::connect(&scene.harness.url, SUPERVISOR).await;
            let id = view.to_string();
            client.watch(&id, &scene.customer).await;
            client.change().await;
            client.send(json!({"type": "complete", "id": id})).await;
            let answer = client.close_with(1000, "Normal Closure").await;
            assert_eq!(answer, Some((1000, "Normal Closure".to_owned())));
        }
    };
    let views = tokio::time::timeout(VIEWS_TIMEOUT, views).await;
    assert!(views.is_ok(), "a view waited for the last one");
}

#[tokio::test]
async fn a_close_is_answered_with_its_code_in_every_state() {
    let scene = Scene::start().await;
    let url = &scene.harness.url;
    let silent = Client::open(url).await;
    let idle = Client::connect(url, SUPERVISOR).await;
    let mut running = Client::connect(url, SUPERVISOR).await;
    running.watch("1", &scene.customer).await;
    for (client, code) in [(silent, 1001), (idle, 4499), (running, 1000)] {
        let answer = client.close_with(code, "bye").await;
        assert_eq!(answer, Some((code, "bye".to_owned())));
    }
}

#[tokio::test]
async fn a_close_is_answered_while_the_viewer_is_identified() {
    let scene = Scene::start().await;
    let simulator = &scene.harness.simulator;
    simulator.inject_fault("GET /api/v2/tokens/me", FaultKind::Slow, 1.0);
    let mut client = Client::open(&scene.harness.url).await;
    let payload = json!({"authToken": SUPERVISOR});
    client
        .send(json!({"type": "connection_init", "payload": payload}))
        .await;
    // After a timeout the gateway would close the socket with 1013.
    let answer = client.close_with(1000, "bye").await;
    assert_eq!(answer, Some((1000, "bye".to_owned())));
    // A message that arrives before the acknowledgment is handled after it.
    simulator.clear_faults();
    let mut client = Client::open(&scene.harness.url).await;
    client
        .send(json!({"type": "connection_init", "payload": {"authToken": AGENT}}))
        .await;
    client.subscribe("1", "{ viewer { id } }", json!({})).await;
    assert_eq!(client.receive().await["type"], "connection_ack");
    assert_eq!(client.receive().await["type"], "next");
}

#[tokio::test]
async fn a_text_that_is_not_utf_8_closes_the_socket_with_1007() {
    let scene = Scene::start().await;
    let mut client = Client::connect(&scene.harness.url, SUPERVISOR).await;
    let text = Frame::message(vec![0xff, 0xfe], OpCode::Data(Data::Text), true);
    client.socket.send(Message::Frame(text)).await.unwrap();
    let reason = "text is not valid UTF-8".to_owned();
    assert_eq!(client.closing().await, Some((1007, reason)));
}

#[tokio::test]
async fn a_rejected_client_learns_the_reason() {
    let scene = Scene::with(&[("viewer.ttl", "200ms")]).await;
    let init = |payload: Value| json!({"type": "connection_init", "payload": payload});
    let subscribe =
        json!({"type": "subscribe", "id": "1", "payload": {"query": "{ viewer { id } }"}});
    for (message, reason) in [
        (
            subscribe,
            "send `connection_init` before the first operation",
        ),
        (
            init(Value::Null),
            "send a token in `connection_init` or in the header `Authorization`",
        ),
        (
            init(json!({"authorization": "Basic x"})),
            "`Authorization` must be `Bearer` and a token",
        ),
        (
            init(json!({"authToken": "unknown-token"})),
            "the token is not valid",
        ),
    ] {
        let mut client = Client::open(&scene.harness.url).await;
        client.send(message).await;
        let reason = format!("Unauthorized: {reason}");
        assert_eq!(client.closing().await, Some((4401, reason)));
    }
    let mut client = Client::connect(&scene.harness.url, AGENT).await;
    client.watch("1", &scene.customer).await;
    client.change().await;
    scene.harness.simulator.revoke(AGENT);
    let reason = "Forbidden: the token is no longer valid".to_owned();
    assert_eq!(client.closing().await, Some((4403, reason)));
}
