//! A socket with several subscriptions.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::{BenchError, ChangeTimes};

const WATCH: &str = "subscription($id: ID!) { journeyChanged(customerId: $id) { kind session { id status eventCount } } }";

/// A change that a subscriber received.
pub(crate) struct Received {
    pub(crate) subscriber: u64,
    pub(crate) session: String,
    /// Number of the session's events.
    pub(crate) event_count: usize,
    pub(crate) latency: Duration,
}

pub(crate) struct Subscriber {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    number: u64,
}

impl Subscriber {
    /// Opens a socket, and subscribes to each of `customers`, one after the other as a desktop does. Fails if the
    /// gateway rejects a subscription.
    pub(crate) async fn open(
        url: &str,
        token: &str,
        customers: &[String],
    ) -> Result<Self, BenchError> {
        use std::sync::atomic::{AtomicU64, Ordering};
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let mut request = url.into_client_request()?;
        let protocol = "graphql-transport-ws".parse()?;
        request
            .headers_mut()
            .insert("sec-websocket-protocol", protocol);
        let (mut socket, _) = connect_async(request).await?;
        let init = json!({"type": "connection_init", "payload": {"authToken": token}});
        socket.send(Message::text(init.to_string())).await?;
        let mut subscriber = Self {
            socket,
            number: NUMBER.fetch_add(1, Ordering::Relaxed),
        };
        for customer in customers {
            let payload = json!({"query": WATCH, "variables": {"id": customer}});
            let subscribe = json!({"type": "subscribe", "id": customer, "payload": payload});
            let message = Message::text(subscribe.to_string());
            subscriber.socket.send(message).await?;
            subscriber.wait_for_snapshot(customer).await?;
        }
        Ok(subscriber)
    }

    /// Waits for the first result of the subscription with this id, which is the snapshot.
    async fn wait_for_snapshot(&mut self, id: &str) -> Result<(), BenchError> {
        while let Some(message) = self.socket.next().await {
            let Message::Text(text) = message? else {
                continue;
            };
            let message: Value = serde_json::from_str(&text)?;
            if message.get("id").and_then(Value::as_str) == Some(id) {
                let is_result = message.get("type").and_then(Value::as_str) == Some("next");
                return is_result
                    .then_some(())
                    .ok_or_else(|| format!("the subscription was rejected: {text}").into());
            }
        }
        Err("the socket was closed".into())
    }

    /// Reports each change of a session that this bench has changed.
    pub(crate) async fn listen(
        mut self,
        change_times: ChangeTimes,
        report: mpsc::Sender<Received>,
    ) {
        while let Some(Ok(message)) = self.socket.next().await {
            let now = Instant::now();
            let Message::Text(text) = message else {
                continue;
            };
            let message: Value = serde_json::from_str(&text).unwrap_or_default();
            let Some(session) = message.pointer("/payload/data/journeyChanged/session") else {
                continue;
            };
            let id = session.get("id").and_then(Value::as_str);
            let count = session.get("eventCount").and_then(Value::as_u64);
            let (Some(id), Some(count)) = (id, count) else {
                continue;
            };
            let count = usize::try_from(count).unwrap_or(0);
            let at = {
                let change_times = change_times.lock();
                change_times
                    .get(id)
                    .and_then(|change_times| change_times.get(count.checked_sub(1)?).copied())
            };
            let Some(at) = at else { continue };
            let received = Received {
                subscriber: self.number,
                session: id.to_owned(),
                event_count: count,
                latency: now.saturating_duration_since(at),
            };
            if report.send(received).await.is_err() {
                return;
            }
        }
    }
}
