//! Changes that Redis must learn of. Until it has, this node does not use what Redis stores of the changed entities.

use std::collections::HashSet;

use parking_lot::Mutex;
use tokio::sync::Notify;
use uuid::Uuid;

/// Number of changes of one command.
const BATCH: usize = 256;
/// Maximum number of changes that wait, for example while Redis is unavailable. Further ones are dropped: their values
/// end by their time to live, as they would without a fleet.
const WAITING: usize = 100_000;

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

    /// Some of the changes; waits until there are any.
    pub(super) async fn next(&self) -> Vec<Uuid> {
        loop {
            let next: Vec<_> = self.waiting.lock().iter().take(BATCH).copied().collect();
            if !next.is_empty() {
                return next;
            }
            self.added.notified().await;
        }
    }

    /// Removes changes that Redis knows.
    pub(super) fn remove(&self, entities: &[Uuid]) {
        let mut waiting = self.waiting.lock();
        for entity in entities {
            waiting.remove(entity);
        }
    }
}
