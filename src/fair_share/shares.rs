//! Accounting of a capacity: how much each key holds, and how much it may acquire.
//!
//! Outside the reserve a key acquires without restriction. Within the reserve it may hold only a fraction of the
//! free amount (dynamic thresholds, as switches share buffer memory), so that a key without permits finds
//! capacity even after many other keys have acquired as much as they can.

use std::collections::HashMap;
use std::hash::Hash;

use ahash::RandomState;

use super::key::Full;

/// Default reserve in percent of the capacity. A smaller one leaves too little for new keys when many keys are
/// greedy; a larger one takes capacity from a single busy key.
const RESERVE_PERCENT: usize = 20;

/// Within the reserve, a key may hold 1/16 of the free amount. With 16, fifty greedy keys leave a twelfth of the
/// reserve to the next key; a smaller number leaves less, a larger one gives too little to a key that needs more than
/// one permit.
const RESERVE_PARTS: usize = 16;

/// A capacity, and the share of it that a single key leaves to other keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bound {
    capacity: usize,
    reserve_percent: usize,
}

impl Bound {
    /// Creates a bound with the default reserve of 20 percent.
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            capacity,
            reserve_percent: RESERVE_PERCENT,
        }
    }

    /// Sets the reserve, from 0 to 100 percent.
    #[must_use]
    pub(crate) fn with_reserve(self, percent: usize) -> Self {
        Self {
            reserve_percent: percent.min(100),
            ..self
        }
    }

    /// The reserve in permits; 0 for a capacity below 5.
    fn reserve(self) -> usize {
        let percent = self.reserve_percent;
        let whole = self.capacity / 100 * percent;
        whole + self.capacity % 100 * percent / 100
    }
}

/// The amounts that keys hold.
#[derive(Debug)]
pub(super) struct Shares<K> {
    bound: Bound,
    /// The sum of `held`. It exceeds the capacity after that was reduced, until enough is released.
    used: usize,
    /// Keys that hold nothing have no entry.
    held: HashMap<K, usize, RandomState>,
}

impl<K: Clone + Eq + Hash> Shares<K> {
    pub(super) fn new(bound: Bound) -> Self {
        Self {
            bound,
            used: 0,
            held: HashMap::default(),
        }
    }

    /// Changes the capacity and the reserve. What keys hold remains theirs.
    pub(super) fn resize(&mut self, bound: Bound) {
        self.bound = bound;
    }

    pub(super) fn free(&self) -> usize {
        self.bound.capacity.saturating_sub(self.used)
    }

    /// The amount that all keys hold.
    pub(super) fn held(&self) -> usize {
        self.used
    }

    pub(super) fn held_by(&self, key: &K) -> usize {
        self.held.get(key).copied().unwrap_or_default()
    }

    /// Acquires `amount` for `key`, all or nothing.
    pub(super) fn acquire(&mut self, key: &K, amount: usize) -> Result<(), Full> {
        if !self.may_acquire(self.held_by(key), amount) {
            return Err(Full);
        }
        self.used += amount;
        *self.held.entry(key.clone()).or_default() += amount;
        Ok(())
    }

    fn may_acquire(&self, held: usize, amount: usize) -> bool {
        let free = self.free();
        let Some(left) = free.checked_sub(amount) else {
            return false;
        };
        // A key without permits may acquire its first one from the reserve.
        let is_first = held == 0 && amount <= 1;
        let wanted = held.saturating_add(amount);
        is_first || left >= self.bound.reserve() || wanted.saturating_mul(RESERVE_PARTS) <= free
    }

    /// Releases `amount` that `key` holds.
    pub(super) fn release(&mut self, key: &K, amount: usize) {
        if let Some(held) = self.held.get_mut(key) {
            let amount = amount.min(*held);
            *held -= amount;
            self.used -= amount;
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

    /// Acquires single permits for `key` until none is left for it; returns their number.
    fn fill(shares: &mut Shares<u8>, key: u8) -> usize {
        std::iter::from_fn(|| shares.acquire(&key, 1).ok()).count()
    }

    #[test]
    fn a_single_key_acquires_everything_but_the_reserve() {
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
    fn fifty_greedy_keys_leave_capacity_for_another() {
        let mut shares = Shares::new(Bound::new(1_000));
        for key in 0..50 {
            assert!(fill(&mut shares, key) >= 1, "{key}");
        }
        assert!(shares.free() >= 5, "{shares:?}");
        assert!(fill(&mut shares, 50) >= 1, "{shares:?}");
    }

    #[test]
    fn a_changed_capacity_takes_effect_as_permits_are_released() {
        let mut shares = Shares::new(Bound::new(10).with_reserve(0));
        assert_eq!(fill(&mut shares, 0), 10);
        shares.resize(Bound::new(4).with_reserve(0));
        for _ in 0..6 {
            assert_eq!(fill(&mut shares, 0), 0);
            shares.release(&0, 1);
        }
        assert_eq!((shares.free(), fill(&mut shares, 0)), (0, 0));
        shares.release(&0, 1);
        assert_eq!(fill(&mut shares, 0), 1);
        shares.resize(Bound::new(6).with_reserve(0));
        assert_eq!(fill(&mut shares, 1), 2);
    }

    proptest! {
        #[test]
        fn the_capacity_is_never_exceeded_and_refusals_have_a_reason(
            capacity in 0..200_usize,
            percent in 0..=100_usize,
            steps in prop::collection::vec((0..6_u8, 1..20_usize, any::<bool>()), 0..200),
        ) {
            let mut shares = Shares::new(Bound::new(capacity).with_reserve(percent));
            for (key, amount, acquires) in steps {
                let (held, free) = (shares.held_by(&key), shares.free());
                if acquires {
                    if shares.acquire(&key, amount).is_ok() {
                        prop_assert!(amount <= free);
                    } else {
                        prop_assert_eq!((shares.held_by(&key), shares.free()), (held, free));
                        // Either the capacity or the reserve is the reason.
                        let reserved = amount + shares.bound.reserve() > free;
                        let is_greedy = (held + amount) * RESERVE_PARTS > free;
                        prop_assert!(amount > free || reserved && is_greedy);
                    }
                } else {
                    shares.release(&key, amount);
                }
                let held: usize = shares.held.values().sum();
                prop_assert_eq!(held + shares.free(), capacity);
            }
        }

        #[test]
        fn a_key_without_permits_can_acquire_one(
            capacity in 5..2_000_usize,
            greedy in 1..40_u8,
        ) {
            let mut shares = Shares::new(Bound::new(capacity));
            for key in 0..greedy {
                fill(&mut shares, key);
            }
            // Each greedy key except the first leaves most of the remaining reserve.
            let is_enough = capacity >= 100 + 5 * usize::from(greedy);
            prop_assert!(!is_enough || shares.acquire(&greedy, 1).is_ok());
        }
    }
}
