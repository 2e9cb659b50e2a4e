//! One node of a fleet.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::broadcast;
use tokio::task::AbortHandle;
use tokio::time::{Instant, timeout};
use uuid::Uuid;

use super::availability::{Availability, Unavailable};
use super::background::Background;
use super::changes::{self, Changes};
use super::command::Command;
use super::connection::Connection;
use super::entries::Entries;
use super::message::{self, Event, Message};
use super::patience::Patience;
use super::rates::Rates;
use super::reply::Reply;
use super::seal::{Seal, Seals};
use super::settings::Settings;

/// A call that waited this long shows that Redis is not usable; a shorter wait may be due to the request's own limit.
const UNUSABLE_AFTER: Duration = Duration::from_millis(25);

/// Number of events that wait for a slow receiver. Beyond that the oldest are lost.
const EVENTS: usize = 4_096;

/// Why a gateway cannot join a fleet.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// The program was built without a client of Redis.
    #[error("this program was built without the feature `redis`, which `redis.url` needs")]
    NotBuiltIn,
    /// The address cannot be used.
    #[error("`redis.url` is no address of a Redis server")]
    Address,
    /// The file of certificates cannot be read.
    #[error("cannot read `redis.ca_file`: {0}")]
    Certificates(io::Error),
    /// The cryptographic library rejects a key.
    #[error("cannot derive keys from `redis.secret`")]
    Keys,
}

/// The fleet of a gateway, or none. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Fleet(Option<Arc<Member>>);

/// The membership of this node, which ends with its last clone.
#[derive(Debug)]
struct Member {
    node: Arc<Node>,
    changes: AbortHandle,
}

/// This node.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) connection: Arc<Connection>,
    pub(super) changes: Changes,
    availability: Arc<Availability>,
    pub(super) seals: Seals,
    pub(super) background: Background,
    prefix: String,
    /// Distinguishes this node's messages from those of others.
    id: Uuid,
    messages: Seal,
    pub(super) documents: Seal,
    events: broadcast::Sender<Event>,
}

impl Fleet {
    /// Joins the fleet. Needs a Tokio runtime, in which tasks keep the connection.
    pub(crate) fn join(settings: &Settings) -> Result<Self, JoinError> {
        let seals = Seals::new(settings.secret.clone()).map_err(|_| JoinError::Keys)?;
        let seal = |scope: &[u8]| seals.scope(scope).map_err(|_| JoinError::Keys);
        let opening = seal(b"messages")?;
        let (messages, documents) = (seal(b"messages")?, seal(b"documents")?);
        let id = Uuid::new_v4();
        let events = broadcast::Sender::new(EVENTS);
        let availability = Arc::<Availability>::default();
        let sender = events.clone();
        let receive = move |received: Option<Vec<u8>>| {
            let event = match received {
                None => Some(Event::Missed),
                Some(sealed) => message::open(&opening, id, &sealed).map(Event::Message),
            };
            // It fails if nothing listens.
            event.map(|event| sender.send(event));
        };
        let channel = channel(&settings.prefix);
        let connection = Connection::open(settings, channel, availability.clone(), receive)?;
        let connection = Arc::new(connection);
        let node = Arc::new(Node {
            background: Background::start(connection.clone(), availability.clone()),
            connection,
            changes: Changes::default(),
            availability,
            prefix: settings.prefix.clone(),
            id,
            messages,
            documents,
            seals,
            events,
        });
        let changes = tokio::spawn(changes::send(node.clone())).abort_handle();
        Ok(Self(Some(Arc::new(Member { node, changes }))))
    }

    pub(super) fn node(&self) -> Option<&Arc<Node>> {
        self.0.as_deref().map(|member| &member.node)
    }

    /// Whether Redis is used at the moment; `None` without a fleet.
    pub(crate) fn is_up(&self) -> Option<bool> {
        self.node().map(|node| node.availability.is_up())
    }

    /// Number of commands that Redis refused.
    pub(crate) fn errors(&self) -> u64 {
        self.node().map_or(0, |node| node.availability.errors())
    }

    /// The entries of the scope that `scope` describes completely; `None` without a fleet.
    pub(crate) fn entries(&self, scope: &[u8]) -> Option<Entries> {
        let node = self.node()?.clone();
        let seal = node.seals.scope(scope).ok()?;
        Some(Entries::new(node, seal))
    }

    /// The rate windows of the credential that `credential` describes; `None` without a fleet.
    pub(crate) fn rates(&self, credential: &[u8]) -> Option<Rates> {
        Some(Rates::new(self.node()?.clone(), credential))
    }

    /// The messages of the other nodes from now on; `None` without a fleet.
    pub(crate) fn events(&self) -> Option<broadcast::Receiver<Event>> {
        self.node().map(|node| node.events.subscribe())
    }
}

impl Node {
    /// A key in Redis.
    pub(super) fn key(&self, name: &[u8]) -> Vec<u8> {
        [self.prefix.as_bytes(), b":", name].concat()
    }

    /// Runs a script. Takes at most what is left of the request's patience.
    pub(super) async fn call(
        &self,
        command: &Command,
        patience: &Patience,
    ) -> Result<Reply, Unavailable> {
        let left = patience.left();
        if !self.availability.is_up() || left.is_zero() {
            return Err(Unavailable);
        }
        let began = Instant::now();
        let answer = timeout(left, self.connection.call(command)).await;
        patience.spend(began.elapsed());
        if answer.is_err() && left >= UNUSABLE_AFTER {
            self.availability.set_down("it answers too slowly");
        }
        answer.unwrap_or(Err(Unavailable))
    }

    /// Sends a message to the other nodes.
    pub(super) fn send_message(&self, message: &Message) {
        if let Some(sealed) = message::seal(&self.messages, self.id, message) {
            self.background.publish(channel(&self.prefix), sealed);
        }
    }
}

/// The channel of a fleet's messages.
fn channel(prefix: &str) -> String {
    format!("{prefix}:nodes")
}

impl Drop for Member {
    fn drop(&mut self) {
        self.changes.abort();
    }
}

impl fmt::Debug for Fleet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fleet")
            .field("is_up", &self.is_up())
            .finish()
    }
}
