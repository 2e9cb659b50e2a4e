//! The WebSocket of a channel. After a silence, it sends a ping; without a response, it counts as broken.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream, client_async_tls_with_config};
use url::Url;

use super::frame::Frame;
use crate::platform::error::Error;
use crate::platform::outbound::Outbound;

/// Silence after which a ping is sent. The platform sends a heartbeat about every 30 s.
const MAX_SILENCE: Duration = Duration::from_secs(40);
/// Maximum time until the response to a ping.
const PING_TIMEOUT: Duration = Duration::from_secs(10);
/// The platform's ping message.
const PING: &str = r#"{"message":"ping"}"#;
/// Maximum size of one frame in bytes; a session has a few thousand.
const MAX_FRAME_BYTES: usize = 1 << 20;

/// An open socket.
pub struct Socket {
    inner: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// Deadline for the next message.
    deadline: Instant,
    /// A ping was sent since the last message.
    is_pinged: bool,
}

impl std::fmt::Debug for Socket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Socket")
    }
}

impl Socket {
    /// Opens the WebSocket. A 4xx means that the channel does not exist.
    pub(super) async fn connect(
        address: &Url,
        outbound: &Outbound,
        max_wait: Duration,
    ) -> Result<Self, Error> {
        let connecting = Self::open(address, outbound);
        let connected = timeout(max_wait, connecting).await;
        connected.unwrap_or(Err(Error::Timeout(None)))
    }

    async fn open(address: &Url, outbound: &Outbound) -> Result<Self, Error> {
        use tokio_tungstenite::tungstenite::Error as ConnectError;
        let config = WebSocketConfig::default()
            .max_message_size(Some(MAX_FRAME_BYTES))
            .max_frame_size(Some(MAX_FRAME_BYTES));
        let connector = match address.scheme() {
            "wss" => Connector::Rustls(outbound.tls().await?),
            _ => Connector::Plain,
        };
        let stream = outbound.connect(address).await?;
        let opened =
            client_async_tls_with_config(address.as_str(), stream, Some(config), Some(connector));
        match opened.await {
            Ok((inner, _)) => Ok(Self {
                inner,
                deadline: Instant::now() + MAX_SILENCE,
                is_pinged: false,
            }),
            Err(ConnectError::Http(response)) if response.status().is_client_error() => {
                Err(Error::NotFound)
            }
            Err(_) => Err(Error::Unavailable(None)),
        }
    }

    /// The next frame; `None` after the socket ended. Cancel-safe.
    pub async fn next(&mut self) -> Option<Frame> {
        loop {
            let Ok(message) = timeout_at(self.deadline, self.inner.next()).await else {
                if self.is_pinged {
                    return None;
                }
                self.is_pinged = true;
                self.deadline = Instant::now() + PING_TIMEOUT;
                // If the ping cannot be sent in time, no response to it can arrive in time.
                let ping = self.inner.send(Message::text(PING));
                timeout_at(self.deadline, ping).await.ok()?.ok()?;
                continue;
            };
            self.is_pinged = false;
            self.deadline = Instant::now() + MAX_SILENCE;
            match message?.ok()? {
                Message::Text(text) => return Some(Frame::parse(&text)),
                Message::Close(_) => return None,
                // The library responds to protocol pings when it is polled again.
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
    async fn a_failed_connection_is_an_error_for_both_schemes() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move { while listener.accept().await.is_ok() {} });
        let max_wait = Duration::from_secs(10);
        for scheme in ["ws", "wss"] {
            let address = format!("{scheme}://127.0.0.1:{port}/x").parse().unwrap();
            let refused = Socket::connect(&address, &Outbound::default(), max_wait).await;
            assert_eq!(refused.err(), Some(Error::Unavailable(None)), "{scheme}");
        }
    }

    #[tokio::test]
    async fn a_configured_authority_is_trusted() {
        use std::sync::Arc;

        use rustls::ServerConfig;
        use rustls::pki_types::PrivateKeyDer;
        use tokio_rustls::TlsAcceptor;

        let key = rcgen::KeyPair::generate().unwrap();
        let params = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate = params.self_signed(&key).unwrap().der().clone();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let server = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let acceptor = TlsAcceptor::from(Arc::new(server));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                if let Ok(stream) = acceptor.accept(stream).await {
                    let mut socket = tokio_tungstenite::accept_async(stream).await.unwrap();
                    socket.send(Message::text("{}")).await.unwrap();
                }
            }
        });
        let address = format!("wss://localhost:{port}/x").parse().unwrap();
        let max_wait = Duration::from_secs(10);
        let trusting = Outbound::new(None, vec![certificate]);
        let mut socket = Socket::connect(&address, &trusting, max_wait)
            .await
            .unwrap();
        assert!(socket.next().await.is_some());
        let refused = Socket::connect(&address, &Outbound::default(), max_wait).await;
        assert_eq!(refused.err(), Some(Error::Unavailable(None)));
    }
}
