//! Erasures that all nodes must carry out, and the epoch of the fleet, which each of them ends. The values of an earlier epoch
//! are not found any more. Epochs are numbered without a gap, so a node notices when it has missed one.

use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;
use tokio::sync::Notify;

use super::message::Erasure;

/// Number of erasures that wait, for example while Redis is unavailable. With more, everything is erased instead.
const WAITING: usize = 1_000;

/// The erasures that wait, and the epoch.
#[derive(Debug, Default)]
pub(super) struct Erasures {
    waiting: Mutex<Vec<Erasure>>,
    added: Notify,
    epoch: AtomicU64,
}

impl Erasures {
    /// The latest epoch that this node knows.
    pub(super) fn epoch(&self) -> u64 {
        self.epoch.load(Ordering::SeqCst)
    }

    /// The fleet has this epoch. Returns how much later it is than the one that this node knew.
    pub(super) fn raise(&self, epoch: u64) -> u64 {
        let known = self.epoch.fetch_max(epoch, Ordering::SeqCst);
        epoch.saturating_sub(known)
    }

    /// An epoch has begun with these erasures. Returns what this node must erase: everything, if it has missed an epoch.
    pub(super) fn begun(&self, epoch: u64, erasures: Vec<Erasure>) -> Vec<Erasure> {
        if self.raise(epoch) > 1 {
            vec![Erasure::All]
        } else {
            erasures
        }
    }

    /// Adds an erasure.
    pub(super) fn add(&self, erasure: Erasure) {
        let mut waiting = self.waiting.lock();
        if waiting.len() < WAITING {
            waiting.push(erasure);
        } else {
            *waiting = vec![Erasure::All];
        }
        drop(waiting);
        self.added.notify_one();
    }

    /// Takes the erasures; waits until there are any.
    pub(super) async fn take(&self) -> Vec<Erasure> {
        loop {
            let waiting = std::mem::take(&mut *self.waiting.lock());
            if !waiting.is_empty() {
                return waiting;
            }
            self.added.notified().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn too_many_erasures_erase_everything() {
        let erasures = Erasures::default();
        for number in 0..=WAITING {
            erasures.add(Erasure::Organization(number.to_string()));
        }
        assert_eq!(erasures.take().await, [Erasure::All]);
    }

    #[test]
    fn a_node_that_has_missed_an_epoch_erases_everything() {
        let erasures = Erasures::default();
        let one = || vec![Erasure::Organization("one".into())];
        assert_eq!(erasures.begun(1, one()), one());
        assert_eq!(erasures.begun(3, one()), [Erasure::All]);
        assert_eq!(erasures.begun(4, one()), one());
        assert_eq!(erasures.epoch(), 4);
    }
}
