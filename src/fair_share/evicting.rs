//! A capacity without a reserve: when it is full, a new key evicts the oldest permit of the key that holds the most.
//! Suits resources that can be ended at any time, such as a socket whose client has sent nothing yet.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;

use parking_lot::{Mutex, MutexGuard};
use tokio::sync::Notify;

use super::key::{Full, Key};

/// A shared capacity with eviction. Clones share its state.
pub(crate) struct EvictingShare<K: Key>(Arc<Mutex<State<K>>>);

struct State<K> {
    capacity: usize,
    /// Number of permits.
    used: usize,
    last_id: u64,
    /// Permits of each key, oldest first. Keys without permits have no entry.
    held: HashMap<K, BTreeMap<u64, Arc<Notify>>>,
}

impl<K: Key> Clone for EvictingShare<K> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K: Key> fmt::Debug for EvictingShare<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EvictingShare")
            .field("used", &self.state().used)
            .finish_non_exhaustive()
    }
}

impl<K: Key> EvictingShare<K> {
    /// Creates a share of `capacity` permits.
    pub(crate) fn new(capacity: usize) -> Self {
        Self(Arc::new(Mutex::new(State {
            capacity,
            used: 0,
            last_id: 0,
            held: HashMap::new(),
        })))
    }

    /// Acquires one permit. A full share evicts the oldest permit of the key that holds the most, unless that key holds
    /// no more than `key` does.
    pub(crate) fn acquire(&self, key: &K) -> Result<EvictablePermit<K>, Full> {
        let mut state = self.state();
        if state.used >= state.capacity {
            let own = state.held.get(key).map_or(0, BTreeMap::len);
            let largest = state.held.iter().max_by_key(|(_, held)| held.len());
            let (victim, id) = largest
                .filter(|(_, held)| held.len() > own)
                .and_then(|(key, held)| Some((key.clone(), *held.first_key_value()?.0)))
                .ok_or(Full)?;
            if let Some(evicted) = state.remove(&victim, id) {
                evicted.notify_one();
            }
        }
        state.used += 1;
        state.last_id += 1;
        let (id, evicted) = (state.last_id, Arc::new(Notify::new()));
        let held = state.held.entry(key.clone()).or_default();
        held.insert(id, evicted.clone());
        drop(state);
        Ok(EvictablePermit {
            share: self.clone(),
            key: key.clone(),
            id,
            evicted,
        })
    }

    /// Number of permits that are held.
    pub(crate) fn held(&self) -> usize {
        self.state().held.values().map(BTreeMap::len).sum()
    }

    /// Changes the capacity. Permits beyond it remain until they are dropped or evicted.
    pub(crate) fn resize(&self, capacity: usize) {
        self.state().capacity = capacity;
    }

    fn state(&self) -> MutexGuard<'_, State<K>> {
        self.0.lock()
    }
}

impl<K: Key> State<K> {
    fn remove(&mut self, key: &K, id: u64) -> Option<Arc<Notify>> {
        let held = self.held.get_mut(key)?;
        let evicted = held.remove(&id)?;
        if held.is_empty() {
            self.held.remove(key);
        }
        self.used -= 1;
        Some(evicted)
    }
}

/// A permit of an [`EvictingShare`]; dropping it releases the permit, unless it was evicted.
pub struct EvictablePermit<K: Key> {
    share: EvictingShare<K>,
    key: K,
    id: u64,
    evicted: Arc<Notify>,
}

impl<K: Key> EvictablePermit<K> {
    /// Resolves once, when another key has evicted this permit.
    pub async fn evicted(&self) {
        self.evicted.notified().await;
    }
}

impl<K: Key> fmt::Debug for EvictablePermit<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EvictablePermit").finish_non_exhaustive()
    }
}

impl<K: Key> Drop for EvictablePermit<K> {
    fn drop(&mut self) {
        self.share.state().remove(&self.key, self.id);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use proptest::prelude::*;

    use super::*;

    fn is_evicted<K: Key>(permit: &EvictablePermit<K>) -> bool {
        permit.evicted().now_or_never().is_some()
    }

    #[test]
    fn a_single_key_acquires_everything_and_its_oldest_permits_are_evicted() {
        let share = EvictingShare::new(4);
        let own: Vec<_> = (0..4).map(|_| share.acquire(&1).unwrap()).collect();
        assert!(share.acquire(&1).is_err());
        let other: Vec<_> = (0..2).map(|_| share.acquire(&2).unwrap()).collect();
        let evicted: Vec<_> = own.iter().map(is_evicted).collect();
        assert_eq!(evicted, [true, true, false, false]);
        // Both keys hold two permits now.
        assert!(share.acquire(&2).is_err());
        let third = share.acquire(&3).unwrap();
        drop((own, other));
        assert!(!is_evicted(&third));
        assert_eq!(share.state().used, 1);
    }

    proptest! {
        #[test]
        fn the_capacity_is_never_exceeded_and_only_smaller_holders_evict(
            capacity in 1..20_usize,
            keys in prop::collection::vec(0..4_u8, 1..100),
        ) {
            let share = EvictingShare::new(capacity);
            let mut held = Vec::new();
            for key in keys {
                if let Ok(permit) = share.acquire(&key) {
                    held.push(permit);
                } else {
                    let state = share.state();
                    let own = state.held.get(&key).map_or(0, BTreeMap::len);
                    prop_assert!(state.held.values().all(|held| held.len() <= own.max(1)));
                }
                let state = share.state();
                let count: usize = state.held.values().map(BTreeMap::len).sum();
                prop_assert_eq!(count, state.used);
                prop_assert!(count <= capacity);
            }
        }
    }
}
