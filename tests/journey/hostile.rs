//! Hostile clients: each takes as much of a gate as it can get, while a viewer that behaves is served. Addresses
//! of the loopback network stand for different clients. No test asserts a time.

mod bodies;
mod requests;
mod shared_credential;
mod sockets;
mod subscriptions;
mod tokens;

use std::net::{IpAddr, Ipv4Addr};

use reqwest::Client;
use serde_json::{Value, json};

/// Requests of the viewer that behaves.
const REQUESTS: usize = 100;

const QUERY: &str = "{ viewer { id } }";

/// A client at an address of its own.
fn client_at(host: u8) -> Client {
    let address = IpAddr::V4(Ipv4Addr::new(127, 0, 0, host));
    Client::builder().local_address(address).build().unwrap()
}

/// The status of a response.
async fn status(client: &Client, url: &str, token: &str, query: &str, variables: Value) -> u16 {
    let request = client.post(format!("{url}/graphql")).bearer_auth(token);
    let request = request.json(&json!({"query": query, "variables": variables}));
    request.send().await.unwrap().status().as_u16()
}

/// That at least 99 percent of a viewer's requests are served.
async fn is_served(client: &Client, url: &str, token: &str) {
    let mut served = 0;
    for _ in 0..REQUESTS {
        served += usize::from(status(client, url, token, QUERY, json!({})).await == 200);
    }
    assert!(served * 100 >= REQUESTS * 99, "{served} of {REQUESTS}");
}
