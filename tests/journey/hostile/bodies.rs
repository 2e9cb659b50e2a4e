//! Bodies that are never sent to their end.

use std::net::SocketAddr;
use std::time::Duration;

use journey_simulator::Options;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

use super::{QUERY, REQUESTS, client_at, is_served, status};
use crate::journey::harness::{AGENT, Harness, SUPERVISOR};

/// A connection with a request whose body is half sent.
async fn half_sent(harness: &Harness, token: &str) -> TcpStream {
    half_sent_from(1, harness, token).await
}

/// The same from the address 127.0.0.`host`.
async fn half_sent_from(host: u8, harness: &Harness, token: &str) -> TcpStream {
    let address: SocketAddr = harness.url.replace("http://", "").parse().unwrap();
    let socket = TcpSocket::new_v4().unwrap();
    socket
        .bind(SocketAddr::from(([127, 0, 0, host], 0)))
        .unwrap();
    let mut stream = socket.connect(address).await.unwrap();
    let half = "x".repeat(1_000);
    let request = format!(
        "POST /graphql HTTP/1.1\r\nhost: gateway\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: 2000\r\n\r\n{half}"
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
    // Until the viewer has all it can get.
    while status(&harness.client, &harness.url, AGENT, QUERY, json!({})).await == 200 {
        held.push(half_sent(&harness, AGENT).await);
    }
    assert!(held.len() >= 8, "{}", held.len());
    is_served(&harness.client, &harness.url, SUPERVISOR).await;
    drop(held);
}

#[tokio::test]
async fn a_token_is_judged_before_the_body_is_read() {
    let settings = [("limits.bodies_bytes", "1000")];
    let harness = Harness::start_with(Options::default(), &settings).await;
    harness.warm_viewer(SUPERVISOR).await;
    let mut held = Vec::new();
    for _ in 0..20 {
        held.push(half_sent(&harness, "guessed").await);
    }
    is_served(&harness.client, &harness.url, SUPERVISOR).await;
    for mut stream in held {
        let mut status = [0; 12];
        stream.read_exact(&mut status).await.unwrap();
        assert_eq!(&status, b"HTTP/1.1 401");
    }
}

/// Each connection holds a place in the table until its body is there; a full table closes one for another client.
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
    // Until these connections have waited for their client long enough.
    let first = async {
        while status(&client_at(100), &harness.url, SUPERVISOR, QUERY, json!({})).await != 200 {}
    };
    timeout(Duration::from_secs(30), first).await.unwrap();
    // A connection of its own for each request.
    let mut served = 0;
    for _ in 0..REQUESTS {
        served += usize::from(
            status(&client_at(100), &harness.url, SUPERVISOR, QUERY, json!({})).await == 200,
        );
    }
    assert!(served * 100 >= REQUESTS * 99, "{served} of {REQUESTS}");
}
