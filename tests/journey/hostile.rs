//! Hostile clients against single limits of the gateway. Each client takes as much of a limited resource as it can get
//! while another viewer must still be served. Loopback addresses represent different clients. No test asserts a time.
//! `tests/hostile` attacks the whole program with its default limits.

mod bodies;
mod requests;
mod shared_credential;
mod sockets;
mod subscriptions;
mod tokens;

use std::net::{IpAddr, Ipv4Addr};

use reqwest::Client;
use serde_json::{Value, json};

/// Number of requests that the legitimate viewer sends during an attack.
const REQUESTS: usize = 100;

const QUERY: &str = "{ viewer { id } }";

/// A client that connects from 127.0.0.`host`.
fn client_at(host: u8) -> Client {
    let address = IpAddr::V4(Ipv4Addr::new(127, 0, 0, host));
    Client::builder().local_address(address).build().unwrap()
}

/// Sends a query and returns the HTTP status.
async fn status(client: &Client, url: &str, token: &str, query: &str, variables: Value) -> u16 {
    let request = client.post(format!("{url}/graphql")).bearer_auth(token);
    let request = request.json(&json!({"query": query, "variables": variables}));
    request.send().await.unwrap().status().as_u16()
}

/// Asserts that at least 99 % of a viewer's requests are served.
async fn assert_served(client: &Client, url: &str, token: &str) {
    let mut served = 0;
    for _ in 0..REQUESTS {
        served += usize::from(status(client, url, token, QUERY, json!({})).await == 200);
    }
    assert!(
        served * 100 >= REQUESTS * 99,
        "{served} of {REQUESTS} served"
    );
}
