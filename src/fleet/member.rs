//! The membership of a gateway in a fleet.

use std::fmt;
use std::sync::Arc;

use tokio::sync::broadcast;
use tokio::task::AbortHandle;

use super::change_sender;
use super::entries::Entries;
use super::erasure_sender;
use super::error::JoinError;
use super::message::{Erasure, Event};
use super::node::Node;
use super::outbox::Outbox;
use super::presence;
use super::rates::Rates;
use super::settings::Settings;

/// The fleet of a gateway, or none. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Fleet(Option<Arc<Member>>);

/// The membership of this node, which ends with its last clone.
#[derive(Debug)]
struct Member {
    node: Arc<Node>,
    changes: AbortHandle,
    erasures: AbortHandle,
    presence: AbortHandle,
}

impl Fleet {
    /// Joins the fleet. Needs a Tokio runtime, in which tasks keep the connection.
    pub(crate) fn join(settings: &Settings) -> Result<Self, JoinError> {
        let (outbox, parts) = Outbox::new();
        let node = Arc::new(Node::connect(settings, outbox)?);
        let changes = tokio::spawn(change_sender::send(node.clone())).abort_handle();
        let erasures = tokio::spawn(erasure_sender::run(node.clone())).abort_handle();
        let presence = tokio::spawn(presence::run(node.clone(), parts)).abort_handle();
        Ok(Self(Some(Arc::new(Member {
            node,
            changes,
            erasures,
            presence,
        }))))
    }

    /// Leaves the fleet, so that other nodes take over at once what this one watches.
    pub(crate) async fn leave(&self) {
        if let Some(member) = &self.0 {
            member.presence.abort();
            presence::leave(&member.node).await;
        }
    }

    pub(super) fn node(&self) -> Option<&Arc<Node>> {
        self.0.as_deref().map(|member| &member.node)
    }

    /// Whether Redis is used at the moment; `None` without a fleet.
    pub(crate) fn is_up(&self) -> Option<bool> {
        self.node().map(|node| node.is_up())
    }

    /// Number of times that Redis became unavailable while it was used.
    pub(crate) fn outages(&self) -> u64 {
        self.node().map_or(0, |node| node.outages())
    }

    /// Number of commands that Redis refused.
    pub(crate) fn errors(&self) -> u64 {
        self.node().map_or(0, |node| node.errors())
    }

    /// Number of commands and messages that this node has not sent to Redis.
    pub(crate) fn dropped(&self) -> u64 {
        self.node().map_or(0, |node| node.dropped())
    }

    /// The entries of the scope that `scope` describes completely; `None` without a fleet.
    pub(crate) fn entries(&self, scope: &[u8]) -> Option<Entries> {
        let node = self.node()?.clone();
        let seal = node.seals.scope(scope);
        Some(Entries::new(node, seal))
    }

    /// The rate windows of the credential that `credential` describes; `None` without a fleet.
    pub(crate) fn rates(&self, credential: &[u8]) -> Option<Rates> {
        Some(Rates::new(self.node()?.clone(), credential))
    }

    /// Lets all nodes erase this, and this node once more when no node finds it in Redis any more. Nothing happens without a
    /// fleet.
    pub(crate) fn erase(&self, erasure: Erasure) {
        if let Some(node) = self.node() {
            node.erasures.add(erasure);
        }
    }

    /// What the other nodes report from now on; `None` without a fleet.
    pub(crate) fn events(&self) -> Option<broadcast::Receiver<Event>> {
        self.node().map(|node| node.events())
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        self.changes.abort();
        self.erasures.abort();
        self.presence.abort();
    }
}

impl fmt::Debug for Fleet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fleet")
            .field("is_up", &self.is_up())
            .finish()
    }
}
