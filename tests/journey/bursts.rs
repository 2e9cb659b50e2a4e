//! Many requests at the same instant, with default settings: a page that opens, a front end that reconnects.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::future::join_all;
use journey_simulator::Simulator;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

use super::harness::SUPERVISOR;
use super::live::client::Client;
use super::program::{Served, simulator};

const CONNECTIONS: usize = 300;
const QUERIES: usize = 40;

/// How long a burst may take. It usually takes less than a second, in a debug build.
const TIMEOUT: Duration = Duration::from_secs(20);

/// A client repeats its SYN after a second if the listener's backlog was full. A connection usually takes milliseconds,
/// because the system accepts it.
const RETRANSMISSION: Duration = Duration::from_secs(1);

/// A gateway in a process of its own with default settings.
async fn start() -> (Simulator, Served) {
    let simulator = simulator().await;
    let served = Served::start(simulator.url(), &[]).await;
    (simulator, served)
}

/// Opens a connection, and sends one query. Returns the time that the connection took.
async fn query(address: &str) -> Duration {
    let started = Instant::now();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let connected = started.elapsed();
    let body = json!({"query": "{ viewer { id } }"}).to_string();
    let request = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {SUPERVISOR}\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    assert!(response.starts_with("HTTP/1.1 200 "), "{response}");
    let (_, body) = response.split_once("\r\n\r\n").unwrap();
    let body: Value = serde_json::from_str(body).unwrap();
    assert!(body["data"]["viewer"]["id"].is_string(), "{body}");
    connected
}

#[tokio::test]
async fn connections_that_are_opened_at_once_are_all_served() {
    let (_simulator, served) = start().await;
    let address = served.url.replace("http://", "");
    query(&address).await;
    let burst = join_all((0..CONNECTIONS).map(|_| query(&address)));
    let connected = timeout(TIMEOUT, burst).await.expect("responses in time");
    let longest = connected.into_iter().max().unwrap();
    assert!(longest < RETRANSMISSION, "{longest:?}");
}

#[tokio::test]
async fn cold_queries_at_once_on_one_socket_are_all_served() {
    let (simulator, served) = start().await;
    let mut client = Client::connect(&served.url, SUPERVISOR).await;
    let query = "query($id: ID!) { customer(id: $id) { id sessions(first: 10) { nodes { id } } } }";
    let customers: Vec<_> = simulator.ordinary_customers().take(QUERIES).collect();
    assert_eq!(customers.len(), QUERIES);
    for customer in &customers {
        let variables = json!({"id": customer.id});
        client.subscribe(&customer.id, query, variables).await;
    }
    let mut running: BTreeSet<_> = customers.iter().map(|customer| &*customer.id).collect();
    let answers = async {
        while !running.is_empty() {
            let message = client.receive().await;
            let id = message["id"].as_str().unwrap();
            if message["type"] == "complete" {
                assert!(running.remove(id), "{message}");
                continue;
            }
            assert_eq!(message["type"], "next", "{message}");
            let payload = &message["payload"];
            assert_eq!(payload["errors"], Value::Null, "{message}");
            assert_eq!(payload["data"]["customer"]["id"], id, "{message}");
            let sessions = &payload["data"]["customer"]["sessions"]["nodes"];
            assert!(sessions.is_array(), "{message}");
        }
    };
    timeout(TIMEOUT, answers).await.expect("answers in time");
}
