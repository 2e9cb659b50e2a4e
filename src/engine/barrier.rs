//! A barrier holds back the batches of loaders whose keys come from the results of other loaders.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;

/// Counts the pending loads of one kind within a request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Barrier(Arc<State>);

#[derive(Debug, Default)]
struct State {
    pending: AtomicUsize,
    cleared: Notify,
}

/// A pending load. It ends when this is dropped.
#[derive(Debug)]
pub(crate) struct PendingLoad(Barrier);

impl Barrier {
    /// Begins a load.
    pub(crate) fn begin(&self) -> PendingLoad {
        self.0.pending.fetch_add(1, Ordering::AcqRel);
        PendingLoad(self.clone())
    }

    /// Whether a load is pending.
    pub(crate) fn is_pending(&self) -> bool {
        self.0.pending.load(Ordering::Acquire) > 0
    }

    /// Waits until no load is pending.
    pub(super) async fn cleared(&self) {
        loop {
            let mut notified = std::pin::pin!(self.0.cleared.notified());
            // Register before reading the counter, so that the last load cannot end unnoticed in between.
            notified.as_mut().enable();
            if !self.is_pending() {
                return;
            }
            notified.await;
        }
    }
}

impl Drop for PendingLoad {
    fn drop(&mut self) {
        if self.0.0.pending.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.0.0.cleared.notify_waiters();
        }
    }
}
