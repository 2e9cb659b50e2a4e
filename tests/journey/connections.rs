//! Limits of connections: slow headers and bodies, oversized requests, and too many connections. Each
//! test waits until the gateway acts, so a timeout that does not work makes the test hang.

use journey_simulator::{Action, Options};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::harness::{Harness, SUPERVISOR};

const HEALTH_REQUEST: &str = "GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n";

/// A TCP connection to a gateway.
struct RawConnection(TcpStream);

impl RawConnection {
    async fn open(harness: &Harness) -> Self {
        let address = harness.url.replace("http://", "");
        Self(TcpStream::connect(address).await.unwrap())
    }

    async fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    /// Reads up to and including `end`.
    async fn read_until(&mut self, end: &str) -> String {
        let mut text = Vec::new();
        while !String::from_utf8_lossy(&text).contains(end) {
            let byte = self.0.read_u8().await;
            text.push(byte.unwrap_or_else(|error| panic!("{error}: {text:?}")));
        }
        String::from_utf8(text).unwrap()
    }

    /// Reads until the gateway closes the connection.
    async fn read_to_end(mut self) -> String {
        let mut text = String::new();
        self.0.read_to_string(&mut text).await.unwrap();
        text
    }

    /// Asserts that the connection still serves requests.
    async fn assert_alive(&mut self) {
        self.send(HEALTH_REQUEST).await;
        self.read_until("\"live\"}").await;
    }
}

async fn start(settings: &[(&'static str, &'static str)]) -> Harness {
    Harness::start_with(Options::default(), settings).await
}

#[tokio::test]
async fn a_slow_header_closes_the_connection() {
    let harness = start(&[("limits.header_timeout", "200ms")]).await;
    for partial in ["", "GET / HTTP/1.1\r\nhost: x\r\n", "PRI * HTTP/2.0\r\n"] {
        let mut raw = RawConnection::open(&harness).await;
        raw.send(partial).await;
        assert_eq!(raw.read_to_end().await, "", "{partial}");
    }
    // The timeout also applies to later requests of a connection.
    let mut raw = RawConnection::open(&harness).await;
    raw.assert_alive().await;
    raw.send("GET / HTTP/1.1\r\n").await;
    assert_eq!(raw.read_to_end().await, "");
}

#[tokio::test]
async fn the_header_timeout_does_not_apply_between_requests() {
    let harness = start(&[("limits.header_timeout", "200ms")]).await;
    let mut idle = RawConnection::open(&harness).await;
    idle.assert_alive().await;
    // A younger connection without a request is closed by the header timeout.
    assert_eq!(RawConnection::open(&harness).await.read_to_end().await, "");
    idle.assert_alive().await;
}

#[tokio::test]
async fn a_request_needs_exactly_one_host() {
    let harness = start(&[]).await;
    for (version, fields, status) in [
        ("1.1", "host: x\r\n", 200),
        ("1.1", "host: [::1]:4000\r\n", 200),
        ("1.1", "host:\r\n", 200),
        ("1.1", "", 400),
        ("1.1", "host: x\r\nhost: x\r\n", 400),
        ("1.1", "host: x, y\r\n", 400),
        ("1.1", "host: user@x\r\n", 400),
        ("1.1", "host: x/y\r\n", 400),
        ("1.0", "", 200),
        ("1.0", "host: x\r\nhost: y\r\n", 400),
    ] {
        let mut raw = RawConnection::open(&harness).await;
        raw.send(&format!("GET /health/live HTTP/{version}\r\n{fields}"))
            .await;
        // An HTTP/1.0 connection is closed in any case.
        raw.send("connection: close\r\n\r\n").await;
        let response = raw.read_to_end().await;
        let head = format!("HTTP/{version} {status} ");
        assert!(response.starts_with(&head), "{fields}: {response}");
        assert_eq!(response.contains("BAD_REQUEST"), status == 400, "{fields}");
    }
}

#[tokio::test]
async fn an_idle_connection_is_closed() {
    let harness = start(&[("limits.idle_timeout", "200ms")]).await;
    let mut raw = RawConnection::open(&harness).await;
    raw.assert_alive().await;
    assert_eq!(raw.read_to_end().await, "");
}

#[tokio::test]
async fn headers_are_limited_in_size_and_number() {
    let harness = start(&[]).await;
    let field = |size: usize| format!("x: {}\r\n", "y".repeat(size));
    for (fields, status) in [
        (field(30_000), "200"),
        (field(33_000), "431"),
        (field(1_000_000), "431"),
        (field(1).repeat(98), "200"),
        (field(1).repeat(101), "431"),
    ] {
        let request =
            format!("GET /health/live HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{fields}\r\n");
        let mut raw = RawConnection::open(&harness).await;
        raw.send(&request).await;
        let response = raw.read_to_end().await;
        assert!(
            response.starts_with(&format!("HTTP/1.1 {status} ")),
            "{} {response}",
            fields.len()
        );
    }
}

