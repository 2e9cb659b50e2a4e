//! HTTP/2: when the gateway closes a stream and its connection.

use std::time::Duration;

use axum::http::Request;
use bytes::Bytes;
use h2::client::{Builder, Connection, SendRequest};
use journey_simulator::Options;
use serde_json::json;
use tokio::net::TcpStream;
use tokio::time::interval;

use super::harness::{Harness, SUPERVISOR};

const SHORT_TIMEOUTS: &[(&str, &str)] = &[
    ("limits.idle_timeout", "200ms"),
    ("limits.header_timeout", "200ms"),
    ("limits.write_timeout", "200ms"),
    ("drain_timeout", "2s"),
];

/// Opens an HTTP/2 connection with this initial stream window, in bytes.
async fn open(
    harness: &Harness,
    window: u32,
) -> (SendRequest<Bytes>, Connection<TcpStream, Bytes>) {
    let address = harness.url.replace("http://", "");
    let stream = TcpStream::connect(address).await.unwrap();
    Builder::new()
        .initial_window_size(window)
        .handshake(stream)
        .await
        .unwrap()
}

fn get(path: &str) -> Request<()> {
    Request::get(format!("http://x{path}")).body(()).unwrap()
}

#[tokio::test]
async fn an_unread_response_closes_the_connection_despite_pings() {
    let harness = Harness::start_with(Options::default(), SHORT_TIMEOUTS).await;
    // No window, a window of one byte, and a window smaller than the response.
    for (window, path) in [
        (0, "/health/live"),
        (1, "/health/live"),
        (65_535, "/schema.graphql"),
    ] {
        let (mut sender, mut connection) = open(&harness, window).await;
        let mut pings = connection.ping_pong().unwrap();
        let closed = tokio::spawn(connection);
        let pinging = tokio::spawn(async move {
            let mut tick = interval(Duration::from_millis(20));
            while pings.ping(h2::Ping::opaque()).await.is_ok() {
                tick.tick().await;
            }
        });
        let (response, _) = sender.send_request(get(path), true).unwrap();
        let unread = response.await.unwrap();
        assert_eq!(unread.status(), 200);
        // Resolves only when the gateway closes the connection.
        drop(closed.await.unwrap());
        pinging.await.unwrap();
        drop(unread);
    }
}

#[tokio::test]
async fn a_subscription_outlives_idle_timeouts_and_completes_on_shutdown() {
    let mut harness = Harness::start_with(Options::default(), SHORT_TIMEOUTS).await;
    let (mut sender, connection) = open(&harness, 65_535).await;
    tokio::spawn(connection);
    let query = "subscription($id: ID!) { journeyChanged(customerId: $id) { kind } }";
    let body = json!({"query": query, "variables": {"id": harness.fixtures.customer}});
    let request = Request::post("http://x/graphql")
        .header("authorization", format!("Bearer {SUPERVISOR}"))
        .header("content-type", "application/json")
        .header("accept", "text/event-stream")
        .body(())
        .unwrap();
    let (response, mut sending) = sender.send_request(request, false).unwrap();
    sending.send_data(body.to_string().into(), true).unwrap();
    let mut events = response.await.unwrap().into_body();
    assert!(events.data().await.unwrap().is_ok());
    // The gateway closes later connections when they become idle; the one with the subscription stays open.
    for _ in 0..5 {
        let (mut sender, connection) = open(&harness, 65_535).await;
        let closed = tokio::spawn(connection);
        let (response, _) = sender.send_request(get("/health/live"), true).unwrap();
        assert_eq!(response.await.unwrap().status(), 200);
        drop(closed.await.unwrap());
    }
    harness.stop();
    let mut text = Vec::new();
    while let Some(data) = events.data().await {
        let data = data.unwrap();
        events.flow_control().release_capacity(data.len()).unwrap();
        text.extend_from_slice(&data);
    }
    let text = String::from_utf8(text).unwrap();
    assert!(text.ends_with("event: complete\ndata:\n\n"), "{text}");
}
