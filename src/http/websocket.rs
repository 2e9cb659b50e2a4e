//! GraphQL over WebSocket: the protocol `graphql-transport-ws`.
//!
//! No browser adds a token to a socket by itself, so nothing is lent to a foreign page by its opening
//! one: the token comes in the first message, or in the header of clients that can set one.

mod message;
mod operation;

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, header, request::Parts};
use axum::response::{IntoResponse, Response};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::{AbortHandle, JoinError, JoinSet};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until};

use super::admit::Admission;
use super::graphql;
use super::problem::Problem;
use crate::access::Refused;
use crate::config::Limits;
use crate::gateway::Gateway;
use crate::operation::Params;
use crate::server::Draining;
use message::{Close, Said};
use operation::{Outgoing, Told};

/// The one protocol that is spoken.
const PROTOCOL: &str = "graphql-transport-ws";

/// Messages of all operations of a socket that wait to be sent. What waits beyond that waits where the
/// newest state takes the place of older ones.
const QUEUE: usize = 8;

/// Bytes that a socket holds ready for reading, and for writing; the library's own idea is 16 times as
/// much.
const BUFFER: usize = 8_192;

/// What sockets share.
#[derive(Clone)]
pub(super) struct Sockets {
    pub(super) gateway: Arc<Gateway>,
    pub(super) admission: Admission,
    pub(super) draining: Draining,
    /// Streams of events take these too.
    pub(super) places: Arc<Semaphore>,
}

impl Sockets {
    pub(super) fn new(gateway: Arc<Gateway>, admission: Admission, draining: Draining) -> Self {
        let most = gateway.config().limits.sockets.min(Semaphore::MAX_PERMITS);
        Self {
            gateway,
            admission,
            draining,
            places: Arc::new(Semaphore::new(most)),
        }
    }

