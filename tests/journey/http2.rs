//! HTTP/2: how long the gateway keeps a stream, and the connection that carries it.

use std::time::Duration;

use axum::http::Request;
use bytes::Bytes;
use h2::client::{Builder, Connection, SendRequest};
use journey_simulator::Options;
use serde_json::json;
use tokio::net::TcpStream;
use tokio::time::interval;

use super::harness::{Harness, SUPERVISOR};

const SHORT: &[(&str, &str)] = &[
    ("limits.idle_timeout", "200ms"),
    ("limits.header_timeout", "200ms"),
    ("limits.write_timeout", "200ms"),
    ("drain_timeout", "2s"),
];

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
async fn a_response_that_is_never_read_ends_whatever_pings_come() {
    let harness = Harness::start_with(Options::default(), SHORT).await;
    // No window, room for one byte, and room for less than the whole.
    for (window, path) in [
        (0, "/health/live"),
        (1, "/health/live"),
        (65_535, "/schema.graphql"),
    ] {
        let (mut sender, mut connection) = open(&harness, window).await;
        let mut pings = connection.ping_pong().unwrap();
        let ended = tokio::spawn(connection);
        let pinging = tokio::spawn(async move {
            let mut tick = interval(Duration::from_millis(20));
            while pings.ping(h2::Ping::opaque()).await.is_ok() {
                tick.tick().await;
            }
        });
        let (answer, _) = sender.send_request(get(path), true).unwrap();
        let unread = answer.await.unwrap();
        assert_eq!(unread.status(), 200);
        // The gateway ends it, or this waits for ever.
        drop(ended.await.unwrap());
        pinging.await.unwrap();
        drop(unread);
    }
}

#[tokio::test]
async fn a_subscription_lives_as_long_as_its_client_stays() {
    let mut harness = Harness::start_with(Options::default(), SHORT).await;
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
    let (answer, mut sending) = sender.send_request(request, false).unwrap();
    sending.send_data(body.to_string().into(), true).unwrap();
    let mut events = answer.await.unwrap().into_body();
    assert!(events.data().await.unwrap().is_ok());
    // An idle connection that comes later is closed, again and again; the first one stays.
    for _ in 0..5 {
        let (mut sender, connection) = open(&harness, 65_535).await;
        let ended = tokio::spawn(connection);
        let (answer, _) = sender.send_request(get("/health/live"), true).unwrap();
        assert_eq!(answer.await.unwrap().status(), 200);
        drop(ended.await.unwrap());
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
