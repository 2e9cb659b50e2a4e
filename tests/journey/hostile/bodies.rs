//! Request bodies that are never completed.

use std::net::SocketAddr;
use std::time::Duration;

use journey_simulator::Options;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

use super::{QUERY, REQUESTS, assert_served, client_at, status};
use crate::journey::harness::{AGENT, Harness, SUPERVISOR};

/// Opens a connection and sends a request with half of its body.
async fn half_sent(harness: &Harness, token: &str) -> TcpStream {
    half_sent_from(1, harness, token).await
}

/// Like [`half_sent`], from the address 127.0.0.`host`.
async fn half_sent_from(host: u8, harness: &Harness, token: &str) -> TcpStream {
    let address: SocketAddr = harness.url.replace("http://", "").parse().unwrap();
    let socket = TcpSocket::new_v4().unwrap();
    socket
        .bind(SocketAddr::from(([127, 0, 0, host], 0)))
        .unwrap();
    let mut stream = socket.connect(address).await.unwrap();
    let half_body = "x".repeat(1_000);
    let request = format!(
        "POST /graphql HTTP/1.1\r\nhost: gateway\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: 2000\r\n\r\n{half_body}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

#[tokio::test]
async fn half_sent_bodies_of_one_viewer_leave_room_for_another() {
    let settings = [("limits.bodies_bytes", "10000")];
    let harness = Harness::start_with(Options::default(), &settings).await;
    harness.warm_viewer(AGENT).await;
    harness.warm_viewer(SUPERVISOR).await;
    let mut held = Vec::new();
    // Until the gateway accepts no more body bytes from this viewer.
    while status(&harness.client, &harness.url, AGENT, QUERY, json!({})).await == 200 {
        held.push(half_sent(&harness, AGENT).await);
    }
    assert!(held.len() >= 8, "{}", held.len());
    assert_served(&harness.client, &harness.url, SUPERVISOR).await;
    drop(held);
}

#[tokio::test]
async fn the_token_is_checked_before_the_body_is_read() {
    let settings = [("limits.bodies_bytes", "1000")];
    let harness = Harness::start_with(Options::default(), &settings).await;
    harness.warm_viewer(SUPERVISOR).await;
    let mut held = Vec::new();
    for _ in 0..20 {
        held.push(half_sent(&harness, "guessed").await);
    }
    assert_served(&harness.client, &harness.url, SUPERVISOR).await;
    for mut stream in held {
        let mut status = [0; 12];
        stream.read_exact(&mut status).await.unwrap();
        assert_eq!(&status, b"HTTP/1.1 401");
    }
}

/// Each connection occupies a slot of `limits.connections` until its body is complete. When all slots are taken, the
/// gateway closes a waiting connection to accept one from another address.
#[tokio::test]
async fn half_sent_bodies_on_every_connection_leave_room_for_another_address() {
    let settings = [("limits.connections", "40")];
    let harness = Harness::start_with(Options::default(), &settings).await;
    harness.warm_viewer(AGENT).await;
    harness.warm_viewer(SUPERVISOR).await;
    let mut held = Vec::new();
    for number in 0..200 {
        held.push(half_sent_from(2 + number % 5, &harness, AGENT).await);
    }
    // The gateway closes a waiting connection only after a minimum wait, so retry until the first request is served.
    let first = async {
        while status(&client_at(100), &harness.url, SUPERVISOR, QUERY, json!({})).await != 200 {}
    };
    timeout(Duration::from_secs(30), first).await.unwrap();
    // Each request uses its own connection.
    let mut served = 0;
    for _ in 0..REQUESTS {
        served += usize::from(
            status(&client_at(100), &harness.url, SUPERVISOR, QUERY, json!({})).await == 200,
        );
    }
    assert!(
        served * 100 >= REQUESTS * 99,
        "{served} of {REQUESTS} served"
    );
}
