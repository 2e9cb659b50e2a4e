//! A bound that a key alone may use whole: when another key finds no room, the key that holds most gives back what it
//! has held longest. For what can be ended at any time, such as a socket on which nothing was sent yet.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::{Full, Key};

/// The bound. Clones share it.
pub struct EvictingShare<K: Key>(Arc<Mutex<State<K>>>);

struct State<K> {
    free: usize,
    next: u64,
    /// What each key holds, the oldest first. Without keys that hold nothing.
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
            .field("free", &self.state().free)
            .finish_non_exhaustive()
    }
}

impl<K: Key> EvictingShare<K> {
    /// With room for `capacity` places.
    pub fn new(capacity: usize) -> Self {
        Self(Arc::new(Mutex::new(State {
            free: capacity,
            next: 0,
            held: HashMap::new(),
        })))
    }

    /// Takes one place for `key`. In a full share that is the oldest one of the key that holds most, unless that holds
    /// no more than `key` itself.
    pub fn enter(&self, key: &K) -> Result<Held<K>, Full> {
        let mut state = self.state();
        if state.free == 0 {
            let own = state.held.get(key).map_or(0, BTreeMap::len);
            let most = state.held.iter().max_by_key(|(_, held)| held.len());
            let (victim, id) = most
                .filter(|(_, held)| held.len() > own)
                .and_then(|(key, held)| Some((key.clone(), *held.first_key_value()?.0)))
                .ok_or(Full)?;
            if let Some(evicted) = state.remove(&victim, id) {
                evicted.notify_one();
            }
        }
        state.free -= 1;
        state.next += 1;
        let (id, evicted) = (state.next, Arc::new(Notify::new()));
        let held = state.held.entry(key.clone()).or_default();
        held.insert(id, evicted.clone());
        drop(state);
        Ok(Held {
            share: self.clone(),
            key: key.clone(),
            id,
            evicted,
        })
    }

    fn state(&self) -> MutexGuard<'_, State<K>> {
        // Nothing that runs under the lock panics halfway.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Key> State<K> {
    fn remove(&mut self, key: &K, id: u64) -> Option<Arc<Notify>> {
        let held = self.held.get_mut(key)?;
        let evicted = held.remove(&id)?;
        if held.is_empty() {
            self.held.remove(key);
        }
        self.free += 1;
        Some(evicted)
    }
}

/// A place, until this is dropped or evicted.
pub struct Held<K: Key> {
    share: EvictingShare<K>,
    key: K,
    id: u64,
    evicted: Arc<Notify>,
}

impl<K: Key> Held<K> {
    /// Resolves once, when another key has taken the place.
    pub async fn is_evicted(&self) {
        self.evicted.notified().await;
    }
}

impl<K: Key> fmt::Debug for Held<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Held").finish_non_exhaustive()
    }
}

impl<K: Key> Drop for Held<K> {
    fn drop(&mut self) {
        self.share.state().remove(&self.key, self.id);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use proptest::prelude::*;

    use super::*;

    fn is_evicted<K: Key>(held: &Held<K>) -> bool {
        held.is_evicted().now_or_never().is_some()
    }

    #[test]
    fn a_key_alone_takes_all_and_gives_the_oldest_back() {
        let share = EvictingShare::new(4);
        let own: Vec<_> = (0..4).map(|_| share.enter(&1).unwrap()).collect();
        assert!(share.enter(&1).is_err());
        let other: Vec<_> = (0..2).map(|_| share.enter(&2).unwrap()).collect();
        let evicted: Vec<_> = own.iter().map(is_evicted).collect();
        assert_eq!(evicted, [true, true, false, false]);
        // Both hold as much as the other now.
        assert!(share.enter(&2).is_err());
        let third = share.enter(&3).unwrap();
        drop((own, other));
        assert!(!is_evicted(&third));
        assert_eq!(share.state().free, 3);
    }

    proptest! {
        #[test]
        fn the_bound_is_kept_and_shares_differ_by_what_keys_want(
            capacity in 1..20_usize,
            keys in prop::collection::vec(0..4_u8, 1..100),
        ) {
            let share = EvictingShare::new(capacity);
            let mut held = Vec::new();
            for key in keys {
                if let Ok(one) = share.enter(&key) {
                    held.push(one);
                } else {
                    let state = share.state();
                    let own = state.held.get(&key).map_or(0, BTreeMap::len);
                    prop_assert!(state.held.values().all(|held| held.len() <= own.max(1)));
                }
                let state = share.state();
                let count: usize = state.held.values().map(BTreeMap::len).sum();
                prop_assert_eq!(count + state.free, capacity);
            }
        }
    }
}
