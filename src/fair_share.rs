//! A semaphore that several keys share fairly, such as viewers or client addresses.
//!
//! - Work-conserving up to a reserve: a key alone takes everything but the reserve.
//! - The reserve keeps room for keys that hold little: another key gets a permit at once.
//! - Waiters are served by key, not by arrival: the key that holds least is next.
//! - The queue is shared by the same rule, so that one key cannot fill it either.
//!
//! No background task is needed: a permit that is dropped goes to the next waiter at once. A waiter that is
//! dropped leaves the queue, and gives back a permit that was on its way.

mod evicting;
mod shares;
mod waiters;

use std::fmt;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

pub use evicting::{EvictingShare, Held};
pub use shares::Bound;
use shares::Shares;
use waiters::Waiters;

/// What holds permits: a viewer, an address.
pub trait Key: Clone + Eq + Ord + Hash {}

impl<K: Clone + Eq + Ord + Hash> Key for K {}

/// There is no room for this key now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no room is left")]
pub struct Full;

/// The semaphore. Clones share it.
pub struct FairShare<K: Key>(Arc<Mutex<State<K>>>);

struct State<K: Key> {
    held: Shares<K>,
    /// Places in the queue, by key.
    queued: Shares<K>,
    waiters: Waiters<K, oneshot::Sender<Permit<K>>>,
}

impl<K: Key> State<K> {
    fn take(&mut self, key: &K, amount: usize) -> Result<(), Full> {
        self.held.take(key, amount)?;
        let held = self.held.of(key);
        self.waiters.held_changed(key, held);
        Ok(())
    }
}

impl<K: Key> Clone for FairShare<K> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K: Key> fmt::Debug for FairShare<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let free = self.lock().held.free();
        f.debug_struct("FairShare")
            .field("free", &free)
            .finish_non_exhaustive()
    }
}

impl<K: Key> FairShare<K> {
    /// With these permits, and with room for `queued` waiters.
    pub fn new(held: Bound, queued: Bound) -> Self {
        Self(Arc::new(Mutex::new(State {
            held: Shares::new(held),
            queued: Shares::new(queued),
            waiters: Waiters::default(),
        })))
    }

    /// Without a queue.
    pub fn without_queue(held: Bound) -> Self {
        Self::new(held, Bound::new(0))
    }

    /// Takes `amount` permits at once, or none.
    pub fn try_take(&self, key: &K, amount: usize) -> Result<Permit<K>, Full> {
        self.lock().take(key, amount)?;
        Ok(Permit {
            share: self.clone(),
            key: key.clone(),
            amount,
        })
    }

    /// Takes one permit, and waits for it in the queue where there is room. The caller bounds the time.
    pub async fn take(&self, key: &K) -> Result<Permit<K>, Full> {
        let waiting = {
            let mut state = self.lock();
            if state.take(key, 1).is_ok() {
                return Ok(Permit {
                    share: self.clone(),
                    key: key.clone(),
                    amount: 1,
                });
            }
            state.queued.take(key, 1)?;
            let (sender, permit) = oneshot::channel();
            let held = state.held.of(key);
            let number = state.waiters.push(key, held, sender);
            Waiting {
                share: self,
                key,
                number,
                permit,
            }
        };
        waiting.permit().await
    }

    /// Permits that are left.
    pub fn free(&self) -> usize {
        self.lock().held.free()
    }

    fn lock(&self) -> MutexGuard<'_, State<K>> {
        // Nothing that runs under the lock panics halfway.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn give_back(&self, key: &K, amount: usize) {
        let mut state = self.lock();
        state.held.give_back(key, amount);
        let held = state.held.of(key);
        state.waiters.held_changed(key, held);
        let undelivered = self.serve(&mut state);
        drop(state);
        // Dropped without the lock, which dropping a permit takes.
        drop(undelivered);
    }

    /// Hands free permits to waiters; returns those of waiters that have left.
    fn serve(&self, state: &mut State<K>) -> Vec<Permit<K>> {
        let mut undelivered = Vec::new();
        while let Some(key) = state.waiters.first().cloned() {
            if state.held.take(&key, 1).is_err() {
                break;
            }
            let held = state.held.of(&key);
            let Some(waiter) = state.waiters.pop(&key, held) else {
                state.held.give_back(&key, 1);
                break;
            };
            state.queued.give_back(&key, 1);
            let permit = Permit {
                share: self.clone(),
                key,
                amount: 1,
            };
            undelivered.extend(waiter.send(permit).err());
        }
        undelivered
    }
}

/// Permits that a key holds until this is dropped.
pub struct Permit<K: Key> {
    share: FairShare<K>,
    key: K,
    amount: usize,
}

impl<K: Key> Permit<K> {
    /// Takes `amount` more for the same key, or none.
    pub fn grow(&mut self, amount: usize) -> Result<(), Full> {
        self.share.lock().take(&self.key, amount)?;
        self.amount += amount;
        Ok(())
    }
}

impl<K: Key> fmt::Debug for Permit<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Permit")
            .field("amount", &self.amount)
            .finish_non_exhaustive()
    }
}

impl<K: Key> Drop for Permit<K> {
    fn drop(&mut self) {
        self.share.give_back(&self.key, self.amount);
    }
}

/// A place in the queue.
struct Waiting<'a, K: Key> {
    share: &'a FairShare<K>,
    key: &'a K,
    number: u64,
    permit: oneshot::Receiver<Permit<K>>,
}

impl<K: Key> Waiting<'_, K> {
    async fn permit(mut self) -> Result<Permit<K>, Full> {
        // The sender is dropped only with the semaphore, which `self` holds.
        (&mut self.permit).await.map_err(|_| Full)
    }
}

impl<K: Key> Drop for Waiting<'_, K> {
    fn drop(&mut self) {
        let mut state = self.share.lock();
        if state.waiters.remove(self.key, self.number) {
            state.queued.give_back(self.key, 1);
        }
    }
}

#[cfg(test)]
mod tests;
