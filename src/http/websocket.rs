//! GraphQL over WebSocket with the subprotocol `graphql-transport-ws`.
//!
//! The origin of the page is not checked, because no browser adds a token to a socket: the token comes in the first
//! message, or in a header from clients that can set one.

mod closing;
mod connection;
mod message;
mod operation;
mod operations;
mod permit;

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::extract::ws::WebSocketUpgrade;
use axum::http::{HeaderMap, header, request::Parts};
use axum::response::{IntoResponse, Response};

use super::bearer::bearer_token;
use super::state::HttpState;
use crate::origin::Origin;
use crate::pipeline::RequestError;
use crate::server::ReadLimit;
use crate::telemetry::Transport;
use connection::{CHUNK, Connection};
use permit::SocketPermit;

/// The supported subprotocol.
const PROTOCOL: &str = "graphql-transport-ws";

/// Read and write buffer of a socket in bytes. With the library's default, each idle socket would take 16 times as
/// much memory.
const BUFFER: usize = 8_192;

/// Whether a request upgrades to a WebSocket.
pub(super) fn is_upgrade(headers: &HeaderMap) -> bool {
    let upgrade = headers.get(header::UPGRADE);
    upgrade.is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

/// Opens a socket.
pub(super) async fn open(
    state: &Arc<HttpState>,
    mut parts: Parts,
    origin: Arc<Origin>,
) -> Result<Response, RequestError> {
    let token = if parts.headers.contains_key(header::AUTHORIZATION) {
        Some(bearer_token(&parts.headers)?.to_owned())
    } else {
        None
    };
    let offered = parts.headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).iter();
    let mut offered = offered.filter_map(|value| value.to_str().ok());
    if !offered.any(|list| list.split(',').any(|protocol| protocol.trim() == PROTOCOL)) {
        return Err(RequestError::UnsupportedSubprotocol);
    }
    let upgrade = match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => upgrade,
        Err(rejection) => return Ok(rejection.into_response()),
    };
    let permit = SocketPermit::acquire(&state.gateway, origin, token.as_deref()).await?;
    let read_limit = parts.extensions.remove::<ReadLimit>().unwrap_or_default();
    let hold = state.draining.hold();
    let max_message = state.limits().socket_message_bytes;
    let state = state.clone();
    Ok(upgrade
        .protocols([PROTOCOL])
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .max_message_size(max_message)
        .max_frame_size(max_message)
        .on_upgrade(async move |socket| {
            // Enough for `connection_init`; further bytes are charged to the viewer's budget.
            read_limit.set(max_message + CHUNK);
            let streams = &state.gateway.metrics().streams;
            let _open = streams.open(Transport::WebSocket);
            let mut connection = Connection::new(socket, read_limit, state, token, permit);
            let close = connection.serve().await;
            connection.close(&close).await;
            drop(hold);
        }))
}
