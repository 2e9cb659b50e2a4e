//! One node of a fleet.

use std::sync::Arc;

use tokio::sync::broadcast;
use tokio::time::timeout;
use uuid::Uuid;

use super::availability::{Availability, Unavailable};
use super::background::Background;
use super::changes::Changes;
use super::command::Command;
use super::connection::Connection;
use super::erasures::Erasures;
use super::error::JoinError;
use super::inboxes::Inboxes;
use super::message::{self, Erasure, Event, Message};
use super::outbox::Outbox;
use super::reply::Reply;
use super::seal::{Name, Seal, Seals};
use super::settings::Settings;
use super::time_limit::RedisTimeLimit;

/// Number of events that wait for a slow receiver. Beyond that the oldest are lost.
const EVENTS: usize = 4_096;

/// This node.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) connection: Arc<Connection>,
    pub(super) changes: Changes,
    pub(super) erasures: Arc<Erasures>,
    availability: Arc<Availability>,
    pub(super) seals: Seals,
    pub(super) background: Background,
    prefix: String,
    channel: String,
    /// Distinguishes this node's messages and leases from those of others.
    pub(super) id: Uuid,
    pub(super) inboxes: Arc<Inboxes>,
    pub(super) outbox: Outbox,
    messages: Seal,
    pub(super) documents: Seal,
    /// The name of the fleet's epoch.
    epoch: Name,
    events: broadcast::Sender<Event>,
}

impl Node {
    /// Connects to Redis. Needs a Tokio runtime.
    pub(super) fn connect(settings: &Settings, outbox: Outbox) -> Result<Self, JoinError> {
        let seals = Seals::new(&settings.source, settings.secret.clone()).ok_or(JoinError::Keys)?;
        let opening = seals.for_all_versions(b"messages");
        let messages = seals.for_all_versions(b"messages");
        let documents = seals.for_all_versions(b"documents");
        let id = Uuid::new_v4();
        let events = broadcast::Sender::new(EVENTS);
        let availability = Arc::<Availability>::default();
        let inboxes = Arc::<Inboxes>::default();
        let erasures = Arc::<Erasures>::default();
        let (sender, inboxes_of_node) = (events.clone(), inboxes.clone());
        let erasures_of_node = erasures.clone();
        let receive = move |received: Option<Vec<u8>>| {
            let opened = received.map(|sealed| message::open(&opening, id, &sealed));
            let event = match opened {
                None => {
                    inboxes_of_node.rejoin();
                    Event::Missed
                }
                Some(None) => return,
                Some(Some((from, Message::Watches(batch)))) => {
                    return inboxes_of_node.receive(from, batch);
                }
                Some(Some((_, Message::Changed(entities)))) => Event::Changed(entities),
                Some(Some((_, Message::Erased(epoch, erased)))) => {
                    Event::Erased(erasures_of_node.begun(epoch, erased))
                }
            };
            // It fails if nothing listens.
            let _ = sender.send(event);
        };
        let channel = format!("{}:nodes", settings.prefix);
        let connection =
            Connection::open(settings, channel.clone(), availability.clone(), receive)?;
        let connection = Arc::new(connection);
        Ok(Self {
            background: Background::start(&connection, &availability),
            connection,
            changes: Changes::default(),
            erasures,
            epoch: seals.for_all_versions(b"epoch").address(),
            availability,
            prefix: settings.prefix.clone(),
            channel,
            id,
            inboxes,
            outbox,
            messages,
            documents,
            seals,
            events,
        })
    }

    /// Whether Redis is used at the moment.
    pub(super) fn is_up(&self) -> bool {
        self.availability.is_up()
    }

    /// Number of times that Redis became unavailable while it was used.
    pub(super) fn outages(&self) -> u64 {
        self.availability.outages()
    }

    /// Number of commands that Redis refused.
    pub(super) fn errors(&self) -> u64 {
        self.availability.errors()
    }

    /// Number of commands and messages that were not sent.
    pub(super) fn dropped(&self) -> u64 {
        self.background.dropped()
    }

    /// The messages of the other nodes from now on.
    pub(super) fn events(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// A key in Redis.
    pub(super) fn key(&self, name: &[u8]) -> Vec<u8> {
        [self.prefix.as_bytes(), b":", name].concat()
    }

    /// Runs a script. Takes at most the time that the request may still wait.
    pub(super) async fn call(
        &self,
        command: &Command,
        limit: &RedisTimeLimit,
    ) -> Result<Reply, Unavailable> {
        if !self.is_up() {
            return Err(Unavailable::NotSent);
        }
        let wait = limit.begin().ok_or(Unavailable::NotSent)?;
        let answer = timeout(wait.left(), self.connection.call(command)).await;
        answer.unwrap_or(Err(Unavailable::Late))
    }

    /// The key that exists while this node is present.
    pub(super) fn presence(&self) -> Vec<u8> {
        self.presence_of(self.id.as_bytes())
    }

    /// The key that exists while the node with this id is present.
    pub(super) fn presence_of(&self, id: &[u8]) -> Vec<u8> {
        self.key(&[b"n:", id].concat())
    }

    /// The channel of the fleet's messages.
    pub(super) fn channel(&self) -> &str {
        &self.channel
    }

    /// Seals a message of this node. `None` if the cryptographic library fails.
    pub(super) fn seal_message(&self, message: &Message) -> Option<Vec<u8>> {
        message::seal(&self.messages, self.id, message)
    }

    /// The key of the fleet's epoch.
    pub(super) fn epoch_key(&self) -> Vec<u8> {
        self.key(&[b"e:", self.epoch.as_slice()].concat())
    }

    /// Lets this node erase this.
    pub(super) fn erased(&self, erasures: Vec<Erasure>) {
        // It fails if nothing listens.
        let _ = self.events.send(Event::Erased(erasures));
    }
}
