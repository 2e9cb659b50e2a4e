//! The messages between the nodes of a fleet.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::seal::Seal;

/// The name under which messages are sealed.
const NAME: &[u8] = b"message";

/// A message to all other nodes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Message {
    /// The entities with these ids have changed.
    Changed(Vec<Uuid>),
}

/// What a node hears from the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Event {
    /// A message.
    Message(Message),
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

/// Opens a message; `None` if it was not sealed by this fleet or comes from the node `own`.
pub(super) fn open(seal: &Seal, own: Uuid, sealed: &[u8]) -> Option<Message> {
    let content = seal.open(NAME, sealed)?;
    let envelope: Envelope<Message> = serde_json::from_slice(&content).ok()?;
    (envelope.from != own).then_some(envelope.message)
}
