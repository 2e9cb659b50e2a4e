//! Attacks by requests.

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

/// Requests of one client at once where each of them takes long.
const AT_ONCE: usize = 6;

async fn flood(client: &Client, request: impl Fn() -> (Vec<u8>, &'static str, Value)) {
    let sender = Sender::new(client.transport, client.from, client.to);
    loop {
        let (token, query, variables) = request();
        sender.send(&token, query, variables).await;
        client.count();
        sleep(PAUSE).await;
    }
}

/// Tokens that are no header values.
pub(crate) async fn invalid_tokens(client: &Client) {
    let token: &[u8] = match client.transport {
        Transport::WebSocket => b"a\nb",
        _ => b"\xff\xfe",
    };
    flood(client, || (token.to_vec(), VIEWER, json!({}))).await;
}

/// A new token each time, which the platform does not know.
pub(crate) async fn guessed_tokens(client: &Client) {
    let guess = || Uuid::new_v4().to_string().into_bytes();
    flood(client, || (guess(), VIEWER, json!({}))).await;
}

/// Cursors that make an address which cannot be built, or a call that fails.
pub(crate) async fn forged_cursors(client: &Client) {
    let query = "query($id: ID!, $after: String) { customer(id: $id) {
        sessions(after: $after) { nodes { id } } } }";
    let id = &client.fixtures.customer;
    // `[50,"%%%…",null]` and `[50,"",[0,"…"]]` as base64, and one that is far too long.
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

/// As many calls as one request can cause, for customers that no cache holds.
pub(crate) async fn shared_credential(client: &Client) {
    let query = "query($ids: [ID!]!) { customers(ids: $ids) { sessions { nodes { id } } } }";
    flood(client, || {
        let ids: Vec<_> = (0..100).map(|_| Uuid::new_v4()).collect();
        (HOSTILE.as_bytes().to_vec(), query, json!({"ids": ids}))
    })
    .await;
}

/// Requests that wait for the platform, several at once.
pub(crate) async fn slow(client: &Client) {
    let sender = Sender::new(client.transport, client.from, client.to);
    loop {
        let requests = (0..AT_ONCE).map(|_| {
            let variables = json!({"id": Uuid::new_v4()});
            sender.send(HOSTILE.as_bytes(), LIST, variables)
        });
        join_all(requests).await;
        client.count();
        sleep(PAUSE).await;
    }
}

/// Operations that are ended as soon as they were started.
pub(crate) async fn start_and_end(client: &Client) {
    if client.transport != Transport::WebSocket {
        let sender = Sender::new(client.transport, client.from, client.to);
        loop {
            let variables = json!({"id": Uuid::new_v4()});
            let request = sender.send(HOSTILE.as_bytes(), LIST, variables);
            // The client leaves before the response comes.
            let _ = timeout(Duration::from_millis(1), request).await;
            client.count();
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
