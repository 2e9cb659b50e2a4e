//! The transports and addresses of hostile clients.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use futures_util::{SinkExt, StreamExt};
use reqwest::Client;
use reqwest::header::HeaderValue;
use serde_json::{Value, json};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::Message;
use tokio_tungstenite::{WebSocketStream, client_async};

/// The protocol of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Transport {
    Http1,
    Http2,
    WebSocket,
}

impl Transport {
    pub(crate) const ALL: [Self; 3] = [Self::Http1, Self::Http2, Self::WebSocket];
}

/// The `number`th address of a hostile client on the loopback network.
pub(crate) fn hostile_address(number: usize) -> Ipv4Addr {
    Ipv4Addr::new(127, 0, 1, u8::try_from(number % 250 + 1).unwrap())
}

/// Connects from this address; `None` if the gateway does not accept the connection.
pub(crate) async fn connect(from: Ipv4Addr, to: SocketAddr) -> Option<TcpStream> {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::from((from, 0))).unwrap();
    socket.connect(to).await.ok()
}

pub(crate) type Socket = WebSocketStream<TcpStream>;

/// Opens a WebSocket from this address; `None` if the gateway rejects it.
pub(crate) async fn open_socket(from: Ipv4Addr, to: SocketAddr) -> Option<Socket> {
    let stream = connect(from, to).await?;
    let mut request = format!("ws://{to}/graphql").into_client_request().unwrap();
    let protocol = HeaderValue::from_static("graphql-transport-ws");
    request
        .headers_mut()
        .insert("sec-websocket-protocol", protocol);
    client_async(request, stream)
        .await
        .ok()
        .map(|(socket, _)| socket)
}

/// Opens a WebSocket and sends `connection_init`; `None` if the gateway does not respond with `connection_ack`.
pub(crate) async fn open_as(from: Ipv4Addr, to: SocketAddr, token: &str) -> Option<Socket> {
    let mut socket = open_socket(from, to).await?;
    let init = json!({"type": "connection_init", "payload": {"authToken": token}});
    send_message(&mut socket, &init).await?;
    match socket.next().await? {
        Ok(Message::Text(text)) if text.contains("connection_ack") => Some(socket),
        _ => None,
    }
}

/// Sends a message; `None` if the socket is closed.
pub(crate) async fn send_message(socket: &mut Socket, message: &Value) -> Option<()> {
    socket.send(Message::text(message.to_string())).await.ok()
}

/// A `subscribe` message.
pub(crate) fn subscribe(id: usize, query: &str, variables: &Value) -> Value {
    let payload = json!({"query": query, "variables": variables});
    json!({"type": "subscribe", "id": id.to_string(), "payload": payload})
}

/// Sends requests over one transport from one address.
pub(crate) struct Sender {
    transport: Transport,
    from: Ipv4Addr,
    to: SocketAddr,
    client: Client,
}

impl Sender {
    pub(crate) fn new(transport: Transport, from: Ipv4Addr, to: SocketAddr) -> Self {
        let client = Client::builder().local_address(IpAddr::V4(from));
        let client = match transport {
            Transport::Http2 => client.http2_prior_knowledge(),
            _ => client.http1_only(),
        };
        Self {
            transport,
            from,
            to,
            client: client.build().unwrap(),
        }
    }

    /// Sends one request with this token and waits for its response. The result does not matter.
    pub(crate) async fn send(&self, token: &[u8], query: &str, variables: Value) {
        if self.transport == Transport::WebSocket {
            let token = String::from_utf8_lossy(token);
            if let Some(mut socket) = open_as(self.from, self.to, &token).await {
                let _ = send_message(&mut socket, &subscribe(1, query, &variables)).await;
                let _ = socket.next().await;
            }
            return;
        }
        let bearer = [b"Bearer ", token].concat();
        let Ok(bearer) = HeaderValue::from_bytes(&bearer) else {
            return;
        };
        let request = self.client.post(format!("http://{}/graphql", self.to));
        let request = request.header("authorization", bearer);
        let request = request.json(&json!({"query": query, "variables": variables}));
        if let Ok(response) = request.send().await {
            let _ = response.bytes().await;
        }
    }
}
