//! When statuses change because of time. One ordered set serves all sessions of a scope, so that one task waits for
//! the earliest instant.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

use chrono::{DateTime, Utc};

/// At most one instant per key.
#[derive(Debug)]
pub(super) struct StatusTimers<K> {
    by_time: BTreeSet<(DateTime<Utc>, K)>,
    by_key: HashMap<K, DateTime<Utc>>,
}

impl<K> Default for StatusTimers<K> {
    fn default() -> Self {
        Self {
            by_time: BTreeSet::new(),
            by_key: HashMap::new(),
        }
    }
}

impl<K: Ord + Hash + Copy> StatusTimers<K> {
    /// Replaces the instant of `key`. `None` removes it.
    pub(super) fn set(&mut self, key: K, at: Option<DateTime<Utc>>) {
        let before = match at {
            Some(at) => self.by_key.insert(key, at),
            None => self.by_key.remove(&key),
        };
        if let Some(before) = before {
            self.by_time.remove(&(before, key));
        }
        self.by_time.extend(at.map(|at| (at, key)));
    }

    /// The earliest instant.
    pub(super) fn next(&self) -> Option<DateTime<Utc>> {
        self.by_time.first().map(|(at, _)| *at)
    }

    /// Removes and returns the keys that are due by `now`, the earliest first.
    pub(super) fn take_due(&mut self, now: DateTime<Utc>) -> Vec<(DateTime<Utc>, K)> {
        let mut due = Vec::new();
        while let Some(first) = self.by_time.first().copied()
            && first.0 <= now
        {
            self.by_time.remove(&first);
            self.by_key.remove(&first.1);
            due.push(first);
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// The reference is a map that is searched at every step.
        #[test]
        fn timers_fire_in_order_of_time(
            steps in prop::collection::vec((0_u8..6, prop::option::of(0_i64..50), 0_i64..60), 1..80),
        ) {
            let instant = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
            let mut timers = StatusTimers::default();
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
