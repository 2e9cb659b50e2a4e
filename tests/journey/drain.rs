//! Shutdown: the gateway completes requests in progress and accepts no new ones.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use journey_simulator::{Options, Simulator};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::Command;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::blocked_platform::BlockedPlatform;
use super::harness::{Harness, SUPERVISOR, loopback, second_gateway};
use super::live::client::Client;
use super::program::Served;

const CLIENTS: usize = 64;
const SOCKETS: usize = 10;

/// Result of a request.
#[derive(Debug, PartialEq)]
enum Outcome {
    Answered {
        closes: bool,
    },
    /// The connection was closed before the first byte of a response.
    Closed,
}

async fn send_request(stream: &mut BufReader<TcpStream>, body: &str) -> Outcome {
    let request = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {SUPERVISOR}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    if stream.write_all(request.as_bytes()).await.is_err() {
        return Outcome::Closed;
    }
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        match stream.read_line(&mut head).await {
            Ok(1..) => {}
            _ if head.is_empty() => return Outcome::Closed,
            ended => panic!("cut within a header: {ended:?} {head}"),
        }
    }
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .unwrap();
    let mut response = vec![0; length.parse().unwrap()];
    stream.read_exact(&mut response).await.unwrap();
    let response: Value = serde_json::from_slice(&response).unwrap();
    assert!(response["data"]["customer"]["id"].is_string(), "{response}");
    assert!(response.get("errors").is_none(), "{response}");
    let closes = head.contains("connection: close");
    Outcome::Answered { closes }
}

/// Sends requests until the gateway is gone. Returns the number of new connections that the gateway
/// closed without a response.
async fn run_client(
    address: String,
    body: String,
    keep_alive: bool,
    answered: Arc<(AtomicUsize, Notify)>,
) -> usize {
    let mut unanswered = 0;
    while let Ok(stream) = TcpStream::connect(&address).await {
        let mut stream = BufReader::new(stream);
        let mut is_new = true;
        loop {
            match send_request(&mut stream, &body).await {
                Outcome::Answered { closes } => {
                    answered.0.fetch_add(1, Ordering::Relaxed);
                    answered.1.notify_waiters();
                    if closes || !keep_alive {
                        break;
                    }
                }
                Outcome::Closed => {
                    unanswered += usize::from(is_new);
                    break;
                }
            }
            is_new = false;
        }
    }
    unanswered
}

/// Waits until the socket closes. Returns whether its subscription completed, and the close code.
async fn wait_for_close(mut socket: Client) -> (bool, Option<u16>) {
    let mut is_complete = false;
    loop {
        match socket.next().await {
            Ok(message) => is_complete |= message["type"] == "complete",
            Err(code) => return (is_complete, code),
        }
    }
}

#[cfg(unix)]
#[tokio::test]
async fn sigterm_loses_no_request_and_completes_subscriptions() {
    let options = Options {
        latency: Duration::from_millis(20),
        ..Options::default()
    };
    let simulator = Simulator::start(loopback(), options).await.unwrap();
    let short_ttl = [("JOURNEY_GATEWAY_CACHE_OPEN_TTL", "1ms")];
    let mut served = Served::start(simulator.url(), &short_ttl).await;
    let address = served.url.trim_start_matches("http://").to_owned();
    let query = "query($id: ID!) { customer(id: $id) { id sessions(first: 1) { nodes { id } } } }";
    let body =
        json!({"query": query, "variables": {"id": simulator.fixtures().customer}}).to_string();
    let answered = Arc::new((AtomicUsize::new(0), Notify::new()));
    let mut clients = JoinSet::new();
    for index in 0..CLIENTS {
        clients.spawn(run_client(
            address.clone(),
            body.clone(),
            index % 2 == 0,
            answered.clone(),
        ));
    }
    let mut sockets = JoinSet::new();
    for _ in 0..SOCKETS {
        let mut socket = Client::connect(&served.url, SUPERVISOR).await;
        socket.watch("w", &simulator.fixtures().customer).await;
        socket.change().await;
        sockets.spawn(wait_for_close(socket));
    }
    while answered.0.load(Ordering::Relaxed) < 3 * CLIENTS {
        answered.1.notified().await;
    }
    let pid = served.child.id().unwrap().to_string();
    let signalled = Command::new("kill")
        .args(["-TERM", &pid])
        .status()
        .await
        .unwrap();
    assert!(signalled.success());
    let unanswered: usize = clients.join_all().await.into_iter().sum();
    for ended in sockets.join_all().await {
        assert_eq!(ended, (true, Some(1001)));
    }
    let status = timeout(Duration::from_secs(30), served.child.wait()).await;
    assert_eq!(status.unwrap().unwrap().code(), Some(0));
    println!(
        "{} answered, {unanswered} closed before they were accepted",
        answered.0.load(Ordering::Relaxed)
    );
    assert!(unanswered <= CLIENTS / 4, "{unanswered}");
}

/// Waits until nothing listens at `url`.
async fn wait_until_closed(url: &str) {
    while TcpStream::connect(url.replace("http://", "")).await.is_ok() {
        tokio::task::yield_now().await;
    }
}

/// Queries the viewer's id.
async fn query_viewer(harness: &Harness, url: &str) -> reqwest::Result<reqwest::Response> {
    let request = harness
        .client
        .post(format!("{url}/graphql"))
        .bearer_auth(SUPERVISOR);
    request
        .json(&json!({"query": "{ viewer { id } }"}))
        .send()
        .await
}

