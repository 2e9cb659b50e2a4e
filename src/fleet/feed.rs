//! The feed of one scope: messages between its watches on different nodes, the leases by which they divide what they
//! watch, and the slots for their notification channels.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use tokio::time::timeout;
use uuid::Uuid;

use super::command::{Command, Script, millis};
use super::inboxes::{Delivery, Inbox};
use super::message::Part;
use super::node::Node;
use super::presence::PRESENCE;
use super::reply::Reply;
use super::seal::Seal;

/// The name under which the content of a part is sealed.
const NAME: &[u8] = b"feed";
/// Time to live of a lease. It is free earlier if its node is not present.
const LEASE: Duration = Duration::from_mins(2);
/// Number of leases of one command.
const BATCH: usize = 256;
/// Maximum time of one command. No request waits for it.
const TIMEOUT: Duration = Duration::from_millis(500);

/// The feed of one scope.
#[derive(Debug, Clone)]
pub struct Feed {
    node: Arc<Node>,
    seal: Arc<Seal>,
}

/// Receives the messages of other nodes.
pub(crate) struct Listener {
    inbox: Inbox,
    seal: Arc<Seal>,
}

/// What a watch receives.
#[derive(Debug)]
pub(crate) enum Received {
    /// A message of a node.
    Content(Uuid, Vec<u8>),
    /// Messages of this node may be lost, or it has ended.
    Lost(Uuid),
    /// Messages of any node may be lost, and others may have taken the leases of this node.
    Rejoined,
}

impl Feed {
    pub(super) fn new(node: Arc<Node>, seal: Arc<Seal>) -> Self {
        Self { node, seal }
    }

    /// This node.
    pub(crate) fn node(&self) -> Uuid {
        self.node.id
    }

    /// Whether Redis is used at the moment.
    pub(crate) fn is_up(&self) -> bool {
        self.node.is_up()
    }

    /// Number of nodes of the fleet that are present, with this one.
    pub(crate) fn node_count(&self) -> usize {
        self.node.inboxes.peer_count() + 1
    }

    /// Receives the messages of other nodes from now on.
    pub(crate) fn listen(&self) -> Listener {
        Listener {
            inbox: self.node.inboxes.open(self.seal.address()),
            seal: self.seal.clone(),
        }
    }

    /// Publishes a message to the other nodes, after earlier messages.
    pub(crate) fn send(&self, content: &[u8]) {
        if let Some(sealed) = self.seal.seal(NAME, content) {
            self.node.outbox.send(Part {
                scope: self.seal.address(),
                content: BASE64_STANDARD.encode(sealed),
            });
        }
    }

    /// Takes the lease of each id that this node may take and no other has. Returns which node has it. `None` if Redis does
    /// not answer.
    pub(crate) async fn claim(&self, ids: &[(Uuid, bool)]) -> Option<Vec<Option<Uuid>>> {
        let mut holders = Vec::with_capacity(ids.len());
        for ids in ids.chunks(BATCH) {
            let mut command = Command::new(Script::Claim);
            for (id, _) in ids {
                command = command.key(self.lease(*id));
            }
            command = self.with_presence(command).number(millis(LEASE));
            for (_, may_take) in ids {
                command = command.number(u64::from(*may_take));
            }
            let answers = self.call(&command).await?.into_list().into_iter();
            holders.extend(answers.map(|answer| Uuid::from_slice(&answer.into_bytes()?).ok()));
        }
        (holders.len() == ids.len()).then_some(holders)
    }

    /// Gives up the leases of these ids, in the background.
    pub(crate) fn release(&self, ids: &[Uuid]) {
        for ids in ids.chunks(BATCH) {
            let mut command = Command::new(Script::Release);
            for id in ids {
                command = command.key(self.lease(*id));
            }
            let command = command.argument(*self.node.id.as_bytes());
            self.node.background.run(command);
        }
    }

    /// Takes or gives up slots so that this node has `needed` of all `slots`, if possible. Returns how many it has; `None`
    /// if Redis does not answer.
    pub(crate) async fn slots(&self, slots: usize, needed: usize) -> Option<usize> {
        let mut command = Command::new(Script::Slots);
        for slot in 0..slots {
            let slot = slot.to_string();
            let name = self.seal.name_for_all_versions("slot", slot.as_bytes());
            command = command.key(self.node.key(&[b"s:", name.as_slice()].concat()));
        }
        let command = self.with_presence(command);
        let command = command.number(millis(LEASE)).number(needed as u64);
        usize::try_from(self.call(&command).await?.number()?).ok()
    }

    fn lease(&self, id: Uuid) -> Vec<u8> {
        watch_lease(&self.node, &self.seal, id)
    }

    fn with_presence(&self, command: Command) -> Command {
        command
            .argument(*self.node.id.as_bytes())
            .argument(self.node.presence_of(&[]))
            .number(millis(PRESENCE))
    }

    async fn call(&self, command: &Command) -> Option<Reply> {
        if !self.is_up() {
            return None;
        }
        let call = self.node.connection.call(command);
        timeout(TIMEOUT, call).await.ok()?.ok()
    }
}

/// The lease of a customer that a scope watches.
pub(super) fn watch_lease(node: &Node, seal: &Seal, id: Uuid) -> Vec<u8> {
    let name = seal.name("watch", id.as_bytes());
    node.key(&[b"w:", name.as_slice()].concat())
}

impl Listener {
    /// The next message. If the future is dropped before it resolves, none is lost.
    pub(crate) async fn next(&mut self) -> Received {
        match self.inbox.next().await {
            Delivery::Part(from, content) => {
                let sealed = BASE64_STANDARD.decode(content).ok();
                let content = sealed.and_then(|sealed| self.seal.open(NAME, &sealed));
                // A part that cannot be opened is missing.
                content.map_or(Received::Lost(from), |content| {
                    Received::Content(from, content)
                })
            }
            Delivery::Lost(from) => Received::Lost(from),
            Delivery::Rejoined => Received::Rejoined,
        }
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Listener")
    }
}
