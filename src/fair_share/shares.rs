//! How much of a bound each key holds, and how much it may.
//!
//! A key takes what it wants as long as the reserve is untouched. Of the reserve, it takes only up to a
//! fraction of what is still free (dynamic thresholds, as switches share their buffer memory), so that a key
//! that holds nothing finds room even after many others have taken as much as they could.

use std::collections::HashMap;
use std::hash::Hash;

use super::Full;

/// Reserve where none is given, in percent. Less leaves too little to new keys among many greedy ones; more
/// takes room from a key that is alone.
const RESERVE_PERCENT: usize = 20;

/// Of the reserve, a key may hold one part in this many of what is free. With 16, fifty greedy keys leave a
/// twelfth of the reserve to the next one; a smaller number would leave less, a larger one would give a key
/// that needs more than one permit too little.
const RESERVE_PARTS: usize = 16;

/// How much there is, and how much of it one key alone leaves to others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bound {
    capacity: usize,
    reserve_percent: usize,
}

impl Bound {
    /// With the usual reserve.
    pub fn new(capacity: usize) -> Self {
        Self {
            capacity,
            reserve_percent: RESERVE_PERCENT,
        }
    }

    /// With another reserve, from 0 to 100 percent.
    #[must_use]
    pub fn with_reserve(self, percent: usize) -> Self {
        Self {
            reserve_percent: percent.min(100),
            ..self
        }
    }

    /// A bound below five has none.
    fn reserve(self) -> usize {
        let percent = self.reserve_percent;
        let whole = self.capacity / 100 * percent;
        whole + self.capacity % 100 * percent / 100
    }
}

/// Who holds how much.
#[derive(Debug)]
pub(super) struct Shares<K> {
    reserve: usize,
    free: usize,
    /// Without entries of keys that hold nothing.
    held: HashMap<K, usize>,
}

impl<K: Clone + Eq + Hash> Shares<K> {
    pub(super) fn new(bound: Bound) -> Self {
        Self {
            reserve: bound.reserve(),
            free: bound.capacity,
            held: HashMap::new(),
        }
    }

    pub(super) fn free(&self) -> usize {
        self.free
    }

    pub(super) fn of(&self, key: &K) -> usize {
        self.held.get(key).copied().unwrap_or_default()
    }

    /// Takes `amount` for `key`, or nothing.
    pub(super) fn take(&mut self, key: &K, amount: usize) -> Result<(), Full> {
        if !self.may_take(self.of(key), amount) {
            return Err(Full);
        }
        self.free -= amount;
        *self.held.entry(key.clone()).or_default() += amount;
        Ok(())
    }

    fn may_take(&self, held: usize, amount: usize) -> bool {
        let Some(left) = self.free.checked_sub(amount) else {
            return false;
        };
        // A key that holds nothing may take one, whatever the reserve.
        let is_first = held == 0 && amount <= 1;
        let wanted = held.saturating_add(amount);
        is_first || left >= self.reserve || wanted.saturating_mul(RESERVE_PARTS) <= self.free
    }

    /// Gives `amount` of `key` back.
    pub(super) fn give_back(&mut self, key: &K, amount: usize) {
        if let Some(held) = self.held.get_mut(key) {
            let amount = amount.min(*held);
            *held -= amount;
            self.free += amount;
            if *held == 0 {
                self.held.remove(key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Takes one by one for `key` until it may not take more.
    fn fill(shares: &mut Shares<u8>, key: u8) -> usize {
        std::iter::from_fn(|| shares.take(&key, 1).ok()).count()
    }

    #[test]
    fn a_key_alone_takes_all_but_the_reserve() {
        let table = [(1, 1), (2, 2), (4, 4), (5, 4), (10, 8), (1_000, 800)];
        for (capacity, expected) in table {
            assert_eq!(
                fill(&mut Shares::new(Bound::new(capacity)), 0),
                expected,
                "{capacity}"
            );
        }
        assert_eq!(fill(&mut Shares::new(Bound::new(9).with_reserve(0)), 0), 9);
        assert_eq!(fill(&mut Shares::new(Bound::new(0)), 0), 0);
    }

    #[test]
    fn fifty_greedy_keys_leave_room_for_another() {
        let mut shares = Shares::new(Bound::new(1_000));
        for key in 0..50 {
            assert!(fill(&mut shares, key) >= 1, "{key}");
        }
        assert!(shares.free() >= 5, "{shares:?}");
        assert!(fill(&mut shares, 50) >= 1, "{shares:?}");
    }

    proptest! {
        #[test]
        fn never_over_the_bound_and_never_short_of_it(
            capacity in 0..200_usize,
            percent in 0..=100_usize,
            steps in prop::collection::vec((0..6_u8, 1..20_usize, any::<bool>()), 0..200),
        ) {
            let mut shares = Shares::new(Bound::new(capacity).with_reserve(percent));
            for (key, amount, takes) in steps {
                let (held, free) = (shares.of(&key), shares.free());
                if takes {
                    if shares.take(&key, amount).is_ok() {
                        prop_assert!(amount <= free);
                    } else {
                        prop_assert_eq!((shares.of(&key), shares.free()), (held, free));
                        // Refused only for want of room, or for the reserve.
                        let reserved = amount + shares.reserve > free;
                        let is_greedy = (held + amount) * RESERVE_PARTS > free;
                        prop_assert!(amount > free || reserved && is_greedy);
                    }
                } else {
                    shares.give_back(&key, amount);
                }
                let held: usize = shares.held.values().sum();
                prop_assert_eq!(held + shares.free(), capacity);
            }
        }

        #[test]
        fn a_key_that_holds_nothing_finds_room(
            capacity in 5..2_000_usize,
            greedy in 1..40_u8,
        ) {
            let mut shares = Shares::new(Bound::new(capacity));
            for key in 0..greedy {
                fill(&mut shares, key);
            }
            // Each greedy key but the first leaves most of the reserve that it found.
            let enough = capacity >= 100 + 5 * usize::from(greedy);
            prop_assert!(!enough || shares.take(&greedy, 1).is_ok());
        }
    }
}