    /// A place for one that stays.
    pub(super) fn enter(&self) -> Result<OwnedSemaphorePermit, Problem> {
        let overloaded = || Problem::Overloaded(self.limits().sockets, "sockets and streams");
        self.places
            .clone()
            .try_acquire_owned()
            .map_err(|_| overloaded())
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
    let staying = (sockets.enter()?, sockets.draining.hold());
    let largest = sockets.limits().socket_message_bytes;
    let sockets = sockets.clone();
    Ok(upgrade
        .protocols([PROTOCOL])
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .max_message_size(largest)
        .max_frame_size(largest)
        .on_upgrade(async move |socket| {
            let mut connection = Connection::new(socket, sockets, token);
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
    is_ready: bool,
    running: HashMap<String, Running>,
    tasks: JoinSet<()>,
    /// Counts operations, to tell one from an earlier one with the same id.
    number: u64,
    outgoing: mpsc::Sender<Outgoing>,
    queue: mpsc::Receiver<Outgoing>,
}

/// An operation that goes on.
struct Running {
    number: u64,
    task: AbortHandle,
}

/// How the task of an operation ended: only a panic concerns the socket.
fn check(ended: Result<(), JoinError>) -> Result<(), Close> {
    if ended.is_err_and(|error| error.is_panic()) {
        tracing::error!("the handling of an operation panicked");
        return Err(Close::Internal);
    }
    Ok(())
}

impl Connection {
    fn new(socket: WebSocket, sockets: Sockets, token: Option<String>) -> Self {
        let (outgoing, queue) = mpsc::channel(QUEUE);
        Self {
            socket,
            sockets,
            token,
            is_ready: false,
            running: HashMap::new(),
            tasks: JoinSet::new(),
            number: 0,
            outgoing,
            queue,
        }
    }

    /// Serves the client until either end has had enough; tells why.
    async fn serve(&mut self) -> Close {
        let limits = self.sockets.limits();
        let (patience, beat) = (limits.socket_init_timeout, limits.socket_ping);
        let begun = Instant::now();
        let mut pings = interval_at(begun + beat, beat);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let draining = self.sockets.draining.clone();
        let mut heard = true;
        loop {
            tokio::select! {
                received = self.socket.recv() => {
                    heard = true;
                    match received {
                        Some(Ok(message)) => if let Err(close) = self.receive(message).await {
                            return close;
                        },
                        Some(Err(error)) => return Close::of(&error),
                        None => return Close::Gone,
                    }
                }
                Some(outgoing) = self.queue.recv() => if let Err(close) = self.send(outgoing).await {
                    return close;
                },
                Some(ended) = self.tasks.join_next() => if let Err(close) = check(ended) {
                    return close;
                },
                _ = pings.tick() => {
                    // Two pings without a sign of life: nobody is there.
                    if !std::mem::take(&mut heard) {
                        return Close::Gone;
                    }
                    if self.socket.send(Message::Ping(Vec::new().into())).await.is_err() {
                        return Close::Gone;
                    }
                }
                () = sleep_until(begun + patience), if !self.is_ready => return Close::InitTimeout,
                () = draining.ends() => return self.say_goodbye().await,
            }
        }
    }

    async fn receive(&mut self, message: Message) -> Result<(), Close> {
        let text = match message {
            Message::Text(text) => text,
            Message::Binary(_) => return Err(Close::Malformed("messages are text")),
            Message::Close(_) => return Err(Close::Gone),
            Message::Ping(_) | Message::Pong(_) => return Ok(()),
        };
        match Said::read(&text)? {
            Said::Init { .. } if self.is_ready => Err(Close::TooManyInits),
            Said::Init { token } => self.init(token).await,
            Said::Ping => self.write(message::PONG.to_owned()).await,
            Said::Pong => Ok(()),
            Said::Subscribe { .. } if !self.is_ready => Err(Close::Unauthorized),
            Said::Subscribe { id, params } => self.begin(id, params).await,
            Said::Complete { id } => {
                if let Some(running) = self.running.remove(&id) {
                    running.task.abort();
                }
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
        match self.sockets.gateway.identify(token, deadline).await {
            Ok(_) => {}
            Err(Refused::Scope) => return Err(Close::Forbidden),
            Err(Refused::RightsUnknown(_)) => return Err(Close::RightsUnknown),
            Err(Refused::Unauthenticated | Refused::Foreign) => return Err(Close::Unauthorized),
            Err(Refused::Unknown(_)) => return Err(Close::TryAgain),
        }
        self.is_ready = true;
        self.write(message::ACK.to_owned()).await
    }

    async fn begin(&mut self, id: String, params: Params) -> Result<(), Close> {
        let (Some(token), most) = (&self.token, self.sockets.limits().socket_streams) else {
            return Err(Close::Unauthorized);
        };
        if self.running.contains_key(&id) {
            return Err(Close::Duplicate(id));
        }
        if self.running.len() >= most {
            let text = message::too_many(&id, most);
            return self.write(text).await;
        }
        // An operation that was aborted keeps its memory until its task has ended. Waiting for that bounds
        // what a client that starts and completes operations over and over can pile up.
        while self.tasks.len() >= most {
            match self.tasks.join_next().await {
                Some(ended) => check(ended)?,
                None => break,
            }
        }
        self.number += 1;
        let work = operation::run(
            self.sockets.clone(),
            token.clone(),
            params,
            operation::Sender {
                id: id.clone(),
                number: self.number,
                outgoing: self.outgoing.clone(),
            },
        );
        let running = Running {
            number: self.number,
            task: self.tasks.spawn(work),
        };
        self.running.insert(id, running);
        Ok(())
    }

    /// Sends what an operation has to tell, unless the client has ended it.
    async fn send(&mut self, outgoing: Outgoing) -> Result<(), Close> {
        let Outgoing { id, number, told } = outgoing;
        if self.running.get(&id).map(|running| running.number) != Some(number) {
            return Ok(());
        }
        if !matches!(told, Told::Next(_)) {
            self.running.remove(&id);
        }
        let text = match told {
            Told::Next(body) => message::next(&id, &body),
            Told::Error(body) => message::error(&id, &body),
            Told::Complete => message::complete(&id),
            Told::Close(close) => return Err(close),
        };
        self.write(text).await
    }

    /// A client that takes nothing is cut off by the stream below.
    async fn write(&mut self, text: String) -> Result<(), Close> {
        let sent = self.socket.send(Message::text(text)).await;
        sent.map_err(|_| Close::Gone)
    }

    /// The end of every operation, then that of the socket.
    async fn say_goodbye(&mut self) -> Close {
        self.tasks.abort_all();
        for id in std::mem::take(&mut self.running).into_keys() {
            if self.write(message::complete(&id)).await.is_err() {
                return Close::Gone;
            }
        }
        Close::GoingAway
    }

    async fn close(mut self, why: Close) {
        self.tasks.abort_all();
        let Some((code, reason)) = why.frame() else {
            return;
        };
        let last = Message::Close(Some(CloseFrame {
            code,
            reason: reason.into(),
        }));
        let goodbye = async {
            self.socket.send(last).await.ok()?;
            // Whoever is still sending would lose the reason if nobody read on.
            while let Some(Ok(_)) = self.socket.recv().await {}
            Some(())
        };
        let patience = std::time::Duration::from_secs(2);
        let _ = tokio::time::timeout(patience, goodbye).await;
    }
}
