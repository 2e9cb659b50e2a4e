//! One WebSocket: its messages in both directions and its end.

use std::sync::Arc;
use std::time::Duration;

use axum::Error;
use axum::extract::ws::{Message, WebSocket};
use futures_util::SinkExt;
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until};

use super::closing;
use super::message::{self, Incoming};
use super::operation::{self, Outgoing, OutgoingMessage};
use super::operations::{self, Kind, Operations, Panicked};
use super::permit::SocketPermit;
use crate::http::close::Close;
use crate::http::error::{self, SocketPhase};
use crate::http::state::HttpState;
use crate::pipeline::Credentials;
use crate::pipeline::{Params, RequestError};
use crate::server::ReadLimit;

/// Outgoing messages of all operations of a socket. Further events wait in their subscriptions, where newer states replace
/// older ones.
const QUEUE: usize = 8;

/// Query cost of a message, which bounds a flood of messages that execute nothing.
const MESSAGE_COST: usize = 1;

/// Bytes that are read from a socket for each charge of the viewer's budget. With more, a client could use a CPU longer
/// between two charges; with fewer, each small message would cause one.
pub(super) const CHUNK: usize = 16 * 1024;

/// Query cost of a chunk. Its bytes need not be messages: pings and fragments, even empty ones, take six bytes each. At 1
/// per 64 bytes, the default budget buys 12 MiB per minute, which is two million of them; a query of 3 KiB costs 48 in
/// addition to its own cost.
const CHUNK_COST: usize = CHUNK / 64;

/// Longest pause in reading from a socket whose viewer's budget is exhausted. Pings and ends of operations are still handled
/// at this interval.
const PAUSE: Duration = Duration::from_secs(1);

const NO_INIT: Close = Close::Unauthorized("send `connection_init` before the first operation");
const NO_TOKEN: Close =
    Close::Unauthorized("send a token in `connection_init` or in the header `Authorization`");

/// One socket.
pub(super) struct Connection {
    socket: WebSocket,
    read_limit: ReadLimit,
    state: Arc<HttpState>,
    /// The token of the header, replaced by that of `connection_init`.
    token: Option<String>,
    permit: SocketPermit,
    /// The viewer's id, after `connection_init`.
    viewer: Option<Arc<str>>,
    operations: Operations,
    /// Panicked operations whose clients have not received the error yet.
    panicked: Vec<Panicked>,
    /// A message that arrived during the identification of the viewer.
    early: Option<Message>,
    /// Reading is paused until this instant.
    paused: Option<Instant>,
    outgoing: mpsc::Sender<Outgoing>,
    queue: mpsc::Receiver<Outgoing>,
}

impl Connection {
    pub(super) fn new(
        socket: WebSocket,
        read_limit: ReadLimit,
        state: Arc<HttpState>,
        token: Option<String>,
        permit: SocketPermit,
    ) -> Self {
        let (outgoing, queue) = mpsc::channel(QUEUE);
        let limits = state.limits();
        let operations = Operations::new(operations::Limits {
            queries: limits.socket_queries,
            subscriptions: limits.socket_subscriptions,
        });
        Self {
            socket,
            read_limit,
            state,
            token,
            permit,
            viewer: None,
            operations,
            panicked: Vec::new(),
            early: None,
            paused: None,
            outgoing,
            queue,
        }
    }

