//! One timer for many things: what is due when, in the order of time.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

use chrono::{DateTime, Utc};

/// Each key has one instant at most.
#[derive(Debug)]
pub(super) struct Wheel<K> {
    by_time: BTreeSet<(DateTime<Utc>, K)>,
    by_key: HashMap<K, DateTime<Utc>>,
}

impl<K> Default for Wheel<K> {
    fn default() -> Self {
        Self {
            by_time: BTreeSet::new(),
            by_key: HashMap::new(),
        }
    }
}

impl<K: Ord + Hash + Copy> Wheel<K> {
    /// `key` is due at `at`, and at no other time; at none, if there is none.
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

    /// When the next key is due.
    pub(super) fn next(&self) -> Option<DateTime<Utc>> {
        self.by_time.first().map(|(at, _)| *at)
    }

    /// Takes out what is due by `now`, the earliest first.
    pub(super) fn due(&mut self, now: DateTime<Utc>) -> Vec<(DateTime<Utc>, K)> {
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
        /// The wheel is what a list is that is looked through at every step.
        #[test]
        fn a_wheel_is_a_list_in_order(
            steps in prop::collection::vec((0_u8..6, prop::option::of(0_i64..50), 0_i64..60), 1..80),
        ) {
            let instant = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
            let mut wheel = Wheel::default();
            let mut list: BTreeMap<u8, i64> = BTreeMap::new();
            for (key, at, now) in steps {
                wheel.set(key, at.map(instant));
                match at {
                    Some(at) => drop(list.insert(key, at)),
                    None => drop(list.remove(&key)),
                }
                prop_assert_eq!(wheel.next(), list.values().min().copied().map(instant));
                let mut expected: Vec<_> =
                    list.extract_if(.., |_, at| *at <= now).map(|(key, at)| (instant(at), key)).collect();
                expected.sort_unstable();
                prop_assert_eq!(wheel.due(instant(now)), expected);
                prop_assert_eq!(wheel.by_key.len(), wheel.by_time.len());
            }
        }
    }
}
