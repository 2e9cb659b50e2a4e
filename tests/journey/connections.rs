//! Connections that take too long, send too much, or are too many. Each test waits for what the
//! gateway does: a time-out that did not work would leave it waiting.

use journey_simulator::Options;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::harness::{Harness, SUPERVISOR};

const LIVE: &str = "GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n";

/// A connection to a gateway, as bytes.
struct Raw(TcpStream);

impl Raw {
    async fn open(harness: &Harness) -> Self {
        let address = harness.url.replace("http://", "");
        Self(TcpStream::connect(address).await.unwrap())
    }

    async fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    /// Reads until `end` has come.
    async fn read_until(&mut self, end: &str) -> String {
        let mut text = Vec::new();
        while !String::from_utf8_lossy(&text).contains(end) {
            let byte = self.0.read_u8().await;
            text.push(byte.unwrap_or_else(|error| panic!("{error}: {text:?}")));
        }
        String::from_utf8(text).unwrap()
    }

    /// What comes until the gateway closes the connection.
    async fn rest(mut self) -> String {
        let mut text = String::new();
        self.0.read_to_string(&mut text).await.unwrap();
        text
    }

    async fn is_alive(&mut self) {
        self.send(LIVE).await;
        self.read_until("\"live\"}").await;
    }
}

