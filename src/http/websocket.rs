//! GraphQL over WebSocket: the protocol `graphql-transport-ws`.
//!
//! No browser adds a token to a socket by itself, so nothing is lent to a foreign page by its opening
//! one: the token comes in the first message, or in the header of clients that can set one.

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

use super::graphql;
use super::problem::Problem;
use crate::config::Limits;
use crate::origin::Origin;
use crate::pipeline::Gateway;
use crate::server::{Draining, ReadLimit};
use connection::{CHUNK, Connection};
use permit::SocketPermit;

/// The one protocol that is spoken.
const PROTOCOL: &str = "graphql-transport-ws";

/// Bytes that a socket holds ready for reading, and for writing; the library's own idea is 16 times as
/// much.
const BUFFER: usize = 8_192;

/// What sockets share.
#[derive(Clone)]
pub(super) struct Sockets {
    pub(super) gateway: Arc<Gateway>,
    pub(super) draining: Draining,
}

impl Sockets {
    pub(super) fn new(gateway: Arc<Gateway>, draining: Draining) -> Self {
        Self { gateway, draining }
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.gateway.config().limits
    }
}

/// Whether a request asks for a socket.
pub(super) fn is_wanted(headers: &HeaderMap) -> bool {
    let upgrade = headers.get(header::UPGRADE);
    upgrade.is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

/// Opens a socket.
pub(super) async fn open(
    sockets: &Sockets,
    mut parts: Parts,
    origin: Arc<Origin>,
) -> Result<Response, Problem> {
    let token = if parts.headers.contains_key(header::AUTHORIZATION) {
        Some(graphql::token(&parts.headers)?.to_owned())
    } else {
        None
    };
    let offered = parts.headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).iter();
    let mut offered = offered.filter_map(|value| value.to_str().ok());
    if !offered.any(|list| list.split(',').any(|one| one.trim() == PROTOCOL)) {
        return Err(Problem::Subprotocol);
    }
    let upgrade = match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => upgrade,
        Err(rejection) => return Ok(rejection.into_response()),
    };
    let permit = SocketPermit::of(sockets, origin, token.as_deref()).await?;
    let reads = parts.extensions.remove::<ReadLimit>().unwrap_or_default();
    let staying = sockets.draining.hold();
    let largest = sockets.limits().socket_message_bytes;
    let sockets = sockets.clone();
    Ok(upgrade
        .protocols([PROTOCOL])
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .max_message_size(largest)
        .max_frame_size(largest)
        .on_upgrade(async move |socket| {
            // Enough for the first message.
            reads.set(largest + CHUNK);
            let mut connection = Connection::new(socket, reads, sockets, token, permit);
            let end = connection.serve().await;
            connection.close(end).await;
            drop(staying);
        }))
}
