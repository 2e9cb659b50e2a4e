//! GraphQL over WebSocket: the protocol `graphql-transport-ws`.
//!
//! No browser adds a token to a socket by itself, so nothing is lent to a foreign page by its opening
//! one: the token comes in the first message, or in the header of clients that can set one.

mod message;
mod operation;
mod operations;
mod permit;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, header, request::Parts};
use axum::response::{IntoResponse, Response};
use futures_util::SinkExt;
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until};

use super::graphql;
use super::problem::Problem;
use crate::access::Refused;
use crate::config::Limits;
use crate::gateway::Gateway;
use crate::operation::Params;
use crate::server::Draining;
use message::{Close, Said};
use operation::{Outgoing, Reply};
use operations::{Kind, Operations, Panicked};
use permit::SocketPermit;

/// The one protocol that is spoken.
const PROTOCOL: &str = "graphql-transport-ws";

/// Messages of all operations of a socket that wait to be sent. What waits beyond that waits where the
/// newest state takes the place of older ones.
const QUEUE: usize = 8;

/// Bytes that a socket holds ready for reading, and for writing; the library's own idea is 16 times as
/// much.
const BUFFER: usize = 8_192;

/// What a message costs of the viewer's budget, so that a flood of messages that execute nothing is bounded,
/// too.
const MESSAGE_COST: usize = 1;

/// Longest single pause in reading from a socket whose viewer's budget is exhausted. Pings and ends of
/// operations are still handled this often.
const PAUSE: Duration = Duration::from_secs(1);

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
pub(super) async fn open(sockets: &Sockets, mut parts: Parts) -> Result<Response, Problem> {
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
    let permit = SocketPermit::of(sockets, &parts, token.as_deref()).await?;
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
            let mut connection = Connection::new(socket, sockets, token, permit);
            let end = connection.serve().await;
            connection.close(end).await;
            drop(staying);
        }))
}

/// One socket.
struct Connection {
    socket: WebSocket,
    sockets: Sockets,
    /// Until the first message: the header's. Then the one that counts.
    token: Option<String>,
    permit: SocketPermit,
    /// The viewer's id, after `connection_init`.
    viewer: Option<String>,
    operations: Operations,
    /// Operations that have panicked and whose clients were not sent that yet.
    panicked: Vec<Panicked>,
    /// Nothing is read until then.
    paused: Option<Instant>,
    outgoing: mpsc::Sender<Outgoing>,
    queue: mpsc::Receiver<Outgoing>,
}

impl Connection {
    fn new(
        socket: WebSocket,
        sockets: Sockets,
        token: Option<String>,
        permit: SocketPermit,
    ) -> Self {
        let (outgoing, queue) = mpsc::channel(QUEUE);
        let limits = sockets.limits();
        let operations = Operations::new(operations::Limits {
            queries: limits.socket_queries,
            subscriptions: limits.socket_subscriptions,
        });
        Self {
            socket,
            sockets,
            token,
            permit,
            viewer: None,
            operations,
            panicked: Vec::new(),
            paused: None,
            outgoing,
            queue,
        }
    }

    /// Serves the client until either end closes it; returns why.
    async fn serve(&mut self) -> Close {
        let limits = self.sockets.limits();
        let (patience, beat) = (limits.socket_init_timeout, limits.socket_ping);
        let begun = Instant::now();
        let mut pings = interval_at(begun + beat, beat);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let draining = self.sockets.draining.clone();
        let mut heard = true;
        loop {
            while let Some(panicked) = self.panicked.pop() {
                if let Err(close) = self.fail(panicked).await {
                    return close;
                }
            }
            // In this order: operations that were ended are freed before the next message is read, and
            // messages are read however much there is to send.
            tokio::select! {
                biased;
                () = draining.ends() => return self.say_goodbye().await,
                () = sleep_until(begun + patience), if self.viewer.is_none() => return Close::InitTimeout,
                panicked = self.operations.next_panic() => self.panicked.push(panicked),
                () = until(self.paused), if self.paused.is_some() => self.paused = None,
                received = self.socket.recv(), if self.paused.is_none() => {
                    heard = true;
                    match received {
                        Some(Ok(message)) => if let Err(close) = self.receive(message).await {
                            return close;
                        },
                        Some(Err(error)) => return Close::of(&error),
                        None => return Close::Gone,
                    }
                }
                _ = pings.tick() => {
                    // Two pings without a sign of life: nobody is there.
                    if !std::mem::take(&mut heard) {
                        return Close::Gone;
                    }
                    if let Err(close) = self.transmit(Message::Ping(Vec::new().into())).await {
                        return close;
                    }
                }
                Some(outgoing) = self.queue.recv() => if let Err(close) = self.send(outgoing).await {
                    return close;
                },
            }
        }
    }

    async fn receive(&mut self, message: Message) -> Result<(), Close> {
        // A read may hold many frames: other tasks run between them.
        tokio::task::consume_budget().await;
        let is_ready = self.viewer.is_some();
        if let Some(viewer) = &self.viewer
            && let Err(overspent) = self.sockets.gateway.spend(viewer, MESSAGE_COST)
        {
            self.paused = Some(Instant::now() + overspent.retry_after.min(PAUSE));
        }
        let text = match message {
            Message::Text(text) => text,
            Message::Binary(_) => return Err(Close::Malformed("messages are text")),
            Message::Close(_) => return Err(Close::Gone),
            // The library has queued the pong. Nothing more is read until it is sent.
            Message::Ping(_) => return self.flush().await,
            Message::Pong(_) => return Ok(()),
        };
        match Said::read(&text)? {
            Said::Init { .. } if is_ready => Err(Close::TooManyInits),
            Said::Init { token } => self.init(token).await,
            Said::Ping => self.write(message::PONG.to_owned()).await,
            Said::Pong => Ok(()),
            Said::Subscribe { .. } if !is_ready => Err(Close::Unauthorized),
            Said::Subscribe { id, params } => self.begin(id, params, text.len()).await,
            Said::Complete { id } => {
                self.operations.end(&id);
                Ok(())
            }
        }
    }

