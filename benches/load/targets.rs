//! Customers to ask for.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A customer.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) id: String,
    /// Sessions that an unbounded page would have.
    pub(crate) sessions: usize,
}

/// Whom to ask for, in turn. Clones share the turn.
#[derive(Clone)]
pub(crate) struct Targets {
    all: Arc<[Target]>,
    next: Arc<AtomicUsize>,
    repeated: bool,
}

impl Targets {
    /// No customer twice, over all runs.
    pub(crate) fn each_once(all: impl Into<Arc<[Target]>>) -> Self {
        Self {
            all: all.into(),
            next: Arc::default(),
            repeated: false,
        }
    }

    /// All of them in turn, without end.
    pub(crate) fn again_and_again(all: impl Into<Arc<[Target]>>) -> Self {
        Self {
            repeated: true,
            ..Self::each_once(all)
        }
    }

    pub(crate) fn are_repeated(&self) -> bool {
        self.repeated
    }

    pub(crate) fn next(&self) -> Option<&Target> {
        let turn = self.next.fetch_add(1, Ordering::Relaxed);
        let turn = if self.repeated {
            turn % self.all.len().max(1)
        } else {
            turn
        };
        self.all.get(turn)
    }
}
