//! One WebSocket: the frames of its channel, heartbeats, and responses to pings.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, State};
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use serde_json::Value;
use tokio::sync::mpsc::Receiver;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, sleep_until, timeout};
use uuid::Uuid;

use super::channel::Outgoing;
use super::frame;
use super::registry::SocketReceiver;
use super::send_queue::{Ready, SendQueue};
use crate::server::Platform;

pub(crate) const PATH: &str = "/channels/{channelId}";
/// Maximum number of queued frames; one more drops the socket.
pub(super) const QUEUE: usize = 1024;
/// Maximum time to send one frame; a slower reader loses the socket.
const SEND_TIMEOUT: Duration = Duration::from_secs(10);
/// Maximum size of a client's message, in bytes; a ping has 18.
const MAX_MESSAGE_BYTES: usize = 4096;

/// A socket's connection to its channel; dropping it disconnects the socket.
struct Connection {
    platform: Arc<Platform>,
    channel: String,
    receiver: SocketReceiver,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.platform
            .notifications
            .registry()
            .disconnect(&self.channel, self.receiver.number);
    }
}

/// `GET /channels/{channelId}` with an upgrade. The id is the secret; no token is needed.
pub(crate) async fn open(
    State(platform): State<Arc<Platform>>,
    Path(channel): Path<String>,
    upgrade: WebSocketUpgrade,
) -> Response<Body> {
    // Connects before the upgrade completes, so that the client misses no frame from then on.
    let receiver = match platform.notifications.connect(&channel) {
        Ok(receiver) => receiver,
        Err(rejection) => {
            let status = StatusCode::from_u16(rejection.status);
            let body = Json(rejection.body(&Uuid::new_v4().to_string()));
            return (status.unwrap_or(StatusCode::NOT_FOUND), body).into_response();
        }
    };
    let connection = Connection {
        platform,
        channel,
        receiver,
    };
    upgrade
        .max_message_size(MAX_MESSAGE_BYTES)
        .on_upgrade(|socket| run(socket, connection))
}

/// The socket has ended: it is closed or lost.
struct Ended;

/// Sends and receives until either end closes.
async fn run(mut socket: WebSocket, mut connection: Connection) {
    let heartbeat = connection.platform.notifications.heartbeat;
    let mut heartbeats = interval_at(Instant::now() + heartbeat, heartbeat);
    heartbeats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let SocketReceiver { queue, cut, .. } = &mut connection.receiver;
    tokio::select! {
        _ = run_socket(&mut socket, queue, &mut heartbeats) => {}
        Ok(()) = cut => {}
    }
}

async fn run_socket(
    socket: &mut WebSocket,
    queue: &mut Receiver<Outgoing>,
    heartbeats: &mut Interval,
) -> Result<(), Ended> {
    let mut waiting = SendQueue::default();
    loop {
        let next = waiting.next();
        let due = async {
            match next {
                Some(at) => sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        let reply = tokio::select! {
            outgoing = queue.recv(), if waiting.has_room() => {
                // The channel has released the socket, so there are no more messages.
                waiting.push(outgoing.ok_or(Ended)?, Instant::now());
                None
            }
            () = due => None,
            _ = heartbeats.tick() => Some(frame::heartbeat()),
            message = socket.recv() => reply_to(&message.ok_or(Ended)?.map_err(|_| Ended)?),
        };
        // A response goes behind the messages that are already queued.
        while waiting.has_room()
            && let Ok(outgoing) = queue.try_recv()
        {
            waiting.push(outgoing, Instant::now());
        }
        while let Some(ready) = waiting.pop(Instant::now()) {
            match ready {
                Ready::Frame(text) => send(socket, text).await?,
                Ready::Close(code) => return close(socket, code).await,
            }
        }
        if let Some(text) = reply {
            send(socket, text).await?;
        }
    }
}

async fn send(socket: &mut WebSocket, text: Utf8Bytes) -> Result<(), Ended> {
    match timeout(SEND_TIMEOUT, socket.send(Message::Text(text))).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(Ended),
    }
}

/// Sends the close frame, and waits a moment for the client's.
async fn close(socket: &mut WebSocket, code: u16) -> Result<(), Ended> {
    let last = Message::Close(Some(CloseFrame {
        code,
        reason: Utf8Bytes::from_static(""),
    }));
    let close_handshake = async {
        socket.send(last).await.ok()?;
        while socket.recv().await.is_some_and(|message| message.is_ok()) {}
        Some(())
    };
    timeout(SEND_TIMEOUT, close_handshake).await.ok();
    Ok(())
}

/// The response to a client's message: pings get a pong, other messages an error.
fn reply_to(message: &Message) -> Option<Utf8Bytes> {
    let Message::Text(text) = message else {
        return None;
    };
    let message: Value = serde_json::from_str(text).ok()?;
    (message.get("message")? == "ping").then(frame::pong)
}
