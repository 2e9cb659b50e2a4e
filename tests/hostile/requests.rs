//! Attacks that send many requests.

use std::time::Duration;

use futures_util::future::join_all;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::protocol::Message;
use uuid::Uuid;

use crate::attack::{Client, PAUSE};
use crate::target::HOSTILE;
use crate::transport::{Sender, Transport, open_as, subscribe};

const VIEWER: &str = "{ viewer { id } }";
const LIST: &str = "query($id: ID!) { customer(id: $id) { sessions { nodes { id } } } }";

/// Concurrent slow requests of one client.
const SLOW_REQUESTS: usize = 6;

async fn flood(client: &Client, request: impl Fn() -> (Vec<u8>, &'static str, Value)) {
    let sender = Sender::new(client.transport, client.from, client.to);
    loop {
        let (token, query, variables) = request();
        client.count();
        sender.send(&token, query, variables).await;
        sleep(PAUSE).await;
    }
}

/// Tokens that are not valid header values.
pub(crate) async fn invalid_tokens(client: &Client) {
    let token: &[u8] = match client.transport {
        Transport::WebSocket => b"a\nb",
        _ => b"\xff\xfe",
    };
    flood(client, || (token.to_vec(), VIEWER, json!({}))).await;
}

/// A new random token for each request.
pub(crate) async fn guessed_tokens(client: &Client) {
    let guess = || Uuid::new_v4().to_string().into_bytes();
    flood(client, || (guess(), VIEWER, json!({}))).await;
}

/// Cursors that would lead to an invalid upstream URL or a failing call.
pub(crate) async fn forged_cursors(client: &Client) {
    let query = "query($id: ID!, $after: String) { customer(id: $id) {
        sessions(after: $after) { nodes { id } } } }";
    let id = &client.fixtures.customer;
    // `[50,"%%%…",null]` and `[50,"",[0,"…"]]` in base64, and one that is far too long.
    let cursors = [
        format!("WzUwLCIl{}Iixu dWxsXQ", "JSUl".repeat(200)).replace(' ', ""),
        format!("WzUwLCIi{}", "LCws".repeat(100)),
        "WzUw".repeat(12_000),
    ];
    flood(client, || {
        let after = &cursors[usize::from(Uuid::new_v4().as_bytes()[0]) % cursors.len()];
        let variables = json!({"id": id, "after": after});
        (HOSTILE.as_bytes().to_vec(), query, variables)
    })
    .await;
}

/// Requests that each cause the maximum number of upstream calls, for customers that are not cached.
pub(crate) async fn shared_credential(client: &Client) {
    let query = "query($ids: [ID!]!) { customers(ids: $ids) { sessions { nodes { id } } } }";
    flood(client, || {
        let ids: Vec<_> = (0..100).map(|_| Uuid::new_v4()).collect();
        (HOSTILE.as_bytes().to_vec(), query, json!({"ids": ids}))
    })
    .await;
}

/// Concurrent requests that wait for slow upstream calls.
pub(crate) async fn slow(client: &Client) {
    let sender = Sender::new(client.transport, client.from, client.to);
    loop {
        let requests = (0..SLOW_REQUESTS).map(|_| {
            let variables = json!({"id": Uuid::new_v4()});
            sender.send(HOSTILE.as_bytes(), LIST, variables)
        });
        client.count();
        join_all(requests).await;
        sleep(PAUSE).await;
    }
}

/// Operations that the client starts and completes at once.
pub(crate) async fn start_and_end(client: &Client) {
    if client.transport != Transport::WebSocket {
        let sender = Sender::new(client.transport, client.from, client.to);
        loop {
            let variables = json!({"id": Uuid::new_v4()});
            let request = sender.send(HOSTILE.as_bytes(), LIST, variables);
            // The client disconnects before the response.
            client.count();
            let _ = timeout(Duration::from_millis(1), request).await;
            sleep(PAUSE).await;
        }
    }
    loop {
        let Some(socket) = open_as(client.from, client.to, HOSTILE).await else {
            sleep(PAUSE).await;
            continue;
        };
        let (mut sink, mut stream) = socket.split();
        let reads = async { while let Some(Ok(_)) = stream.next().await {} };
        let writes = async {
            for id in 0.. {
                let start = subscribe(id, LIST, &json!({"id": Uuid::new_v4()}));
                let end = json!({"type": "complete", "id": id.to_string()});
                for message in [start, end] {
                    if sink.send(Message::text(message.to_string())).await.is_err() {
                        return;
                    }
                }
                client.count();
                sleep(PAUSE).await;
            }
        };
        tokio::select! {
            () = reads => {}
            () = writes => {}
        }
    }
}
