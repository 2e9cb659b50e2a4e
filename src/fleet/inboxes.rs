//! Messages that the watches of this node receive from those of other nodes.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::mpsc;
use tokio::time::Instant;
use uuid::Uuid;

use super::message::Batch;
use super::seal::Name;

/// Number of parts that wait for one watch. Beyond that the watch has missed something.
const WAITING: usize = 1_024;

/// A node that sends nothing for this long is lost. It sends a batch every half second.
const SILENCE: Duration = Duration::from_millis(2_250);

/// What a watch receives, sealed.
#[derive(Debug)]
pub(super) enum Delivery {
    /// A part of the batch of a node.
    Part(Uuid, String),
    /// Messages of this node may be lost, or it has ended.
    Lost(Uuid),
    /// Messages of any node may be lost, and others may have taken the leases of this node.
    Rejoined,
}

/// The inboxes of all watches.
#[derive(Debug, Default)]
pub(super) struct Inboxes {
    by_scope: Mutex<HashMap<Name, Vec<Sender>>>,
    peers: Mutex<HashMap<Uuid, Peer>>,
}

/// A node that has sent a batch.
#[derive(Debug)]
struct Peer {
    /// The number of its last batch.
    number: u64,
    received: Instant,
}

#[derive(Debug, Clone)]
struct Sender {
    queue: mpsc::Sender<Delivery>,
    has_missed: Arc<AtomicBool>,
}

/// The inbox of one watch.
pub(super) struct Inbox {
    inboxes: Arc<Inboxes>,
    scope: Name,
    queue: mpsc::Receiver<Delivery>,
    has_missed: Arc<AtomicBool>,
}

impl Inboxes {
    /// A new inbox of a scope.
    pub(super) fn open(self: &Arc<Self>, scope: Name) -> Inbox {
        let (queue, receiver) = mpsc::channel(WAITING);
        let has_missed = Arc::<AtomicBool>::default();
        let sender = Sender {
            queue,
            has_missed: has_missed.clone(),
        };
        self.by_scope.lock().entry(scope).or_default().push(sender);
        Inbox {
            inboxes: self.clone(),
            scope,
            queue: receiver,
            has_missed,
        }
    }

    /// Delivers the batch of a node.
    pub(super) fn receive(&self, from: Uuid, batch: Batch) {
        let peer = Peer {
            number: batch.number,
            received: Instant::now(),
        };
        let before = if batch.is_last {
            self.peers.lock().remove(&from)
        } else {
            self.peers.lock().insert(from, peer)
        };
        if before.is_some_and(|before| before.number + 1 != batch.number) {
            self.tell_all(|| Delivery::Lost(from));
        }
        for part in batch.parts {
            if let Some(senders) = self.by_scope.lock().get(&part.scope) {
                for sender in senders {
                    sender.send(Delivery::Part(from, part.content.clone()));
                }
            }
        }
        if batch.is_last {
            self.tell_all(|| Delivery::Lost(from));
        }
    }

    /// Batchs of all nodes may be lost, or this node was not present.
    pub(super) fn rejoin(&self) {
        self.peers.lock().clear();
        self.tell_all(|| Delivery::Rejoined);
    }

    /// Number of nodes that have sent a batch lately.
    pub(super) fn peer_count(&self) -> usize {
        self.peers.lock().len()
    }

    /// Reports the nodes that have become silent.
    pub(super) fn drop_silent(&self) {
        let silent = |_: &Uuid, peer: &mut Peer| peer.received.elapsed() > SILENCE;
        let silent: Vec<_> = self.peers.lock().extract_if(silent).collect();
        for (peer, _) in silent {
            self.tell_all(|| Delivery::Lost(peer));
        }
    }

    fn tell_all(&self, delivery: impl Fn() -> Delivery) {
        for sender in self.by_scope.lock().values().flatten() {
            sender.send(delivery());
        }
    }
}

impl Sender {
    fn send(&self, delivery: Delivery) {
        if self.queue.try_send(delivery).is_err() {
            self.has_missed.store(true, Ordering::Relaxed);
        }
    }
}

impl Inbox {
    /// The next delivery. If it is dropped before it resolves, none is lost.
    pub(super) async fn next(&mut self) -> Delivery {
        match self.queue.recv().await {
            Some(delivery) if !self.has_missed.swap(false, Ordering::Relaxed) => delivery,
            _ => Delivery::Rejoined,
        }
    }
}

impl Drop for Inbox {
    fn drop(&mut self) {
        self.queue.close();
        let mut by_scope = self.inboxes.by_scope.lock();
        if let Some(senders) = by_scope.get_mut(&self.scope) {
            senders.retain(|sender| !sender.queue.is_closed());
            if senders.is_empty() {
                by_scope.remove(&self.scope);
            }
        }
    }
}

impl fmt::Debug for Inbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Inbox")
    }
}
