//! The end of a socket: the close handshake, and a client that closes while the gateway works for it.

use std::pin::pin;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use tokio::time::timeout;

use crate::http::close::Close;
use crate::server::ReadLimit;

/// Bytes that are read and discarded from a client that sends after the close.
const LINGER_BYTES: usize = 1024 * 1024;

/// How long a closed socket waits for the client's own close.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);

/// Sends the close frame and waits for that of the client.
pub(super) async fn close(mut socket: WebSocket, read_limit: &ReadLimit, reason: &Close) {
    read_limit.set(LINGER_BYTES);
    let frame = reason.frame().map(|(code, reason)| {
        Message::Close(Some(CloseFrame {
            code,
            reason: reason.into(),
        }))
    });
    let close = async {
        // If the client has closed, the library has queued the response, and reading sends it.
        if let Some(frame) = frame {
            socket.send(frame).await.ok()?;
        }
        // A client that is still sending would lose the close frame if the gateway stopped reading.
        while let Some(Ok(_)) = socket.recv().await {}
        Some(())
    };
    let _ = timeout(CLOSE_TIMEOUT, close).await;
}

/// Waits for `work`; fails as soon as the client closes the socket. Another message is stored in `early`, and then no
/// further one is read.
pub(super) async fn unless_closed<T>(
    socket: &mut WebSocket,
    early: &mut Option<Message>,
    work: impl Future<Output = T>,
) -> Result<T, Close> {
    let mut work = pin!(work);
    loop {
        tokio::select! {
            biased;
            result = &mut work => return Ok(result),
            received = socket.recv(), if early.is_none() => match received {
                Some(Ok(Message::Close(_))) | None => return Err(Close::Gone),
                Some(Ok(message)) => *early = Some(message),
                Some(Err(error)) => return Err(Close::from_socket_error(&error)),
            },
        }
    }
}
