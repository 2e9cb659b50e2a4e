//! Changes that Redis must learn of. Until it has, this node does not use what Redis stores of the changed entities.

use std::collections::HashMap;

use parking_lot::Mutex;
use tokio::sync::Notify;
use uuid::Uuid;

use super::message::ChangeReason;

/// Number of changes of one command.
const BATCH: usize = 256;
/// Maximum number of changes that wait, for example while Redis is unavailable. Further ones are dropped: their values
/// end by their time to live, as they would without a fleet.
const WAITING: usize = 100_000;

/// The changes that wait.
#[derive(Debug, Default)]
pub(super) struct Changes {
    waiting: Mutex<Waiting>,
    added: Notify,
}

#[derive(Debug, Default)]
struct Waiting {
    by_entity: HashMap<Uuid, Change>,
    /// Number of changes that were added.
    count: u64,
}

/// A change of an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) entity: Uuid,
    pub(super) reason: ChangeReason,
    /// Distinguishes it from other changes of the entity.
    number: u64,
}

impl Changes {
    /// Adds changed entities.
    pub(super) fn add(&self, entities: impl IntoIterator<Item = Uuid>, reason: ChangeReason) {
        let mut waiting = self.waiting.lock();
        for entity in entities {
            if waiting.by_entity.len() >= WAITING {
                break;
            }
            waiting.count += 1;
            let change = Change {
                entity,
                reason,
                number: waiting.count,
            };
            let known = waiting.by_entity.entry(entity).or_insert(change);
            known.reason = known.reason.max(reason);
            known.number = change.number;
        }
        drop(waiting);
        self.added.notify_one();
    }

    /// Whether Redis may not know yet that the entity has changed.
    pub(super) fn contains(&self, entity: Uuid) -> bool {
        self.waiting.lock().by_entity.contains_key(&entity)
    }

    /// Some of the changes; waits until there are any.
    pub(super) async fn next(&self) -> Vec<Change> {
        loop {
            let next: Vec<_> = {
                let waiting = self.waiting.lock();
                waiting.by_entity.values().take(BATCH).copied().collect()
            };
            if !next.is_empty() {
                return next;
            }
            self.added.notified().await;
        }
    }

    /// Removes changes that Redis knows. An entity that has changed once more since then stays.
    pub(super) fn remove(&self, changes: &[Change]) {
        let mut waiting = self.waiting.lock();
        for change in changes {
            if waiting.by_entity.get(&change.entity) == Some(change) {
                waiting.by_entity.remove(&change.entity);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_change_during_the_report_of_an_earlier_one_is_reported_too() {
        let changes = Changes::default();
        let entity = Uuid::from_u128(1);
        changes.add([entity], ChangeReason::Erased);
        let reported = changes.next().await;
        changes.add([entity], ChangeReason::Reported);
        changes.remove(&reported);
        assert!(changes.contains(entity));
        let again = changes.next().await;
        assert_eq!(again[0].reason, ChangeReason::Erased);
        changes.remove(&again);
        assert!(!changes.contains(entity));
    }
}
