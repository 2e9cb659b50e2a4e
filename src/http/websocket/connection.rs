//! One WebSocket: what its client sends and is sent, and how it ends.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use futures_util::SinkExt;
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until};

use super::Sockets;
use super::message::{self, Close, Said};
use super::operation::{self, Outgoing, Reply};
use super::operations::{self, Kind, Operations, Panicked};
use super::permit::SocketPermit;
use crate::http::problem::Problem;
use crate::identity::IdentityError;
use crate::operation::Params;
use crate::server::ReadLimit;

/// Messages of all operations of a socket that wait to be sent. What waits beyond that waits where the
/// newest state takes the place of older ones.
const QUEUE: usize = 8;

/// What a message costs of the viewer's budget, so that a flood of messages that execute nothing is bounded,
/// too.
const MESSAGE_COST: usize = 1;

/// Bytes of a socket that are read before the viewer's budget pays for the next ones. More would let a client
/// keep a CPU longer between two looks at its budget; fewer would cost a look for each small message.
pub(super) const CHUNK: usize = 16 * 1024;

/// What the bytes of a chunk cost. They need not be messages: fragments of one, even empty ones, and pings are
/// read as well, at six bytes each. At 1 for 64 bytes a viewer's default budget buys 12 MiB a minute, which is two
/// million of them; a query of 3 KiB costs 48 beside what it causes.
const CHUNK_COST: usize = CHUNK / 64;

/// Longest single pause in reading from a socket whose viewer's budget is exhausted. Pings and ends of
/// operations are still handled this often.
const PAUSE: Duration = Duration::from_secs(1);

/// What is read and thrown away of a client that goes on sending after the end.
const LINGER_BYTES: usize = 1024 * 1024;

/// One socket.
pub(super) struct Connection {
    socket: WebSocket,
    reads: ReadLimit,
    sockets: Sockets,
    /// Until the first message: the header's. Then the one that counts.
    token: Option<String>,
    permit: SocketPermit,
    /// The viewer's id, after `connection_init`.
    viewer: Option<Arc<str>>,
    operations: Operations,
    /// Operations that have panicked and whose clients were not sent that yet.
    panicked: Vec<Panicked>,
    /// Nothing is read until then.
    paused: Option<Instant>,
    outgoing: mpsc::Sender<Outgoing>,
    queue: mpsc::Receiver<Outgoing>,
}

impl Connection {
    pub(super) fn new(
        socket: WebSocket,
        reads: ReadLimit,
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
            reads,
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
    pub(super) async fn serve(&mut self) -> Close {
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
                () = self.permit.is_evicted() => return Close::TryAgain,
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
                () = self.reads.is_used_up(), if self.paused.is_none() => {
                    if let Err(close) = self.read_on() {
                        return close;
                    }
                    tokio::task::consume_budget().await;
                }
                _ = pings.tick() => {
                    // Two pings without a sign of life: the client has left.
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
        self.spend(MESSAGE_COST);
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

    /// Takes `cost` out of the viewer's budget. Where that is exhausted, nothing is read for a while.
    fn spend(&mut self, cost: usize) {
        if let Some(viewer) = &self.viewer
            && let Err(overspent) = self.sockets.gateway.spend(viewer, cost)
        {
            self.paused = Some(Instant::now() + overspent.retry_after.min(PAUSE));
        }
    }

    /// Pays for the next chunk. Without a viewer there is none: the first message was to be in what was read.
    fn read_on(&mut self) -> Result<(), Close> {
        if self.viewer.is_none() {
            return Err(Close::TooLarge);
        }
        self.spend(CHUNK_COST);
        self.reads.set(CHUNK);
        Ok(())
    }

    async fn init(&mut self, token: Option<String>) -> Result<(), Close> {
        self.token = token.or_else(|| self.token.take());
        let Some(token) = &self.token else {
            return Err(Close::Unauthorized);
        };
        let deadline = Instant::now() + self.sockets.limits().request_timeout;
        let gateway = &self.sockets.gateway;
        let origin = &self.permit.origin;
        let identified = gateway.identify(token, origin, deadline).await;
        let identified = identified.map_err(Problem::Refused);
        if let Err(problem) = &identified
            && problem.refuses_token()
        {
            gateway.audit().token_rejected(origin, problem.code());
        }
        match identified {
            Ok(context) => {
                self.permit.assign_to(context.key(), &self.sockets)?;
                self.viewer = Some(context.viewer.id.clone());
                self.read_on()?;
            }
            Err(Problem::Refused(IdentityError::Scope | IdentityError::Unscoped(_))) => {
                return Err(Close::Forbidden);
            }
            Err(Problem::Refused(IdentityError::RightsUnknown(_))) => {
                return Err(Close::RightsUnknown);
            }
            Err(Problem::Refused(IdentityError::Unauthenticated | IdentityError::Foreign)) => {
                return Err(Close::Unauthorized);
            }
            Err(_) => return Err(Close::TryAgain),
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
        let origin = self.permit.origin.clone();
        let (own, outgoing) = (id.clone(), self.outgoing.clone());
        let begun = self.operations.begin(&id, kind, move |number| {
            let sender = operation::Sender {
                id: own,
                number,
                outgoing,
            };
            async move {
                operation::run(sockets, (token, origin), params, sender).await;
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

    /// The server stops: subscriptions end, queries are answered, then the socket closes. No message is read
    /// any more. Each query has a deadline of its own, and the drain has one for all of them.
    async fn say_goodbye(&mut self) -> Close {
        // What is finished is sent first.
        while let Ok(outgoing) = self.queue.try_recv() {
            if let Err(close) = self.send(outgoing).await {
                return close;
            }
        }
        self.sockets.gateway.stops();
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

    pub(super) async fn close(mut self, why: Close) {
        self.operations.end_all();
        // What is still sent is thrown away, up to the library's own timeout below.
        self.reads.set(LINGER_BYTES);
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
            // A client that is still sending would lose the reason if the gateway stopped reading.
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
