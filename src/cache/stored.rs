//! Entries as a scope stores them, and the accounting of their memory.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use moka::Expiry;
use tokio::time::Instant;

use super::entity_index::IndexedEntry;
use super::entry::{Key, Value};
use super::session_index::IndexedPage;
use super::version::EntryVersion;

/// A stored entry. Dropping it returns its memory; an eviction listener of the cache would take a lock for
/// every insertion.
pub(super) struct StoredEntry {
    pub(super) value: Value,
    /// End of the time to live.
    pub(super) fresh_until: Instant,
    /// See [`Lookup::refresh_from`](super::lookup::Lookup::refresh_from).
    pub(super) refresh_from: Option<Instant>,
    /// End of the time for which the entry is stored; later than `fresh_until`.
    pub(super) stored_until: Instant,
    /// The sessions of a page can be found by id until this instant.
    pub(super) indexed_until: Instant,
    /// See [`Lookup::serve_stale_until`](super::lookup::Lookup::serve_stale_until).
    pub(super) serve_stale_until: Option<Instant>,
    pub(super) version: EntryVersion,
    pub(super) bytes: u32,
    /// Weak, because a dropped scope returns the memory of all its entries at once.
    pub(super) memory: Weak<MemoryUse>,
    /// Lets the sessions of a page be found by id.
    pub(super) indexed: Option<IndexedPage>,
    /// Finds the entry when another node reports a change.
    pub(super) in_fleet: Option<IndexedEntry>,
}

impl Drop for StoredEntry {
    fn drop(&mut self) {
        self.version.end();
        if let Some(memory) = self.memory.upgrade() {
            memory.release(self.bytes);
        }
    }
}

/// Memory of one scope in bytes, which is part of the total of all scopes.
#[derive(Debug)]
pub(super) struct MemoryUse {
    own: AtomicU64,
    total: Arc<AtomicU64>,
}

impl MemoryUse {
    pub(super) fn new(total: Arc<AtomicU64>) -> Self {
        Self {
            own: AtomicU64::new(0),
            total,
        }
    }

    pub(super) fn reserve(&self, bytes: u32) {
        self.own.fetch_add(bytes.into(), Ordering::Relaxed);
        self.total.fetch_add(bytes.into(), Ordering::Relaxed);
    }

    fn release(&self, bytes: u32) {
        self.own.fetch_sub(bytes.into(), Ordering::Relaxed);
        self.total.fetch_sub(bytes.into(), Ordering::Relaxed);
    }

    pub(super) fn bytes(&self) -> u64 {
        self.own.load(Ordering::Relaxed)
    }
}

impl Drop for MemoryUse {
    fn drop(&mut self) {
        self.total.fetch_sub(*self.own.get_mut(), Ordering::Relaxed);
    }
}

/// Removes entries at their own `stored_until`.
pub(super) struct StoredUntil;

impl Expiry<Key, Arc<StoredEntry>> for StoredUntil {
    fn expire_after_create(
        &self,
        _: &Key,
        entry: &Arc<StoredEntry>,
        _: std::time::Instant,
    ) -> Option<Duration> {
        Some(entry.stored_until.saturating_duration_since(Instant::now()))
    }

    fn expire_after_update(
        &self,
        _: &Key,
        entry: &Arc<StoredEntry>,
        _: std::time::Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(entry.stored_until.saturating_duration_since(Instant::now()))
    }
}
