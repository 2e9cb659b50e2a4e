//! The socket of a channel. A socket on which nothing is heard is asked for a sign of life; without
//! one it counts as broken.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};
use url::Url;

use super::Frame;
use crate::platform::Error;

/// The platform sends a heartbeat about every 30 seconds.
const SILENCE: Duration = Duration::from_secs(40);
/// For the answer to a ping.
const PATIENCE: Duration = Duration::from_secs(10);
/// What is asked of a silent socket.
const PING: &str = r#"{"message":"ping"}"#;
/// Bytes of one frame; a session has a few thousand.
const LARGEST_FRAME: usize = 1 << 20;

/// An open socket.
pub struct Socket {
    inner: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// Until when something must be heard.
    until: Instant,
    /// Whether it was asked for a sign of life since.
    asked: bool,
}

impl std::fmt::Debug for Socket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Socket")
    }
}

impl Socket {
    /// A refusal with a status says that the channel is not there.
    pub(super) async fn connect(address: &Url, patience: Duration) -> Result<Self, Error> {
        use tokio_tungstenite::tungstenite::Error as Refusal;
        let config = WebSocketConfig::default()
            .max_message_size(Some(LARGEST_FRAME))
            .max_frame_size(Some(LARGEST_FRAME));
        let connecting = connect_async_with_config(address.as_str(), Some(config), true);
        match timeout(patience, connecting).await {
            Ok(Ok((inner, _))) => Ok(Self {
                inner,
                until: Instant::now() + SILENCE,
                asked: false,
            }),
            Ok(Err(Refusal::Http(response))) if response.status().is_client_error() => {
                Err(Error::NotFound)
            }
            Ok(Err(_)) => Err(Error::Unavailable),
            Err(_) => Err(Error::Timeout),
        }
    }

    /// The next frame; nothing once the socket is over. May be dropped and called again.
    pub async fn next(&mut self) -> Option<Frame> {
        loop {
            let Ok(heard) = timeout_at(self.until, self.inner.next()).await else {
                if self.asked {
                    return None;
                }
                self.asked = true;
                self.until = Instant::now() + PATIENCE;
                // A ping that cannot be sent in time will not be answered either.
                let ping = self.inner.send(Message::text(PING));
                timeout_at(self.until, ping).await.ok()?.ok()?;
                continue;
            };
            self.asked = false;
            self.until = Instant::now() + SILENCE;
            match heard?.ok()? {
                Message::Text(text) => return Some(Frame::read(&text)),
                Message::Close(_) => return None,
                // Pings of the protocol are answered by the library, at the next turn.
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn a_socket_that_cannot_be_had_is_an_error_whatever_the_scheme() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move { while listener.accept().await.is_ok() {} });
        for scheme in ["ws", "wss"] {
            let address = format!("{scheme}://127.0.0.1:{port}/x").parse().unwrap();
            let refused = Socket::connect(&address, Duration::from_secs(10)).await;
            assert_eq!(refused.err(), Some(Error::Unavailable), "{scheme}");
        }
    }
}
