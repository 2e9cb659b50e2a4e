//! A gate counts loads under way whose answers another loader's keys come from.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;

/// Loads of one kind under way in a request.
#[derive(Debug, Clone, Default)]
pub(super) struct Gate(Arc<State>);

#[derive(Debug, Default)]
struct State {
    inside: AtomicUsize,
    idle: Notify,
}

/// One load under way; it ends when this is dropped.
#[derive(Debug)]
pub(super) struct Inside(Gate);

impl Gate {
    pub(super) fn enter(&self) -> Inside {
        self.0.inside.fetch_add(1, Ordering::AcqRel);
        Inside(self.clone())
    }

    pub(super) fn is_busy(&self) -> bool {
        self.0.inside.load(Ordering::Acquire) > 0
    }

    /// Waits until nothing is under way.
    pub(super) async fn idle(&self) {
        loop {
            let mut notified = std::pin::pin!(self.0.idle.notified());
            // Registered before the count is read, so that no leaving is missed.
            notified.as_mut().enable();
            if !self.is_busy() {
                return;
            }
            notified.await;
        }
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        if self.0.0.inside.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.0.0.idle.notify_waiters();
        }
    }
}
