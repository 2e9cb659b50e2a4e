//! One operation of a socket, from its parameters to its last message.

use std::sync::Arc;

use axum::http::StatusCode;
use bytes::Bytes;
use tokio::sync::mpsc;

use crate::http::close::Close;
use crate::http::error::{self, SocketPhase};
use crate::http::media::Media;
use crate::http::observed::ObservedRequest;
use crate::http::state::HttpState;
use crate::origin::Origin;
use crate::pipeline::{Credentials, Delivery, Reply, Request, SubscriptionStream};
use crate::pipeline::{Params, RequestError};

/// A message of an operation to its client.
pub(super) struct Outgoing {
    pub(super) id: String,
    pub(super) number: u64,
    pub(super) message: OutgoingMessage,
}

/// Content of a message.
pub(super) enum OutgoingMessage {
    /// A result.
    Next(Bytes),
    /// The errors of an operation without a result; the operation ends.
    Error(Bytes),
    /// The operation ends.
    Complete,
    /// The whole socket ends.
    Close(Close),
}

/// Sends the messages of one operation.
pub(super) struct Sender {
    pub(super) id: String,
    pub(super) number: u64,
    pub(super) outgoing: mpsc::Sender<Outgoing>,
}

impl Sender {
    /// Waits while the client does not read.
    async fn send(&self, message: OutgoingMessage) {
        let outgoing = Outgoing {
            id: self.id.clone(),
            number: self.number,
            message,
        };
        // Fails when the socket has ended, which ends this operation too.
        let _ = self.outgoing.send(outgoing).await;
    }

    async fn send_error(&self, error: &RequestError) {
        let message = match error::close(error, SocketPhase::Running) {
            Some(close) => OutgoingMessage::Close(close),
            None => OutgoingMessage::Error(error.body()),
        };
        self.send(message).await;
    }

    async fn send_events(&self, mut events: SubscriptionStream) {
        loop {
            match events.next().await {
                Ok(body) => self.send(OutgoingMessage::Next(body)).await,
                Err(error) => return self.send_error(&error).await,
            }
        }
    }
}

/// Runs an operation and sends its results.
pub(super) async fn run(
    state: Arc<HttpState>,
    (token, origin): (String, Arc<Origin>),
    params: Params,
    sender: Sender,
) {
    let observed = ObservedRequest::begin_operation(&state, &origin);
    let request = Request {
        credentials: Credentials {
            token: &token,
            origin: &observed.origin,
            is_verified: true,
        },
        params,
        delivery: Delivery::Stream,
        explain: false,
        error_positions: None,
    };
    let reply = state.gateway.handle(request).await.reply;
    // A WebSocket has no status for each operation: this is the one of a request over HTTP.
    let status = reply.as_ref().err().map_or(StatusCode::OK, |error| {
        error::status(error, Media::GraphqlResponse)
    });
    observed.finish(status.as_u16());
    match reply {
        Ok(Reply::Response(response)) => {
            sender
                .send(OutgoingMessage::Next(response.body.clone()))
                .await;
            sender.send(OutgoingMessage::Complete).await;
        }
        Ok(Reply::Stream(events)) => Box::pin(sender.send_events(*events)).await,
        Err(error) => sender.send_error(&error).await,
    }
}
