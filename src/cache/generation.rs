//! Which entry something was read from, and whether that entry still stands.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use ahash::RandomState;
use tokio::time::Instant;

/// One content of one entry. It ends when the entry is written anew, taken back, or pushed out.
#[derive(Debug, Clone, Default)]
pub struct Generation(Arc<AtomicBool>);

impl Generation {
    pub(super) fn end(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether both are of the same entry's content.
    pub(super) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Whether the entry still holds what was read from it.
    pub fn is_current(&self) -> bool {
        !self.0.load(Ordering::Acquire)
    }
}

/// What something was made of: it holds no longer than the first of its parts.
#[derive(Debug, Clone)]
pub struct Provenance {
    /// Each once, by its address.
    generations: HashMap<usize, Generation, RandomState>,
    until: Option<Instant>,
    /// Made of nothing but entries, each of them known.
    is_known: bool,
    is_stale: bool,
}

impl Default for Provenance {
    fn default() -> Self {
        Self {
            generations: HashMap::default(),
            until: None,
            is_known: true,
            is_stale: false,
        }
    }
}

impl Provenance {
    /// Whether all of it can be known to hold, and so what was made of it be kept.
    pub fn can_be_kept(&self) -> bool {
        self.is_known && !self.is_stale
    }

    /// Whether a part of it had outlived its time.
    pub fn is_stale(&self) -> bool {
        self.is_stale
    }

    /// Whether none of the entries has changed, nor its time run out.
    pub fn holds(&self, now: Instant) -> bool {
        self.until.is_none_or(|until| now < until)
            && self.generations.values().all(Generation::is_current)
    }

    /// For how long it holds if no entry changes; nothing where it was made of none.
    pub fn time_left(&self, now: Instant) -> Option<std::time::Duration> {
        self.until.map(|until| until.saturating_duration_since(now))
    }

    /// Bytes beyond itself.
    pub(super) fn heap_bytes(&self) -> usize {
        self.generations.capacity() * size_of::<(usize, Generation)>()
    }
}

/// Takes note of what is read while something is made.
#[derive(Debug, Default)]
pub struct Notes(Mutex<Provenance>);

impl Notes {
    /// It was read from an entry that holds until then.
    pub fn read(&self, generation: &Generation, until: Instant) {
        self.with(|notes| {
            let address = Arc::as_ptr(&generation.0).addr();
            let known = notes.generations.entry(address);
            known.or_insert_with(|| generation.clone());
            notes.until = Some(notes.until.map_or(until, |known| known.min(until)));
        });
    }

    /// A part came from no entry, or not at all.
    pub fn unknown(&self) {
        self.with(|notes| notes.is_known = false);
    }

    /// An entry had outlived its time, and the platform gave no newer answer.
    pub fn stale(&self) {
        self.with(|notes| notes.is_stale = true);
    }

    /// What was noted until now.
    pub fn take(&self) -> Provenance {
        self.with(std::mem::take)
    }

    fn with<T>(&self, change: impl FnOnce(&mut Provenance) -> T) -> T {
        // A poisoned lock means that a panic came between two notes; those made stand.
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_is_made_of_parts_holds_as_long_as_all_of_them() {
        let start = Instant::now();
        let after = |seconds| start + Duration::from_secs(seconds);
        let (one, other) = (Generation::default(), Generation::default());
        let notes = Notes::default();
        assert!(notes.take().holds(after(1_000_000)));
        notes.read(&one, after(10));
        notes.read(&other, after(5));
        let made = notes.take();
        assert!(made.can_be_kept());
        assert_eq!(made.time_left(after(2)), Some(Duration::from_secs(3)));
        assert!(made.holds(after(4)) && !made.holds(after(5)));
        one.end();
        assert!(!made.holds(after(4)));
    }

    #[test]
    fn what_is_not_known_to_hold_is_not_kept() {
        let notes = Notes::default();
        notes.unknown();
        assert!(!notes.take().can_be_kept());
        notes.stale();
        let stale = notes.take();
        assert!(!stale.can_be_kept() && stale.is_stale());
        assert!(notes.take().can_be_kept());
    }
}
