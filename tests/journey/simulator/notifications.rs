//! Notifications over real HTTP and real `WebSocket`s.

use std::net::SocketAddr;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::{SinkExt, StreamExt};
use journey_simulator::Options;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::protocol::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

mod actions;
mod channels;
mod disturbed;
mod divisions;
mod endings;
mod frames;
mod sockets;
mod user_conversations;

use super::conformance::{description, validator::SchemaValidator};
use super::{Platform, SUPERVISOR, text};

const CHANNELS: &str = "/api/v2/notifications/channels";

/// Maximum time that a test waits before it fails.
const TEST_TIMEOUT: Duration = Duration::from_secs(30);

/// A platform with a fixed time until it is set.
async fn at_fixed_time() -> Platform {
    Platform::with(Options {
        now: Some(noon()),
        ..Options::default()
    })
    .await
}

fn noon() -> DateTime<Utc> {
    "2026-11-20T12:00:00Z".parse().expect("a date")
}

fn sessions_topic(customer: &str) -> String {
    format!("v2.externalcontacts.contacts.{customer}.journey.sessions")
}

fn contact_topic(customer: &str) -> String {
    format!("v2.externalcontacts.contacts.{customer}")
}

fn events_topic(session: &str) -> String {
    format!("v2.journey.sessions.{session}.web.events")
}

fn detail_topic(conversation: &str, what: &str) -> String {
    format!("v2.detail.events.conversation.{conversation}.{what}")
}

fn subscriptions(channel: &str) -> String {
    format!("{CHANNELS}/{channel}/subscriptions")
}

/// The request body for these topics.
fn wanted<'a>(topics: impl IntoIterator<Item = &'a str>) -> Value {
    topics
        .into_iter()
        .map(|topic| json!({ "id": topic }))
        .collect()
}

impl Platform {
    async fn channel(&self, token: &str) -> Value {
        let (status, channel) = self.post(token, CHANNELS, &json!(null)).await;
        assert_eq!(status, StatusCode::OK, "{channel}");
        channel
    }

    /// Changes subscriptions; returns status and body.
    async fn change(
        &self,
        method: Method,
        token: &str,
        path: &str,
        body: &Value,
    ) -> (StatusCode, Value) {
        let request = self.request(method, token, path).json(body);
        let response = request.send().await.expect("a response");
        let status = response.status();
        (status, response.json().await.unwrap_or_default())
    }

    async fn subscribe(&self, token: &str, channel: &str, topics: &[&str]) {
        let body = wanted(topics.iter().copied());
        let (status, body) = self.post(token, &subscriptions(channel), &body).await;
        assert_eq!(status, StatusCode::OK, "{body}");
    }

    /// Opens a channel with these topics, and its socket.
    async fn listen(&self, token: &str, topics: &[&str]) -> Listener {
        let channel = self.channel(token).await;
        self.subscribe(token, text(&channel, "id"), topics).await;
        Listener::connect(&channel).await
    }

    /// Opens a channel with every topic of a conversation.
    async fn listen_to_conversation(&self, id: &str) -> Listener {
        let topics: Vec<String> = [
            "customer.start",
            "customer.end",
            "acd.start",
            "acd.end",
            "user.start",
            "user.end",
            "acw",
            "wrapup",
            "outbound",
        ]
        .into_iter()
        .map(|what| detail_topic(id, what))
        .collect();
        let topics: Vec<&str> = topics.iter().map(String::as_str).collect();
        self.listen(SUPERVISOR, &topics).await
    }
}

/// The client's end of a channel's socket.
struct Listener {
    channel: Value,
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Listener {
    async fn connect(channel: &Value) -> Self {
        let (socket, _) = connect_async(text(channel, "connectUri"))
            .await
            .expect("a socket");
        Self {
            channel: channel.clone(),
            socket,
        }
    }

    fn id(&self) -> &str {
        text(&self.channel, "id")
    }

    async fn send_text(&mut self, message: &str) {
        let message = Message::text(json!({ "message": message }).to_string());
        self.socket.send(message).await.expect("a socket");
    }

    /// The next message, or the end of the socket with its status, if one was sent.
    async fn next(&mut self) -> Result<Value, Option<u16>> {
        loop {
            let next = tokio::time::timeout(TEST_TIMEOUT, self.socket.next());
            match next.await.expect("something in time") {
                Some(Ok(Message::Text(text))) => {
                    return Ok(serde_json::from_str(&text).expect("a frame is JSON"));
                }
                Some(Ok(Message::Close(why))) => return Err(why.map(|why| why.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(None),
            }
        }
    }

    async fn frame(&mut self) -> Value {
        self.next().await.expect("a frame")
    }

    /// The next frame, which must have this topic.
    async fn frame_of(&mut self, topic: &str) -> Value {
        let frame = self.frame().await;
        assert_eq!(frame["topicName"], topic, "{frame}");
        frame
    }

    /// All frames that were sent: the pong arrives after them.
    async fn received(&mut self) -> Vec<Value> {
        self.send_text("ping").await;
        let mut frames = Vec::new();
        loop {
            let frame = self.frame().await;
            if frame["topicName"] == "channel.metadata" && frame["eventBody"]["message"] == "pong" {
                return frames;
            }
            frames.push(frame);
        }
    }

    /// Waits for the end; returns the frames before it and the status.
    async fn end(&mut self) -> (Vec<Value>, Option<u16>) {
        let mut frames = Vec::new();
        loop {
            match self.next().await {
                Ok(frame) => frames.push(frame),
                Err(why) => return (frames, why),
            }
        }
    }
}

/// The topics of the frames.
fn topics(frames: &[Value]) -> Vec<&str> {
    frames
        .iter()
        .map(|frame| text(frame, "topicName"))
        .collect()
}

/// The HTTP status that rejects a socket.
async fn rejection(channel: &Value) -> Option<u16> {
    use tokio_tungstenite::tungstenite::Error;
    match connect_async(text(channel, "connectUri")).await {
        Err(Error::Http(response)) => Some(response.status().as_u16()),
        _ => None,
    }
}

/// The simulator's address.
fn address(platform: &Platform) -> SocketAddr {
    let url = platform.simulator.url().trim_start_matches("http://");
    url.parse().expect("an address")
}
