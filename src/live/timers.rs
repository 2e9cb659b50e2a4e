//! Instants of keys, ordered by time: when the statuses of sessions change, and when leases are requested. One ordered set
//! serves all keys of a scope, so that one task waits for the earliest instant.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

/// At most one instant per key.
#[derive(Debug)]
pub(super) struct Timers<K, T> {
    by_time: BTreeSet<(T, K)>,
    by_key: HashMap<K, T>,
}

impl<K, T> Default for Timers<K, T> {
    fn default() -> Self {
        Self {
            by_time: BTreeSet::new(),
            by_key: HashMap::new(),
        }
    }
}

impl<K: Ord + Hash + Copy, T: Ord + Copy> Timers<K, T> {
    /// Replaces the instant of `key`. `None` removes it.
    pub(super) fn set(&mut self, key: K, at: Option<T>) {
        let before = match at {
            Some(at) => self.by_key.insert(key, at),
            None => self.by_key.remove(&key),
        };
        if let Some(before) = before {
            self.by_time.remove(&(before, key));
        }
        self.by_time.extend(at.map(|at| (at, key)));
    }

    /// Whether `key` has an instant.
    pub(super) fn contains(&self, key: K) -> bool {
        self.by_key.contains_key(&key)
    }

    /// Whether no key has an instant.
    pub(super) fn is_empty(&self) -> bool {
        self.by_key.is_empty()
    }

    /// Number of keys with an instant.
    pub(super) fn len(&self) -> usize {
        self.by_key.len()
    }

    /// The earliest instant.
    pub(super) fn next(&self) -> Option<T> {
        self.first().map(|(at, _)| at)
    }

    /// The key with the earliest instant.
    pub(super) fn first(&self) -> Option<(T, K)> {
        self.by_time.first().copied()
    }

    /// The keys with instants before `end`, the earliest first.
    pub(super) fn until(&self, end: T) -> impl Iterator<Item = K> {
        let until = self.by_time.iter().take_while(move |(at, _)| *at < end);
        until.map(|(_, key)| *key)
    }

    /// Removes and returns the key with the earliest instant.
    pub(super) fn take_first(&mut self) -> Option<(T, K)> {
        let first = self.by_time.pop_first()?;
        self.by_key.remove(&first.1);
        Some(first)
    }

    /// Removes and returns the keys that are due by `now`, the earliest first.
    pub(super) fn take_due(&mut self, now: T) -> Vec<(T, K)> {
        let mut due = Vec::new();
        while self.next().is_some_and(|at| at <= now)
            && let Some(first) = self.take_first()
        {
            due.push(first);
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::DateTime;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// The reference is a map that is searched at every step.
        #[test]
        fn timers_fire_in_order_of_time(
            steps in prop::collection::vec((0_u8..6, prop::option::of(0_i64..50), 0_i64..60), 1..80),
        ) {
            let instant = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
            let mut timers = Timers::default();
            let mut reference: BTreeMap<u8, i64> = BTreeMap::new();
            for (key, at, now) in steps {
                timers.set(key, at.map(instant));
                match at {
                    Some(at) => drop(reference.insert(key, at)),
                    None => drop(reference.remove(&key)),
                }
                prop_assert_eq!(timers.next(), reference.values().min().copied().map(instant));
                let mut expected: Vec<_> = reference
                    .extract_if(.., |_, at| *at <= now)
                    .map(|(key, at)| (instant(at), key))
                    .collect();
                expected.sort_unstable();
                prop_assert_eq!(timers.take_due(instant(now)), expected);
                prop_assert_eq!(timers.by_key.len(), timers.by_time.len());
            }
        }
    }
}
