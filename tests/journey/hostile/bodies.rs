//! Bodies that are never sent to their end.

use std::net::SocketAddr;
use std::time::Duration;

use journey_gateway::simulator::Options;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

use super::{QUERY, REQUESTS, client_at, is_served, status};
use crate::journey::stage::{AGENT, SUPERVISOR, Stage};

/// A connection with a request whose body is half sent.
async fn half_sent(stage: &Stage, token: &str) -> TcpStream {
    half_sent_from(1, stage, token).await
}

/// The same from the address 127.0.0.`host`.
async fn half_sent_from(host: u8, stage: &Stage, token: &str) -> TcpStream {
    let address: SocketAddr = stage.url.replace("http://", "").parse().unwrap();
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
    let stage = Stage::with(Options::default(), &settings).await;
    stage.introduce(AGENT).await;
    stage.introduce(SUPERVISOR).await;
    let mut held = Vec::new();
    // Until the viewer has all it can get.
    while status(&stage.client, &stage.url, AGENT, QUERY, json!({})).await == 200 {
        held.push(half_sent(&stage, AGENT).await);
    }
    assert!(held.len() >= 8, "{}", held.len());
    is_served(&stage.client, &stage.url, SUPERVISOR).await;
    drop(held);
}

#[tokio::test]
async fn a_token_is_judged_before_the_body_is_read() {
    let settings = [("limits.bodies_bytes", "1000")];
    let stage = Stage::with(Options::default(), &settings).await;
    stage.introduce(SUPERVISOR).await;
    let mut held = Vec::new();
    for _ in 0..20 {
        held.push(half_sent(&stage, "guessed").await);
    }
    is_served(&stage.client, &stage.url, SUPERVISOR).await;
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
    let stage = Stage::with(Options::default(), &settings).await;
    stage.introduce(AGENT).await;
    stage.introduce(SUPERVISOR).await;
    let mut held = Vec::new();
    for number in 0..200 {
        held.push(half_sent_from(2 + number % 5, &stage, AGENT).await);
    }
    // Until these connections have waited for their client long enough.
    let first = async {
        while status(&client_at(100), &stage.url, SUPERVISOR, QUERY, json!({})).await != 200 {}
    };
    timeout(Duration::from_secs(30), first).await.unwrap();
    // A connection of its own for each request.
    let mut served = 0;
    for _ in 0..REQUESTS {
        served += usize::from(
            status(&client_at(100), &stage.url, SUPERVISOR, QUERY, json!({})).await == 200,
        );
    }
    assert!(served * 100 >= REQUESTS * 99, "{served} of {REQUESTS}");
}
