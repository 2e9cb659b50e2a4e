//! The entities that have changed lately, so that a value is not cached if its entity has changed while it was on its way.

use std::sync::atomic::{AtomicU64, Ordering};

use uuid::Uuid;

use crate::fleet::ChangeReason;

/// Number of places. Two entities in one place count as one: with fewer places, more values are read again without need.
const PLACES: usize = 4_096;

/// The last change of each entity. Changes are numbered.
#[derive(Debug)]
pub(super) struct ChangedEntities {
    count: AtomicU64,
    reported: Box<[AtomicU64]>,
    erased: Box<[AtomicU64]>,
    all_erased: AtomicU64,
}

impl Default for ChangedEntities {
    fn default() -> Self {
        let places = || (0..PLACES).map(|_| AtomicU64::new(0)).collect();
        Self {
            count: AtomicU64::new(0),
            reported: places(),
            erased: places(),
            all_erased: AtomicU64::new(0),
        }
    }
}

impl ChangedEntities {
    /// The number of the last change. Call it before a read starts.
    pub(super) fn last(&self) -> u64 {
        self.count.load(Ordering::SeqCst)
    }

    /// Adds a change. Call it before the entries of the entity are removed.
    pub(super) fn add(&self, entity: Uuid, reason: ChangeReason) {
        if let Some(place) = self.place(entity, reason) {
            self.number(place);
        }
    }

    /// Adds the erasure of all entities.
    pub(super) fn add_all(&self) {
        self.number(&self.all_erased);
    }

    /// Why the entity has changed since the change with this number, if it has.
    pub(super) fn since(&self, entity: Uuid, last: u64) -> Option<ChangeReason> {
        let is_later = |place: &AtomicU64| place.load(Ordering::SeqCst) > last;
        let has_changed = |reason| self.place(entity, reason).is_some_and(is_later);
        if is_later(&self.all_erased) || has_changed(ChangeReason::Erased) {
            return Some(ChangeReason::Erased);
        }
        has_changed(ChangeReason::Reported).then_some(ChangeReason::Reported)
    }

    fn number(&self, place: &AtomicU64) {
        let number = self.count.fetch_add(1, Ordering::SeqCst) + 1;
        place.fetch_max(number, Ordering::SeqCst);
    }

    fn place(&self, entity: Uuid, reason: ChangeReason) -> Option<&AtomicU64> {
        let places = match reason {
            ChangeReason::Reported => &self.reported,
            ChangeReason::Erased => &self.erased,
        };
        let (high, low) = entity.as_u64_pair();
        let hash = usize::try_from((high ^ low) % PLACES as u64).ok()?;
        places.get(hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_counts_for_reads_that_started_before_it() {
        let changes = ChangedEntities::default();
        let [first, second] = [1, 2].map(Uuid::from_u128);
        let before = changes.last();
        changes.add(first, ChangeReason::Reported);
        assert_eq!(changes.since(first, before), Some(ChangeReason::Reported));
        assert_eq!(changes.since(second, before), None);
        let after = changes.last();
        assert_eq!(changes.since(first, after), None);
        changes.add(first, ChangeReason::Erased);
        changes.add(first, ChangeReason::Reported);
        assert_eq!(changes.since(first, after), Some(ChangeReason::Erased));
        changes.add_all();
        assert_eq!(changes.since(second, before), Some(ChangeReason::Erased));
    }
}
