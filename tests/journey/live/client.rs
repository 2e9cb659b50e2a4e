//! A client of `graphql-transport-ws`.

use std::net::SocketAddr;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{Instant, timeout_at};
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, client_async};

use super::{TEST_TIMEOUT, WATCH};

pub(in crate::journey) struct Client {
    pub(in crate::journey) socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Client {
    /// Opens a socket and sends nothing.
    pub(in crate::journey) async fn open(url: &str) -> Self {
        Self::open_with(url, &[]).await.unwrap()
    }

    /// Opens a socket with these headers. Returns the HTTP status if the gateway refuses it.
    pub(in crate::journey) async fn open_with(
        url: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<Self, u16> {
        Self::open_from(url, [127, 0, 0, 1], headers).await
    }

    /// Opens a socket from the loopback address `from`, which is another client to the gateway.
    pub(in crate::journey) async fn open_from(
        url: &str,
        from: [u8; 4],
        headers: &[(&'static str, &str)],
    ) -> Result<Self, u16> {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::from((from, 0))).unwrap();
        let gateway = url.replace("http://", "").parse().unwrap();
        let stream = MaybeTlsStream::Plain(socket.connect(gateway).await.unwrap());
        let address = format!("{}/graphql", url.replace("http://", "ws://"));
        let mut request = address.into_client_request().unwrap();
        let protocol = ("sec-websocket-protocol", "graphql-transport-ws");
        for (name, value) in [protocol].iter().chain(headers) {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        match client_async(request, stream).await {
            Ok((socket, _)) => Ok(Self { socket }),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// Opens a socket as the owner of `token`.
    pub(in crate::journey) async fn connect(url: &str, token: &str) -> Self {
        let mut client = Self::open(url).await;
        let payload = json!({"Authorization": format!("Bearer {token}")});
        client
            .send(json!({"type": "connection_init", "payload": payload}))
            .await;
        assert_eq!(client.receive().await["type"], "connection_ack");
        client
    }

    pub(in crate::journey) async fn send(&mut self, message: Value) {
        let message = Message::text(message.to_string());
        self.socket.send(message).await.unwrap();
    }

    pub(in crate::journey) async fn subscribe(&mut self, id: &str, query: &str, variables: Value) {
        let payload = json!({"query": query, "variables": variables});
        self.send(json!({"type": "subscribe", "id": id, "payload": payload}))
            .await;
    }

    pub(in crate::journey) async fn watch(&mut self, id: &str, customer: &str) {
        self.subscribe(id, WATCH, json!({"id": customer})).await;
    }

    /// The next message, or the code with which the socket ends.
    pub(in crate::journey) async fn next(&mut self) -> Result<Value, Option<u16>> {
        let until = Instant::now() + TEST_TIMEOUT;
        loop {
            // Pings are skipped.
            let next = timeout_at(until, self.socket.next()).await;
            match next.expect("a message") {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(frame))) => {
                    return Err(frame.map(|frame| frame.code.into()));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(None),
            }
        }
    }

    pub(in crate::journey) async fn receive(&mut self) -> Value {
        self.next().await.expect("a message, not the end")
    }

    /// Skips all messages until the end and returns the close code and reason.
    pub(in crate::journey) async fn closing(&mut self) -> Option<(u16, String)> {
        let until = Instant::now() + TEST_TIMEOUT;
        loop {
            let next = timeout_at(until, self.socket.next()).await;
            match next.expect("an end") {
                Some(Ok(Message::Close(frame))) => {
                    return frame.map(|frame| (frame.code.into(), frame.reason.to_string()));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return None,
            }
        }
    }

    /// Skips all messages until the end and returns the close code.
    pub(in crate::journey) async fn end(&mut self) -> Option<u16> {
        loop {
            if let Err(code) = self.next().await {
                return code;
            }
        }
    }

    /// The next change of any subscription.
    pub(in crate::journey) async fn change(&mut self) -> Value {
        let mut message = self.receive().await;
        assert_eq!(message["type"], "next", "{message}");
        assert_eq!(message["payload"]["errors"], Value::Null, "{message}");
        message["payload"]["data"]["journeyChanged"].take()
    }

    /// Asserts that the gateway sends no message before the pong. A change that the stream has not sent yet may come later.
    pub(in crate::journey) async fn assert_silent(&mut self) {
        self.send(json!({"type": "ping"})).await;
        let message = self.receive().await;
        assert_eq!(message["type"], "pong", "{message}");
    }
}
