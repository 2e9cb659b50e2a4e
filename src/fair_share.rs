//! A semaphore that several keys, such as viewers or client addresses, share fairly.
//!
//! - It is work-conserving up to a reserve: a single key can acquire everything but the reserve.
//! - The reserve keeps permits for keys that hold few: another key acquires one without waiting.
//! - Waiters are served by key, not by arrival: the key that holds the fewest permits is next.
//! - The queue is shared by the same rule, so one key cannot fill it.
//!
//! No background task is needed: a dropped permit is handed to the next waiter at once. A dropped waiter leaves
//! the queue and releases a permit that was already sent to it.

mod evicting;
mod key;
mod shares;
mod waiters;

use std::fmt;
use std::sync::Arc;

use parking_lot::{Mutex, MutexGuard};
use tokio::sync::oneshot;

pub(crate) use evicting::{EvictablePermit, EvictingShare};
pub(crate) use key::{Full, Key};
pub(crate) use shares::Bound;
use shares::Shares;
use waiters::Waiters;

/// A fair semaphore. Clones share its state.
pub(crate) struct FairShare<K: Key>(Arc<Mutex<State<K>>>);

struct State<K: Key> {
    held: Shares<K>,
    /// Queue entries, by key.
    queued: Shares<K>,
    waiters: Waiters<K, oneshot::Sender<Permit<K>>>,
}

impl<K: Key> State<K> {
    fn acquire(&mut self, key: &K, amount: usize) -> Result<(), Full> {
        self.held.acquire(key, amount)?;
        let held = self.held.held_by(key);
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
    /// Creates a semaphore with `held` permits and a queue of `queued` waiters.
    pub(crate) fn new(held: Bound, queued: Bound) -> Self {
        Self(Arc::new(Mutex::new(State {
            held: Shares::new(held),
            queued: Shares::new(queued),
            waiters: Waiters::default(),
        })))
    }

    /// Creates a semaphore without a queue.
    pub(crate) fn without_queue(held: Bound) -> Self {
        Self::new(held, Bound::new(0))
    }

    /// Acquires `amount` permits without waiting, all or none.
    pub(crate) fn try_acquire(&self, key: &K, amount: usize) -> Result<Permit<K>, Full> {
        self.lock().acquire(key, amount)?;
        Ok(Permit {
            share: self.clone(),
            key: key.clone(),
            amount,
        })
    }

    /// Acquires one permit; waits in the queue if none is free and the queue has capacity. The caller sets the
    /// timeout.
    pub(crate) async fn acquire(&self, key: &K) -> Result<Permit<K>, Full> {
        let waiting = {
            let mut state = self.lock();
            if state.acquire(key, 1).is_ok() {
                return Ok(Permit {
                    share: self.clone(),
                    key: key.clone(),
                    amount: 1,
                });
            }
            state.queued.acquire(key, 1)?;
            let (sender, permit) = oneshot::channel();
            let held = state.held.held_by(key);
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

    /// Number of permits that are held, and number of waiters.
    pub(crate) fn load(&self) -> (usize, usize) {
        let state = self.lock();
        (state.held.held(), state.queued.held())
    }

    /// Changes the number of permits and the capacity of the queue. Permits and waiters beyond them remain.
    pub(crate) fn resize(&self, held: Bound, queued: Bound) {
        let mut state = self.lock();
        state.held.resize(held);
        state.queued.resize(queued);
        let undelivered = self.serve(&mut state);
        drop(state);
        drop(undelivered);
    }

    /// Number of free permits.
    #[cfg(test)]
    pub(crate) fn free(&self) -> usize {
        self.lock().held.free()
    }

    fn lock(&self) -> MutexGuard<'_, State<K>> {
        self.0.lock()
    }

    fn release(&self, key: &K, amount: usize) {
        let mut state = self.lock();
        state.held.release(key, amount);
        let held = state.held.held_by(key);
        state.waiters.held_changed(key, held);
        let undelivered = self.serve(&mut state);
        drop(state);
        // Dropping a permit locks the state, so this happens after the unlock.
        drop(undelivered);
    }

    /// Sends free permits to waiters; returns those whose waiters have left.
    fn serve(&self, state: &mut State<K>) -> Vec<Permit<K>> {
        let mut undelivered = Vec::new();
        while let Some(key) = state.waiters.first().cloned() {
            if state.held.acquire(&key, 1).is_err() {
                break;
            }
            let held = state.held.held_by(&key);
            let Some(waiter) = state.waiters.pop(&key, held) else {
                state.held.release(&key, 1);
                break;
            };
            state.queued.release(&key, 1);
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

/// Permits of a key; dropping this releases them.
pub struct Permit<K: Key> {
    share: FairShare<K>,
    key: K,
    amount: usize,
}

impl<K: Key> Permit<K> {
    /// Acquires `amount` more permits for the same key, all or none.
    pub fn grow(&mut self, amount: usize) -> Result<(), Full> {
        self.share.lock().acquire(&self.key, amount)?;
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
        self.share.release(&self.key, self.amount);
    }
}

/// An entry in the queue; dropping it leaves the queue.
struct Waiting<'a, K: Key> {
    share: &'a FairShare<K>,
    key: &'a K,
    number: u64,
    permit: oneshot::Receiver<Permit<K>>,
}

impl<K: Key> Waiting<'_, K> {
    async fn permit(mut self) -> Result<Permit<K>, Full> {
        // Fails only when the semaphore is dropped, and `self` borrows it.
        (&mut self.permit).await.map_err(|_| Full)
    }
}

impl<K: Key> Drop for Waiting<'_, K> {
    fn drop(&mut self) {
        let mut state = self.share.lock();
        if state.waiters.remove(self.key, self.number) {
            state.queued.release(self.key, 1);
        }
    }
}

#[cfg(test)]
mod tests;