async fn start(settings: &[(&'static str, &str)]) -> Harness {
    Harness::start_with(Options::default(), settings).await
}

#[tokio::test]
async fn a_header_must_come_in_time() {
    let harness = start(&[("limits.header_timeout", "200ms")]).await;
    for begun in ["", "GET / HTTP/1.1\r\nhost: x\r\n", "PRI * HTTP/2.0\r\n"] {
        let mut raw = Raw::open(&harness).await;
        raw.send(begun).await;
        assert_eq!(raw.rest().await, "", "{begun}");
    }
    // Of a later request, too.
    let mut raw = Raw::open(&harness).await;
    raw.is_alive().await;
    raw.send("GET / HTTP/1.1\r\n").await;
    assert_eq!(raw.rest().await, "");
}

#[tokio::test]
async fn between_requests_there_is_more_time() {
    let harness = start(&[("limits.header_timeout", "200ms")]).await;
    let mut resting = Raw::open(&harness).await;
    resting.is_alive().await;
    // One that comes later is closed for its slowness.
    assert_eq!(Raw::open(&harness).await.rest().await, "");
    resting.is_alive().await;
}

#[tokio::test]
async fn an_idle_connection_is_closed() {
    let harness = start(&[("limits.idle_timeout", "200ms")]).await;
    let mut raw = Raw::open(&harness).await;
    raw.is_alive().await;
    assert_eq!(raw.rest().await, "");
}

#[tokio::test]
async fn a_header_is_so_large_and_has_so_many_fields() {
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
        let mut raw = Raw::open(&harness).await;
        raw.send(&request).await;
        let answer = raw.rest().await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{} {answer}",
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
async fn a_body_must_come_in_time() {
    let harness = start(&[("limits.body_timeout", "200ms")]).await;
    let mut raw = Raw::open(&harness).await;
    raw.send(&post("content-length: 100")).await;
    raw.send("{\"query\":").await;
    let answer = raw.rest().await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("connection: close\r\n"), "{answer}");
    assert!(answer.contains("\"code\":\"BODY_TIMEOUT\""), "{answer}");
    assert!(answer.contains("within 200ms"), "{answer}");
}

#[tokio::test]
async fn bodies_together_have_so_much_room() {
    let harness = start(&[("limits.bodies_bytes", "1200")]).await;
    let body = format!("{:<900}", json!({"query": "{ viewer { id } }"}).to_string());
    let (half, rest) = body.split_at(800);
    let mut slow = Raw::open(&harness).await;
    slow.send(&post("content-length: 900")).await;
    slow.send(half).await;
    // Until the half is there.
    loop {
        let mut other = Raw::open(&harness).await;
        other
            .send(&post("connection: close\r\ncontent-length: 900"))
            .await;
        other.send(&body).await;
        let answer = other.rest().await;
        if answer.starts_with("HTTP/1.1 503 ") {
            assert!(answer.contains("limit of 1200 bytes"), "{answer}");
            assert!(answer.contains("\"code\":\"OVERLOADED\""), "{answer}");
            break;
        }
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    }
    slow.send(rest).await;
    slow.read_until("\"viewer\"").await;
    // The room is free again.
    let mut next = Raw::open(&harness).await;
    next.send(&post("connection: close\r\ncontent-length: 900"))
        .await;
    next.send(&body).await;
    assert!(next.rest().await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn a_client_that_sends_all_before_it_reads_is_told_that_it_was_too_much() {
    let harness = start(&[]).await;
    let all = "x".repeat(8_000_000);
    for (framing, body) in [
        (format!("content-length: {}", all.len()), all.clone()),
        (
            "transfer-encoding: chunked".to_owned(),
            format!("{:x}\r\n{all}\r\n0\r\n\r\n", all.len()),
        ),
    ] {
        let mut raw = Raw::open(&harness).await;
        raw.send(&post(&framing)).await;
        raw.send(&body).await;
        let answer = raw.rest().await;
        assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
        assert!(answer.contains("connection: close\r\n"), "{answer}");
        assert!(answer.contains("larger than 262144 bytes"), "{answer}");
    }
}

#[tokio::test]
async fn a_full_table_closes_its_oldest_idle_connection_for_a_new_one() {
    let harness = start(&[("limits.connections", "2"), ("limits.idle_timeout", "1h")]).await;
    let mut asked = Raw::open(&harness).await;
    asked.is_alive().await;
    // It says nothing and so is the first to go, although it is younger.
    let silent = Raw::open(&harness).await;
    let mut third = Raw::open(&harness).await;
    third.is_alive().await;
    assert_eq!(silent.rest().await, "");
    asked.is_alive().await;
    // The third one has been idle for longer than the first one now.
    let mut fourth = Raw::open(&harness).await;
    fourth.is_alive().await;
    assert_eq!(third.rest().await, "");
    asked.is_alive().await;
    fourth.is_alive().await;
}

#[tokio::test]
async fn silent_connections_keep_no_client_out() {
    let harness = start(&[
        ("limits.connections", "20"),
        ("limits.header_timeout", "1h"),
        ("limits.idle_timeout", "1h"),
    ])
    .await;
    let mut innocent = Raw::open(&harness).await;
    innocent.is_alive().await;
    let mut silent = Vec::new();
    for _ in 0..100 {
        silent.push(Raw::open(&harness).await);
    }
    innocent.is_alive().await;
    Raw::open(&harness).await.is_alive().await;
}

#[tokio::test]
async fn while_every_connection_is_busy_a_reserve_answers_probes() {
    let harness = start(&[
        ("limits.connections", "1"),
        ("limits.body_timeout", "1h"),
        ("limits.header_timeout", "10s"),
    ])
    .await;
    let mut busy = Raw::open(&harness).await;
    busy.send(&post("expect: 100-continue\r\ncontent-length: 100"))
        .await;
    // The gateway reads the body now.
    busy.read_until("100 Continue\r\n\r\n").await;
    let mut other = Raw::open(&harness).await;
    other.send(&post("content-length: 0")).await;
    let refused = other.rest().await;
    assert!(refused.contains("limit of 1 connections"), "{refused}");
    assert!(refused.starts_with("HTTP/1.1 503 "), "{refused}");
    assert!(refused.contains("connection: close\r\n"), "{refused}");
    assert!(refused.contains("retry-after: 1\r\n"), "{refused}");
    assert!(refused.contains("\"code\":\"OVERLOADED\""), "{refused}");
    // Silent connections do not use the reserve up.
    let mut silent = Vec::new();
    for _ in 0..200 {
        silent.push(Raw::open(&harness).await);
    }
    for (path, body) in [("live", "\"live\"}"), ("ready", "\"ready\"}")] {
        let mut probe = Raw::open(&harness).await;
        probe
            .send(&format!("GET /health/{path} HTTP/1.1\r\nhost: x\r\n\r\n"))
            .await;
        let answer = probe.rest().await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        assert!(answer.contains("connection: close\r\n"), "{answer}");
        assert!(answer.contains(body) || path == "ready", "{answer}");
    }
    busy.send(&" ".repeat(100)).await;
    busy.read_until("\r\n\r\n").await;
}

#[tokio::test]
async fn a_client_that_takes_nothing_is_cut_off() {
    let harness = start(&[
        ("limits.connections", "1"),
        ("limits.write_timeout", "300ms"),
    ])
    .await;
    let mut raw = Raw::open(&harness).await;
    raw.send("GET /graphiql HTTP/1.1\r\nhost: x\r\n\r\n").await;
    let page = raw.read_until("</html>").await;
    let script = page
        .split('"')
        .find(|part| part.starts_with("/assets/index-"))
        .unwrap();
    // Far more than the system keeps for a client that does not read.
    let request = format!("GET {script} HTTP/1.1\r\nhost: x\r\n\r\n");
    raw.send(&request.repeat(100)).await;
    // There is a place once it is gone.
    Raw::open(&harness).await.is_alive().await;
}

#[tokio::test]
async fn http_2_is_spoken_without_asking_and_has_the_same_limits() {
    let harness = start(&[("limits.body_timeout", "200ms")]).await;
    let client = reqwest::Client::builder()
        .http2_prior_knowledge()
        .build()
        .unwrap();
    let ask = async |body: String, filler: usize| {
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
    assert_eq!(ask(query.clone(), 1).await, 200);
    assert_eq!(ask(query.clone(), 40_000).await, 431);
    assert_eq!(ask("x".repeat(300_000), 1).await, 413);
    assert_eq!(ask(query, 1).await, 200);
}
