//! The queue of waiters, by key: the key that holds the fewest permits is next, and among equal keys the least
//! recently served one.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;

use ahash::RandomState;

/// Order of a key in the queue: the amount it holds, then when it was last served or first queued.
type Rank = (usize, u64);

#[derive(Debug)]
pub(super) struct Waiters<K, T> {
    queues: HashMap<K, KeyQueue<T>, RandomState>,
    order: BTreeSet<(Rank, K)>,
    /// Logical time: incremented for each new waiter and each served one.
    clock: u64,
}

/// The waiters of one key by number, oldest first.
#[derive(Debug)]
struct KeyQueue<T> {
    rank: Rank,
    waiters: BTreeMap<u64, T>,
}

impl<K, T> Default for Waiters<K, T> {
    fn default() -> Self {
        Self {
            queues: HashMap::default(),
            order: BTreeSet::new(),
            clock: 0,
        }
    }
}

impl<K: Clone + Ord + Hash, T> Waiters<K, T> {
    /// Adds a waiter of `key`, which holds `held` permits; returns the waiter's number.
    pub(super) fn push(&mut self, key: &K, held: usize, waiter: T) -> u64 {
        self.clock += 1;
        let number = self.clock;
        let order = &mut self.order;
        let queue = self.queues.entry(key.clone()).or_insert_with(|| {
            order.insert(((held, number), key.clone()));
            KeyQueue {
                rank: (held, number),
                waiters: BTreeMap::new(),
            }
        });
        queue.waiters.insert(number, waiter);
        number
    }

    /// The key that is next.
    pub(super) fn first(&self) -> Option<&K> {
        self.order.first().map(|(_, key)| key)
    }

    /// Removes the oldest waiter of `key`; `held` includes the permit that the waiter gets.
    pub(super) fn pop(&mut self, key: &K, held: usize) -> Option<T> {
        self.clock += 1;
        let served = self.clock;
        let (_, waiter) = self.queues.get_mut(key)?.waiters.pop_first()?;
        self.set_rank(key, (held, served));
        Some(waiter)
    }

    /// Removes a waiter; returns false if it was already served.
    pub(super) fn remove(&mut self, key: &K, number: u64) -> bool {
        let Some(queue) = self.queues.get_mut(key) else {
            return false;
        };
        let is_removed = queue.waiters.remove(&number).is_some();
        let rank = queue.rank;
        self.set_rank(key, rank);
        is_removed
    }

    /// Updates the order after the amount that `key` holds has changed.
    pub(super) fn held_changed(&mut self, key: &K, held: usize) {
        if let Some(queue) = self.queues.get(key) {
            let (_, served) = queue.rank;
            self.set_rank(key, (held, served));
        }
    }

    /// Moves `key` to `rank`, or removes it if it has no waiters left.
    fn set_rank(&mut self, key: &K, rank: Rank) {
        let Some(queue) = self.queues.get_mut(key) else {
            return;
        };
        self.order.remove(&(queue.rank, key.clone()));
        if queue.waiters.is_empty() {
            self.queues.remove(key);
        } else {
            queue.rank = rank;
            self.order.insert((rank, key.clone()));
        }
    }
}
