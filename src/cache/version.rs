//! Versions of cache entries.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Version of a cache entry. It ends when the entry is replaced, removed or evicted.
#[derive(Debug, Clone, Default)]
pub struct EntryVersion(Arc<AtomicBool>);

impl EntryVersion {
    pub(super) fn end(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether both are the same version of the same entry.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Whether the entry still has this version.
    pub fn is_current(&self) -> bool {
        !self.0.load(Ordering::Acquire)
    }

    /// A number that no other live version has.
    pub(super) fn address(&self) -> usize {
        Arc::as_ptr(&self.0).addr()
    }
}
