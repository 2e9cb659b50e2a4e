//! The messages between the nodes of a fleet.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::seal::{Name, Seal};

/// The name under which messages are sealed.
const NAME: &[u8] = b"message";

/// A message to all other nodes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Message {
    /// The entities with these ids have changed.
    Changed(Vec<(Uuid, ChangeReason)>),
    /// An epoch of the fleet has begun, because something was erased.
    Erased(u64, Vec<Erasure>),
    /// Messages of watches to those of the same scope.
    Watches(Batch),
}

/// Why an entity has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum ChangeReason {
    /// The platform has reported the change, also to the watches of the entity on other nodes.
    Reported,
    /// An operator has erased it.
    Erased,
}

/// What an operator has erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Erasure {
    /// One customer.
    Customer(Uuid),
    /// All customers of an organization.
    Organization(String),
    /// Everything.
    All,
}

/// Messages of the watches of one node, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Batch {
    /// The number of the batch. A missing number shows that messages were lost.
    pub(super) number: u64,
    /// The messages.
    pub(super) parts: Vec<Part>,
    /// Whether the node ends.
    pub(super) is_last: bool,
}

/// A message to the watches of one scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Part {
    /// The name of the scope.
    pub(super) scope: Name,
    /// The content, sealed with the key of the scope, in Base64.
    pub(super) content: String,
}

/// What a node receives from the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Event {
    /// The entities with these ids have changed.
    Changed(Vec<(Uuid, ChangeReason)>),
    /// This was erased.
    Erased(Vec<Erasure>),
    /// Messages may have been missed.
    Missed,
}

#[derive(Serialize, Deserialize)]
struct Envelope<M> {
    from: Uuid,
    message: M,
}

/// Seals a message of the node `from`. `None` if the cryptographic library fails.
pub(super) fn seal(seal: &Seal, from: Uuid, message: &Message) -> Option<Vec<u8>> {
    let content = serde_json::to_vec(&Envelope { from, message }).ok()?;
    seal.seal(NAME, &content)
}

/// Opens a message and returns its node; `None` if it was not sealed by this fleet or comes from the node `own`.
pub(super) fn open(seal: &Seal, own: Uuid, sealed: &[u8]) -> Option<(Uuid, Message)> {
    let content = seal.open(NAME, sealed)?;
    let envelope: Envelope<Message> = serde_json::from_slice(&content).ok()?;
    (envelope.from != own).then_some((envelope.from, envelope.message))
}
