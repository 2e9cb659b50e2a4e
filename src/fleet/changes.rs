//! Changes that Redis must learn of. Until it has, this node does not use what Redis stores of the changed entities.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use parking_lot::Mutex;
use tokio::sync::Notify;
use uuid::Uuid;

/// Number of changes of one command.
const BATCH: usize = 256;
/// Maximum number of changes that wait, for example while Redis is unavailable. Further ones are dropped: their values
/// end by their time to live, as they would without a fleet.
const WAITING: usize = 100_000;

/// The changes that wait, each with the number of changes of its entity since it began to wait.
#[derive(Debug, Default)]
pub(super) struct Changes {
    waiting: Mutex<HashMap<Uuid, u64>>,
    added: Notify,
}

impl Changes {
    /// Adds changed entities.
    pub(super) fn add(&self, entities: impl IntoIterator<Item = Uuid>) {
        let mut waiting = self.waiting.lock();
        for entity in entities {
            let is_full = waiting.len() >= WAITING;
            match waiting.entry(entity) {
                Entry::Occupied(mut changes) => *changes.get_mut() += 1,
                Entry::Vacant(_) if is_full => {}
                Entry::Vacant(vacant) => drop(vacant.insert(1)),
            }
        }
        drop(waiting);
        self.added.notify_one();
    }

    /// Whether Redis may not know yet that the entity has changed.
    pub(super) fn contains(&self, entity: Uuid) -> bool {
        self.waiting.lock().contains_key(&entity)
    }

    /// Some of the changed entities with their numbers of changes; waits until there are any.
    pub(super) async fn next(&self) -> Vec<(Uuid, u64)> {
        loop {
            let next: Vec<_> = {
                let waiting = self.waiting.lock();
                let changes = waiting.iter().take(BATCH);
                changes
                    .map(|(entity, changes)| (*entity, *changes))
                    .collect()
            };
            if !next.is_empty() {
                return next;
            }
            self.added.notified().await;
        }
    }

    /// Removes changes that Redis knows, unless the entity has changed once more since.
    pub(super) fn remove(&self, known: &[(Uuid, u64)]) {
        let mut waiting = self.waiting.lock();
        for (entity, changes) in known {
            if waiting.get(entity) == Some(changes) {
                waiting.remove(entity);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_change_during_the_command_is_sent_again() {
        let changes = Changes::default();
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        changes.add([one, two]);
        let sent = changes.next().await;
        changes.add([one]);
        changes.remove(&sent);
        assert!(changes.contains(one) && !changes.contains(two));
        assert_eq!(changes.next().await, [(one, 2)]);
    }
}