    /// Serves the client until one side closes the socket; returns the reason.
    pub(super) async fn serve(&mut self) -> Close {
        let limits = self.state.limits();
        let (init_timeout, ping_interval) = (limits.socket_init_timeout, limits.socket_ping);
        let started = Instant::now();
        let mut pings = interval_at(started + ping_interval, ping_interval);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let draining = self.state.draining.clone();
        let mut is_alive = true;
        loop {
            while let Some(panicked) = self.panicked.pop() {
                if let Err(close) = self.fail(panicked).await {
                    return close;
                }
            }
            // The order matters: ended operations are dropped before the next message is read, and messages are read
            // even while output is queued.
            tokio::select! {
                biased;
                () = draining.ends() => return self.drain().await,
                () = sleep_until(started + init_timeout), if self.viewer.is_none() => return Close::InitTimeout,
                () = self.permit.evicted() => return Close::TryAgain,
                panicked = self.operations.next_panic() => self.panicked.push(panicked),
                () = until(self.paused), if self.paused.is_some() => self.paused = None,
                received = receive_next(&mut self.socket, &mut self.early), if self.paused.is_none() => {
                    is_alive = true;
                    match received {
                        Some(Ok(message)) => if let Err(close) = self.receive(message).await {
                            return close;
                        },
                        Some(Err(error)) => return Close::from_socket_error(&error),
                        None => return Close::Gone,
                    }
                }
                () = self.read_limit.exhausted(), if self.paused.is_none() => {
                    if let Err(close) = self.charge_chunk() {
                        return close;
                    }
                    tokio::task::consume_budget().await;
                }
                _ = pings.tick() => {
                    // The client has not responded to two pings.
                    if !std::mem::take(&mut is_alive) {
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
        // One read may contain many frames; other tasks run between them.
        tokio::task::consume_budget().await;
        let is_initialized = self.viewer.is_some();
        self.spend(MESSAGE_COST);
        let text = match message {
            Message::Text(text) => text,
            Message::Binary(_) => return Err(Close::InvalidMessage("messages must be text")),
            Message::Close(_) => return Err(Close::Gone),
            // The library has queued the pong; it is sent before the next read.
            Message::Ping(_) => return self.flush().await,
            Message::Pong(_) => return Ok(()),
        };
        match Incoming::parse(&text)? {
            Incoming::Init { .. } if is_initialized => Err(Close::TooManyInits),
            Incoming::Init { token } => self.init(token).await,
            Incoming::Ping => self.write(message::PONG.to_owned()).await,
            Incoming::Pong => Ok(()),
            Incoming::Subscribe { .. } if !is_initialized => Err(NO_INIT),
            Incoming::Subscribe { id, params } => self.begin(id, params, text.len()).await,
            Incoming::Complete { id } => {
                self.operations.end(&id);
                Ok(())
            }
        }
    }

    /// Charges `cost` to the viewer's budget; pauses reading if the budget is exhausted.
    fn spend(&mut self, cost: usize) {
        if let Some(viewer) = &self.viewer
            && let Err(exhausted) = self.state.gateway.spend(viewer, cost)
        {
            self.paused = Some(Instant::now() + exhausted.retry_after.min(PAUSE));
        }
    }

    /// Charges the next chunk to the viewer's budget. Before `connection_init` only the first chunk is read.
    fn charge_chunk(&mut self) -> Result<(), Close> {
        if self.viewer.is_none() {
            return Err(Close::TooLarge);
        }
        self.spend(CHUNK_COST);
        self.read_limit.set(CHUNK);
        Ok(())
    }

    async fn init(&mut self, token: Option<String>) -> Result<(), Close> {
        self.token = token.or_else(|| self.token.take());
        let Some(token) = &self.token else {
            return Err(NO_TOKEN);
        };
        let credentials = Credentials {
            token,
            origin: &self.permit.origin,
            is_verified: false,
        };
        let close = |error: RequestError| {
            error::close(&error, SocketPhase::Init).unwrap_or(Close::TryAgain)
        };
        let gateway = &self.state.gateway;
        // Boxed, so that the future of an idle socket stays small.
        let identify = Box::pin(gateway.identify(credentials));
        let identified =
            closing::unless_closed(&mut self.socket, &mut self.early, identify).await?;
        let context = identified.map_err(close)?;
        let assigned = self
            .permit
            .assign_to(context.viewer_key(), gateway.admission());
        assigned.map_err(|overloaded| close(overloaded.into()))?;
        self.viewer = Some(context.viewer.id.clone());
        self.charge_chunk()?;
        self.write(message::ACK.to_owned()).await
    }

    /// Starts an operation. The memory of its message (`bytes`) stays reserved until it ends.
    async fn begin(&mut self, id: String, params: Params, bytes: usize) -> Result<(), Close> {
        let Some(token) = self.token.clone() else {
            return Err(NO_TOKEN);
        };
        if self.operations.contains(&id) {
            return Err(Close::DuplicateId(id));
        }
        let gateway = &self.state.gateway;
        let kind = if gateway.is_subscription(&params) {
            Kind::Subscription
        } else {
            Kind::Query
        };
        let permit = match self.permit.reserve_message(bytes, gateway.admission()) {
            Ok(permit) => permit,
            Err(overloaded) => {
                let body = RequestError::Overloaded(overloaded).body();
                return self.write(message::error(&id, &body)).await;
            }
        };
        let state = self.state.clone();
        let origin = self.permit.origin.clone();
        let (operation_id, outgoing) = (id.clone(), self.outgoing.clone());
        let started = self.operations.begin(&id, kind, move |number| {
            let sender = operation::Sender {
                id: operation_id,
                number,
                outgoing,
            };
            async move {
                operation::run(state, (token, origin), params, sender).await;
                drop(permit);
            }
        });
        match started {
            Ok(()) => Ok(()),
            Err(error) => self.write(message::too_many(&id, error)).await,
        }
    }

    /// Ends a panicked operation with an error. Other operations continue.
    async fn fail(&mut self, Panicked { id, number }: Panicked) -> Result<(), Close> {
        self.state.gateway.metrics().panics.inc();
        tracing::error!("the handler of an operation panicked");
        let message = OutgoingMessage::Error(RequestError::Internal.body());
        self.send(Outgoing {
            id,
            number,
            message,
        })
        .await
    }

    /// Sends a message of an operation, unless the client has ended the operation.
    async fn send(&mut self, outgoing: Outgoing) -> Result<(), Close> {
        let Outgoing {
            id,
            number,
            message,
        } = outgoing;
        if !self.operations.is_current(&id, number) {
            return Ok(());
        }
        if !matches!(message, OutgoingMessage::Next(_)) {
            self.operations.end(&id);
        }
        let text = match message {
            OutgoingMessage::Next(body) => message::next(&id, &body),
            OutgoingMessage::Error(body) => message::error(&id, &body),
            OutgoingMessage::Complete => message::complete(&id),
            OutgoingMessage::Close(close) => return Err(close),
        };
        self.write(text).await
    }

    /// Writes a message. The TCP stream below times out if the client does not read.
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
        let sent = operations.run_until(socket.send(message), panicked).await;
        sent.map_err(|_| Close::Gone)
    }

    async fn flush(&mut self) -> Result<(), Close> {
        let Self {
            socket,
            operations,
            panicked,
            ..
        } = self;
        let sent = operations.run_until(socket.flush(), panicked).await;
        sent.map_err(|_| Close::Gone)
    }

    /// Shutdown: ends subscriptions, answers running queries, then closes the socket. No further message is read. Each query
    /// has its own deadline, and the server's drain timeout bounds all of them.
    async fn drain(&mut self) -> Close {
        // Finished results are sent first.
        while let Ok(outgoing) = self.queue.try_recv() {
            if let Err(close) = self.send(outgoing).await {
                return close;
            }
        }
        self.state.gateway.begin_shutdown();
        for id in self.operations.end_subscriptions() {
            if let Err(close) = self.write(message::complete(&id)).await {
                return close;
            }
        }
        while !self.operations.is_empty() {
            let sent = tokio::select! {
                biased;
                panicked = self.operations.next_panic() => self.fail(panicked).await,
                Some(outgoing) = self.queue.recv() => self.send(outgoing).await,
            };
            if let Err(close) = sent {
                return close;
            }
        }
        Close::GoingAway
    }

    /// Ends all operations and closes the socket.
    pub(super) async fn close(mut self, reason: &Close) {
        self.operations.end_all();
        closing::close(self.socket, &self.read_limit, reason).await;
    }
}

/// The next message: the early one, if there is one.
async fn receive_next(
    socket: &mut WebSocket,
    early: &mut Option<Message>,
) -> Option<Result<Message, Error>> {
    match early.take() {
        Some(message) => Some(Ok(message)),
        None => socket.recv().await,
    }
}

async fn until(instant: Option<Instant>) {
    match instant {
        Some(instant) => sleep_until(instant).await,
        None => std::future::pending().await,
    }
}
