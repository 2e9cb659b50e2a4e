//! Versions of cache entries.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Version of a cache entry. It ends when the entry is replaced, removed or evicted.
#[derive(Debug, Clone, Default)]
pub struct EntryVersion(Arc<State>);

#[derive(Debug, Default)]
struct State {
    is_ended: AtomicBool,
    /// Whether a refresh ahead of the expiry was started.
    is_refreshing: AtomicBool,
}

impl EntryVersion {
    pub(super) fn end(&self) {
        self.0.is_ended.store(true, Ordering::Release);
    }

    /// Marks the version as being refreshed ahead of its expiry; false if it was before. A failed refresh is not repeated.
    pub(super) fn start_refresh(&self) -> bool {
        !self.0.is_refreshing.swap(true, Ordering::Relaxed)
    }

    /// Whether no refresh was started.
    pub(super) fn awaits_refresh(&self) -> bool {
        !self.0.is_refreshing.load(Ordering::Relaxed)
    }

    /// Whether the entry still has this version.
    pub fn is_current(&self) -> bool {
        !self.0.is_ended.load(Ordering::Acquire)
    }

    /// A number that no other live version has.
    pub(super) fn address(&self) -> usize {
        Arc::as_ptr(&self.0).addr()
    }
}
