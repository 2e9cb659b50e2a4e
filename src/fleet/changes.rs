//! Changes that Redis must learn of. Until it has, this node does not use what Redis stores of the changed entities.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use super::message::Message;
use super::node::Node;

/// Number of changes of one command.
const BATCH: usize = 256;
/// Maximum number of changes that wait, for example while Redis is unavailable. Further ones are dropped: their values
/// end by their time to live, as they would without a fleet.
const WAITING: usize = 100_000;
/// Maximum time of one command.
const TIMEOUT: Duration = Duration::from_secs(1);
/// Time until a failed command is repeated.
const RETRY: Duration = Duration::from_millis(250);

/// The changes that wait.
#[derive(Debug, Default)]
pub(super) struct Changes {
    waiting: Mutex<HashSet<Uuid>>,
    added: Notify,
}

impl Changes {
    /// Adds changed entities.
    pub(super) fn add(&self, entities: impl IntoIterator<Item = Uuid>) {
        let mut waiting = self.waiting.lock();
        for entity in entities {
            if waiting.len() < WAITING {
                waiting.insert(entity);
            }
        }
        drop(waiting);
        self.added.notify_one();
    }

    /// Whether Redis may not know yet that the entity has changed.
    pub(super) fn contains(&self, entity: Uuid) -> bool {
        self.waiting.lock().contains(&entity)
    }

    fn next(&self) -> Vec<Uuid> {
        self.waiting.lock().iter().take(BATCH).copied().collect()
    }

    fn remove(&self, entities: &[Uuid]) {
        let mut waiting = self.waiting.lock();
        for entity in entities {
            waiting.remove(entity);
        }
    }
}

/// Sends changes to Redis, then sends them to the other nodes. Never returns.
pub(super) async fn send(node: Arc<Node>) {
    loop {
        let entities = node.changes.next();
        if entities.is_empty() {
            node.changes.added.notified().await;
            continue;
        }
        let command = super::entries::change(&node, &entities);
        match timeout(TIMEOUT, node.connection.call(&command)).await {
            Ok(Ok(_)) => {
                node.changes.remove(&entities);
                node.send_message(&Message::Changed(entities));
            }
            _ => sleep(RETRY).await,
        }
    }
}