fn post(framing: &str) -> String {
    format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {SUPERVISOR}\r\n\
         content-type: application/json\r\n{framing}\r\n\r\n"
    )
}

#[tokio::test]
async fn a_slow_body_gets_408() {
    let harness = start(&[("limits.body_timeout", "200ms")]).await;
    let mut raw = RawConnection::open(&harness).await;
    raw.send(&post("content-length: 100")).await;
    raw.send("{\"query\":").await;
    let response = raw.read_to_end().await;
    assert!(response.starts_with("HTTP/1.1 408 "), "{response}");
    assert!(response.contains("connection: close\r\n"), "{response}");
    assert!(response.contains("\"code\":\"BODY_TIMEOUT\""), "{response}");
    assert!(response.contains("within 200ms"), "{response}");
}

#[tokio::test]
async fn buffered_bodies_share_one_memory_limit() {
    let harness = start(&[("limits.bodies_bytes", "1200")]).await;
    let body = format!("{:<900}", json!({"query": "{ viewer { id } }"}).to_string());
    let (half, rest) = body.split_at(800);
    let mut slow = RawConnection::open(&harness).await;
    slow.send(&post("content-length: 900")).await;
    slow.send(half).await;
    // Retry until the gateway has buffered the first part of the slow body.
    loop {
        let mut other = RawConnection::open(&harness).await;
        other
            .send(&post("connection: close\r\ncontent-length: 900"))
            .await;
        other.send(&body).await;
        let response = other.read_to_end().await;
        if response.starts_with("HTTP/1.1 503 ") {
            assert!(response.contains("limit of 1200 bytes"), "{response}");
            assert!(response.contains("\"code\":\"OVERLOADED\""), "{response}");
            break;
        }
        assert!(response.starts_with("HTTP/1.1 200 "), "{response}");
    }
    slow.send(rest).await;
    slow.read_until("\"viewer\"").await;
    // The memory is available again.
    let mut next = RawConnection::open(&harness).await;
    next.send(&post("connection: close\r\ncontent-length: 900"))
        .await;
    next.send(&body).await;
    assert!(next.read_to_end().await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn a_client_that_reads_only_after_sending_gets_413() {
    let harness = start(&[]).await;
    let all = "x".repeat(8_000_000);
    for (framing, body) in [
        (format!("content-length: {}", all.len()), all.clone()),
        (
            "transfer-encoding: chunked".to_owned(),
            format!("{:x}\r\n{all}\r\n0\r\n\r\n", all.len()),
        ),
    ] {
        let mut raw = RawConnection::open(&harness).await;
        raw.send(&post(&framing)).await;
        raw.send(&body).await;
        let response = raw.read_to_end().await;
        assert!(response.starts_with("HTTP/1.1 413 "), "{response}");
        assert!(response.contains("connection: close\r\n"), "{response}");
        assert!(response.contains("larger than 262144 bytes"), "{response}");
    }
}

#[tokio::test]
async fn a_full_connection_table_closes_the_oldest_idle_connection() {
    let harness = start(&[("limits.connections", "2"), ("limits.idle_timeout", "1h")]).await;
    let mut used = RawConnection::open(&harness).await;
    used.assert_alive().await;
    // A connection without a request is closed first, although it is younger.
    let silent = RawConnection::open(&harness).await;
    let mut third = RawConnection::open(&harness).await;
    third.assert_alive().await;
    assert_eq!(silent.read_to_end().await, "");
    used.assert_alive().await;
    // The third connection has now been idle for longer than the first one.
    let mut fourth = RawConnection::open(&harness).await;
    fourth.assert_alive().await;
    assert_eq!(third.read_to_end().await, "");
    used.assert_alive().await;
    fourth.assert_alive().await;
}

#[tokio::test]
async fn silent_connections_do_not_block_clients() {
    let harness = start(&[
        ("limits.connections", "20"),
        ("limits.header_timeout", "1h"),
        ("limits.idle_timeout", "1h"),
    ])
    .await;
    let mut client = RawConnection::open(&harness).await;
    client.assert_alive().await;
    let mut silent = Vec::new();
    for _ in 0..100 {
        silent.push(RawConnection::open(&harness).await);
    }
    client.assert_alive().await;
    RawConnection::open(&harness).await.assert_alive().await;
}

#[tokio::test]
async fn reserved_connections_answer_probes_while_all_others_are_busy() {
    let harness = start(&[
        ("limits.connections", "1"),
        ("limits.header_timeout", "10s"),
    ])
    .await;
    let mut busy = RawConnection::open(&harness).await;
    let customer = &harness.fixtures.live_customer;
    let query = "subscription($id: ID!) { journeyChanged(customerId: $id) { kind } }";
    let body = json!({"query": query, "variables": {"id": customer}}).to_string();
    let accept = "accept: text/event-stream";
    busy.send(&post(&format!(
        "{accept}\r\ncontent-length: {}",
        body.len()
    )))
    .await;
    busy.send(&body).await;
    // An open stream keeps the connection busy. A connection that waits for its client could be evicted after 100 ms.
    busy.read_until("event: next").await;
    let mut other = RawConnection::open(&harness).await;
    other.send(&post("content-length: 0")).await;
    let refused = other.read_to_end().await;
    assert!(refused.contains("limit of 1 connections"), "{refused}");
    assert!(refused.starts_with("HTTP/1.1 503 "), "{refused}");
    assert!(refused.contains("connection: close\r\n"), "{refused}");
    assert!(refused.contains("retry-after: 1\r\n"), "{refused}");
    assert!(refused.contains("\"code\":\"OVERLOADED\""), "{refused}");
    // Silent connections do not exhaust the reserve.
    let mut silent = Vec::new();
    for _ in 0..200 {
        silent.push(RawConnection::open(&harness).await);
    }
    for (path, body) in [("live", "\"live\"}"), ("ready", "\"ready\"}")] {
        let mut probe = RawConnection::open(&harness).await;
        probe
            .send(&format!("GET /health/{path} HTTP/1.1\r\nhost: x\r\n\r\n"))
            .await;
        let response = probe.read_to_end().await;
        assert!(response.starts_with("HTTP/1.1 200 "), "{response}");
        assert!(response.contains("connection: close\r\n"), "{response}");
        assert!(response.contains(body) || path == "ready", "{response}");
    }
    // The busy connection was not closed: its stream receives the next change.
    harness
        .simulator
        .perform(customer, Action::StartMessaging)
        .unwrap();
    busy.read_until("SESSION_STARTED").await;
}

#[tokio::test]
async fn a_client_that_does_not_read_is_disconnected() {
    let harness = start(&[
        ("limits.connections", "1"),
        ("limits.write_timeout", "300ms"),
    ])
    .await;
    let mut raw = RawConnection::open(&harness).await;
    raw.send("GET /graphiql HTTP/1.1\r\nhost: x\r\n\r\n").await;
    let page = raw.read_until("</html>").await;
    let script = page
        .split('"')
        .find(|part| part.starts_with("/assets/index-"))
        .unwrap();
    // Far more than the socket buffers hold for a client that does not read.
    let request = format!("GET {script} HTTP/1.1\r\nhost: x\r\n\r\n");
    raw.send(&request.repeat(100)).await;
    // A new connection is accepted after the first one is closed.
    RawConnection::open(&harness).await.assert_alive().await;
}

#[tokio::test]
async fn http_2_with_prior_knowledge_has_the_same_limits() {
    let harness = start(&[("limits.body_timeout", "200ms")]).await;
    let client = reqwest::Client::builder()
        .http2_prior_knowledge()
        .build()
        .unwrap();
    let send = async |body: String, filler: usize| {
        let request = client
            .post(format!("{}/graphql", harness.url))
            .bearer_auth(SUPERVISOR);
        let request = request.header("content-type", "application/json");
        let response = request
            .header("x", "y".repeat(filler))
            .body(body)
            .send()
            .await
            .unwrap();
        assert_eq!(response.version(), reqwest::Version::HTTP_2);
        response.status().as_u16()
    };
    let query = json!({"query": "{ viewer { id } }"}).to_string();
    assert_eq!(send(query.clone(), 1).await, 200);
    assert_eq!(send(query.clone(), 40_000).await, 431);
    assert_eq!(send("x".repeat(300_000), 1).await, 413);
    assert_eq!(send(query, 1).await, 200);
}

#[tokio::test]
async fn a_response_to_head_has_the_length_of_its_body_only() {
    let with_cors: &[(&str, &str)] = &[("allowed_origins", "*")];
    for settings in [&[], with_cors] {
        let harness = start(settings).await;
        let http_2 = reqwest::Client::builder().http2_prior_knowledge();
        for builder in [reqwest::Client::builder(), http_2] {
            let client = builder.build().unwrap();
            for (path, status) in [("/graphql", 405), ("/nowhere", 404)] {
                let request = client.head(format!("{}{path}", harness.url));
                let response = request.bearer_auth(SUPERVISOR).send().await.unwrap();
                assert_eq!(response.status(), status, "{path}");
                let length = response.headers()["content-length"].to_str().unwrap();
                assert!(length.parse::<u64>().unwrap() > 0, "{path}");
                assert!(response.bytes().await.unwrap().is_empty(), "{path}");
            }
        }
    }
}