    async fn init(&mut self, token: Option<String>) -> Result<(), Close> {
        self.token = token.or_else(|| self.token.take());
        let Some(token) = &self.token else {
            return Err(Close::Unauthorized);
        };
        let deadline = Instant::now() + self.sockets.limits().request_timeout;
        let client = self.permit.client;
        let identified = self.sockets.gateway.identify(token, &client, deadline);
        match identified.await {
            Ok(asker) => {
                self.permit.assign_to(asker.key(), &self.sockets)?;
                self.viewer = Some(asker.viewer.id.clone());
            }
            Err(Refused::Scope) => return Err(Close::Forbidden),
            Err(Refused::RightsUnknown(_)) => return Err(Close::RightsUnknown),
            Err(Refused::Unauthenticated | Refused::Foreign) => return Err(Close::Unauthorized),
            Err(Refused::Unknown(_) | Refused::Overloaded(_)) => return Err(Close::TryAgain),
        }
        self.write(message::ACK.to_owned()).await
    }

    /// Starts an operation, which holds room for the `bytes` of its message until its end.
    async fn begin(&mut self, id: String, params: Params, bytes: usize) -> Result<(), Close> {
        let Some(token) = self.token.clone() else {
            return Err(Close::Unauthorized);
        };
        if self.operations.contains(&id) {
            return Err(Close::Duplicate(id));
        }
        let kind = if self.sockets.gateway.is_subscription(&params) {
            Kind::Subscription
        } else {
            Kind::Query
        };
        let message = match self.permit.hold_message(bytes, &self.sockets) {
            Ok(permit) => permit,
            Err(overloaded) => {
                let body = Problem::Overloaded(overloaded).body();
                return self.write(message::error(&id, &body)).await;
            }
        };
        let sockets = self.sockets.clone();
        let (own, outgoing) = (id.clone(), self.outgoing.clone());
        let begun = self.operations.begin(&id, kind, move |number| {
            let sender = operation::Sender {
                id: own,
                number,
                outgoing,
            };
            async move {
                operation::run(sockets, token, params, sender).await;
                drop(message);
            }
        });
        match begun {
            Ok(()) => Ok(()),
            Err(too_many) => self.write(message::too_many(&id, too_many)).await,
        }
    }

    /// A panic fails its own operation only.
    async fn fail(&mut self, Panicked { id, number }: Panicked) -> Result<(), Close> {
        self.sockets.gateway.metrics().panics.inc();
        tracing::error!("the handling of an operation panicked");
        let reply = Reply::Error(Problem::Internal.body());
        self.send(Outgoing { id, number, reply }).await
    }

    /// Sends what an operation has to tell, unless the client has ended it.
    async fn send(&mut self, outgoing: Outgoing) -> Result<(), Close> {
        let Outgoing { id, number, reply } = outgoing;
        if !self.operations.is_current(&id, number) {
            return Ok(());
        }
        if !matches!(reply, Reply::Next(_)) {
            self.operations.end(&id);
        }
        let text = match reply {
            Reply::Next(body) => message::next(&id, &body),
            Reply::Error(body) => message::error(&id, &body),
            Reply::Complete => message::complete(&id),
            Reply::Close(close) => return Err(close),
        };
        self.write(text).await
    }

    /// A client that takes nothing is cut off by the stream below.
    async fn write(&mut self, text: String) -> Result<(), Close> {
        self.transmit(Message::text(text)).await
    }

    async fn transmit(&mut self, message: Message) -> Result<(), Close> {
        let Self {
            socket,
            operations,
            panicked,
            ..
        } = self;
        let sent = operations.drive_until(socket.send(message), panicked).await;
        sent.map_err(|_| Close::Gone)
    }

    async fn flush(&mut self) -> Result<(), Close> {
        let Self {
            socket,
            operations,
            panicked,
            ..
        } = self;
        let sent = operations.drive_until(socket.flush(), panicked).await;
        sent.map_err(|_| Close::Gone)
    }

    /// The end of every operation, then that of the socket.
    async fn say_goodbye(&mut self) -> Close {
        // What is finished is sent first.
        while let Ok(outgoing) = self.queue.try_recv() {
            if let Err(close) = self.send(outgoing).await {
                return close;
            }
        }
        for id in self.operations.end_all() {
            if self.write(message::complete(&id)).await.is_err() {
                return Close::Gone;
            }
        }
        Close::GoingAway
    }

    async fn close(mut self, why: Close) {
        self.operations.end_all();
        let last = why.frame().map(|(code, reason)| {
            Message::Close(Some(CloseFrame {
                code,
                reason: reason.into(),
            }))
        });
        let goodbye = async {
            // Where the client has closed, the library has queued the answer, which reading on sends.
            if let Some(last) = last {
                self.socket.send(last).await.ok()?;
            }
            // Whoever is still sending would lose the reason if nobody read on.
            while let Some(Ok(_)) = self.socket.recv().await {}
            Some(())
        };
        let patience = Duration::from_secs(2);
        let _ = tokio::time::timeout(patience, goodbye).await;
    }
}

async fn until(instant: Option<Instant>) {
    match instant {
        Some(instant) => sleep_until(instant).await,
        None => std::future::pending().await,
    }
}