#[tokio::test]
async fn a_request_in_progress_is_answered_and_an_idle_connection_closed() {
    let harness = Harness::start().await;
    let mut blocked = BlockedPlatform::in_front_of(&harness).await;
    let settings = [
        ("platform_url", blocked.url.as_str()),
        ("platform.timeout", "9s"),
    ];
    let (url, stop) = second_gateway(&harness, &settings).await;
    let mut idle = TcpStream::connect(url.replace("http://", ""))
        .await
        .unwrap();
    let get = b"GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n";
    idle.write_all(get).await.unwrap();
    let ending = async {
        blocked.wait_for_call().await;
        drop(stop);
        let mut text = String::new();
        idle.read_to_string(&mut text).await.unwrap();
        assert!(text.ends_with("\"live\"}"), "{text}");
        wait_until_closed(&url).await;
        blocked.unblock();
    };
    let (response, ()) = tokio::join!(query_viewer(&harness, &url), ending);
    let response = response.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["connection"], "close");
    assert!(response.text().await.unwrap().contains("\"viewer\""));
}

#[tokio::test]
async fn a_websocket_query_is_answered_before_the_socket_closes() {
    let options = Options {
        latency: Duration::from_millis(700),
        ..Options::default()
    };
    let mut harness = Harness::start_with(options, &[]).await;
    let customer = harness.fixtures.customer.clone();
    let mut socket = Client::connect(&harness.url, SUPERVISOR).await;
    socket.watch("changes", &customer).await;
    socket.change().await;
    let other = harness.fixtures.canonical_customer.clone();
    let query = "query($id: ID!) { customer(id: $id) { firstName } }";
    socket.subscribe("query", query, json!({"id": other})).await;
    // The pong arrives after the query has started.
    socket.send(json!({"type": "ping"})).await;
    while socket.receive().await["type"] != "pong" {}
    harness.stop();
    let mut messages = Vec::new();
    let code = loop {
        match socket.next().await {
            Ok(message) => messages.push(message),
            Err(code) => break code,
        }
    };
    assert_eq!(code, Some(1001));
    let brief = messages.iter().map(|message| {
        (
            message["id"].as_str().unwrap(),
            message["type"].as_str().unwrap(),
        )
    });
    let expected = [
        ("changes", "complete"),
        ("query", "next"),
        ("query", "complete"),
    ];
    assert_eq!(brief.collect::<Vec<_>>(), expected, "{messages:?}");
    assert!(messages[1]["payload"]["data"]["customer"]["firstName"].is_string());
}

#[tokio::test]
async fn readiness_fails_before_the_listener_closes() {
    let harness = Harness::start().await;
    let (url, stop) = second_gateway(&harness, &[("drain_delay", "1m")]).await;
    let ready = async || {
        let response = harness
            .client
            .get(format!("{url}/health/ready"))
            .send()
            .await;
        response.unwrap().status().as_u16()
    };
    assert_eq!(ready().await, 200);
    drop(stop);
    while ready().await != 503 {}
    assert_eq!(query_viewer(&harness, &url).await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_request_longer_than_the_drain_timeout_is_cut_off() {
    let harness = Harness::start().await;
    let mut blocked = BlockedPlatform::in_front_of(&harness).await;
    let settings = [
        ("platform_url", blocked.url.as_str()),
        ("platform.timeout", "1m"),
        ("limits.request_timeout", "1m"),
        ("drain_timeout", "200ms"),
    ];
    let (url, stop) = second_gateway(&harness, &settings).await;
    let ending = async {
        blocked.wait_for_call().await;
        drop(stop);
    };
    let (response, ()) = tokio::join!(query_viewer(&harness, &url), ending);
    assert!(response.is_err(), "{response:?}");
}

#[tokio::test]
async fn connections_close_without_losing_requests_during_the_drain_delay() {
    let harness = Harness::start().await;
    let (url, stop) = second_gateway(&harness, &[("drain_delay", "1h")]).await;
    let address = url.replace("http://", "");
    let get = b"GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n";
    let mut kept = Vec::new();
    for _ in 0..20 {
        let mut stream = BufReader::new(TcpStream::connect(&address).await.unwrap());
        stream.write_all(get).await.unwrap();
        let head = read_head(&mut stream).await;
        assert!(!head.contains("connection: close"), "{head}");
        kept.push(stream);
    }
    let (mut sender, connection) =
        h2::client::handshake(TcpStream::connect(&address).await.unwrap())
            .await
            .unwrap();
    let connection = tokio::spawn(connection);
    let live = || {
        axum::http::Request::get("http://x/health/live")
            .body(())
            .unwrap()
    };
    let (response, _) = sender.send_request(live(), true).unwrap();
    assert_eq!(response.await.unwrap().status(), 200);
    drop(stop);
    // GOAWAY closes the connection without a failed request.
    connection.await.unwrap().unwrap();
    for mut stream in kept {
        stream.write_all(get).await.unwrap();
        let mut rest = String::new();
        // The rest of the first response comes first.
        stream.read_to_string(&mut rest).await.unwrap();
        assert!(rest.contains("HTTP/1.1 200 "), "{rest}");
        assert!(rest.contains("connection: close"), "{rest}");
    }
    // During the delay, new connections are served for one request each.
    let response = query_viewer(&harness, &url).await.unwrap();
    assert_eq!(response.headers()["connection"], "close");
    let (mut sender, connection) =
        h2::client::handshake(TcpStream::connect(&address).await.unwrap())
            .await
            .unwrap();
    let connection = tokio::spawn(connection);
    let (response, _) = sender.send_request(live(), true).unwrap();
    assert_eq!(response.await.unwrap().status(), 200);
    connection.await.unwrap().unwrap();
}

/// Reads the head of a response.
async fn read_head(stream: &mut BufReader<TcpStream>) -> String {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert_ne!(stream.read_line(&mut head).await.unwrap(), 0, "{head}");
    }
    head
}
