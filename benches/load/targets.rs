//! The customers that a bench requests.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A customer and its expected number of sessions.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) id: String,
    /// Number of sessions in a page without a limit.
    pub(crate) sessions: usize,
}

/// A sequence of customers. Clones share the position.
#[derive(Clone)]
pub(crate) struct Targets {
    all: Arc<[Target]>,
    next: Arc<AtomicUsize>,
    repeated: bool,
}

impl Targets {
    /// Each customer once, over all runs.
    pub(crate) fn each_once(all: impl Into<Arc<[Target]>>) -> Self {
        Self {
            all: all.into(),
            next: Arc::default(),
            repeated: false,
        }
    }

    /// All customers in rotation, without end.
    pub(crate) fn in_rotation(all: impl Into<Arc<[Target]>>) -> Self {
        Self {
            repeated: true,
            ..Self::each_once(all)
        }
    }

    pub(crate) fn are_repeated(&self) -> bool {
        self.repeated
    }

    pub(crate) fn next(&self) -> Option<&Target> {
        let position = self.next.fetch_add(1, Ordering::Relaxed);
        let position = if self.repeated {
            position % self.all.len().max(1)
        } else {
            position
        };
        self.all.get(position)
    }
}
