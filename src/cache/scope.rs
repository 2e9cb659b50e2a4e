//! A scope: the entries that were read with one set of rights on the platform.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use ahash::RandomState;
use moka::sync::Cache;
use tokio::time::Instant;

use super::entry::{CacheEntry, Found, Key, Value};
use super::freshness::{Freshness, LONGEST_BY_ID};
use super::in_flight::{InFlight, InFlightTable};
use super::lookup::Lookup;
use super::scope_in_fleet::ScopeInFleet;
use super::session_index::{BYTES_PER_SESSION, SessionIndex};
use super::stored::{MemoryUse, StoredEntry, StoredUntil};
use super::version::EntryVersion;
use super::watched_pages::WatchedPages;
use crate::model::id::SessionId;
use crate::model::session::Session;

/// Bytes of an entry without its key and value: its node, and its positions in moka's queues and timers.
const NODE_BYTES: usize = 300;

/// The entries of one scope, each with its own time to live. The least used entries are evicted first.
pub struct Scope {
    pub(super) entries: Cache<Key, Arc<StoredEntry>, RandomState>,
    index: SessionIndex,
    in_flight: InFlightTable,
    memory: Arc<MemoryUse>,
    /// See [`ScopesSettings::stale`](super::ScopesSettings::stale).
    stale: Duration,
    pub(super) freshness: Freshness,
    pub(super) watched_pages: WatchedPages,
    /// `None` if the gateway is alone.
    pub(super) fleet: Option<ScopeInFleet>,
}

impl Scope {
    /// An empty scope with at most `max_bytes`, whose memory is added to `total`.
    pub(super) fn new(
        max_bytes: u64,
        stale: Duration,
        freshness: Freshness,
        total: Arc<AtomicU64>,
        fleet: Option<ScopeInFleet>,
    ) -> Self {
        let entries = Cache::builder()
            .max_capacity(max_bytes)
            .weigher(|_: &Key, entry: &Arc<StoredEntry>| entry.bytes)
            .expire_after(StoredUntil)
            .build_with_hasher(RandomState::default());
        Self {
            entries,
            index: SessionIndex::default(),
            in_flight: InFlightTable::default(),
            memory: Arc::new(MemoryUse::new(total)),
            stale,
            freshness,
            watched_pages: WatchedPages::default(),
            fleet,
        }
    }

    /// The entry of `key`, fresh or stale.
    pub fn look_up<V: CacheEntry>(&self, key: &V::Key) -> Option<Lookup<V>> {
        let entry = self.entries.get(&V::key(key))?;
        // A page is stored longer than it is served, for the sessions in it.
        if entry.fresh_until + self.stale <= Instant::now() {
            return None;
        }
        Some(Lookup {
            found: V::unwrap(&entry.value)?,
            fresh_until: entry.fresh_until,
            refresh_from: entry.refresh_from,
            version: entry.version.clone(),
            serve_stale_until: entry.serve_stale_until,
        })
    }

    /// Whether there is an entry of `key`, fresh or stale.
    pub fn contains<V: CacheEntry>(&self, key: &V::Key) -> bool {
        self.entries.contains_key(&V::key(key))
    }

    /// A session that had ended, from a cached page.
    pub fn indexed_session(&self, id: SessionId) -> Option<Lookup<Session>> {
        self.index.get(id).filter(|indexed| {
            let session = indexed.found.as_deref();
            session.is_some_and(|session| session.ended_at.is_some())
        })
    }

    /// The entry of `key`, if it is fresh.
    pub fn get<V: CacheEntry>(&self, key: &V::Key) -> Option<Lookup<V>> {
        self.look_up(key).filter(Lookup::is_fresh)
    }

    /// Stores a result for `ttl`. The version that it replaces ends.
    pub fn insert<V: CacheEntry>(&self, key: &V::Key, found: Found<V>, ttl: Duration) -> Lookup<V> {
        let fresh_until = Instant::now() + ttl;
        let window = self.freshness.refresh_window(ttl);
        let stored = Lookup {
            found: found.clone(),
            fresh_until,
            refresh_from: window.and_then(|window| fresh_until.checked_sub(window)),
            version: EntryVersion::default(),
            serve_stale_until: None,
        };
        let (key, value) = (V::key(key), V::wrap(found));
        let bytes = bytes(&key, &value);
        // Not ended in `drop`, because a reader may still hold the replaced entry.
        if let Some(replaced) = self.entries.get(&key) {
            replaced.version.end();
        }
        let mut stored_until = stored.fresh_until + self.stale;
        // While the page is fresh, the platform reports its changes or it was read a moment ago.
        let by_id = LONGEST_BY_ID.min(self.freshness.ended);
        let indexed_until = stored.fresh_until.max(Instant::now() + by_id);
        if value.session_page().is_some() {
            stored_until = stored_until.max(indexed_until);
        }
        let entry = StoredEntry {
            value,
            fresh_until: stored.fresh_until,
            refresh_from: stored.refresh_from,
            stored_until,
            indexed_until,
            serve_stale_until: None,
            version: stored.version.clone(),
            bytes,
            memory: Arc::downgrade(&self.memory),
            indexed: None,
            in_fleet: None,
        };
        self.put(key, entry);
        stored
    }

    /// Serves the stale entry of `key` for `pause` without calling the platform.
    pub fn serve_stale<V: CacheEntry>(&self, key: &V::Key, pause: Duration) {
        let key = V::key(key);
        if let Some(entry) = self.entries.get(&key) {
            let entry = StoredEntry {
                value: entry.value.clone(),
                fresh_until: entry.fresh_until,
                refresh_from: None,
                stored_until: entry.stored_until,
                indexed_until: entry.indexed_until,
                serve_stale_until: Some(Instant::now() + pause),
                version: EntryVersion::default(),
                bytes: entry.bytes,
                memory: entry.memory.clone(),
                indexed: None,
                in_fleet: None,
            };
            self.put(key, entry);
        }
    }

    fn put(&self, key: Key, mut entry: StoredEntry) {
        self.memory.reserve(entry.bytes);
        if let Some(fleet) = &self.fleet {
            entry.in_fleet = fleet.index.add(&key, &entry.version);
        }
        if let Some(page) = entry.value.session_page() {
            let indexed = self.index.add(page, &entry.version, entry.indexed_until);
            entry.indexed = Some(indexed);
        }
        self.entries.insert(key, Arc::new(entry));
    }

    /// Stores the entry of `key` once more as a new version with the same expiry, so that responses built from the
    /// old version expire.
    pub(super) fn renew_version<V: CacheEntry>(&self, key: &V::Key) {
        if let Some(current) = self.get::<V>(key) {
            let left = current
                .fresh_until
                .saturating_duration_since(Instant::now());
            self.insert(key, current.found, left);
        }
    }

    /// Limits the remaining time to live of an entry to `ttl`. The entry can still be served stale.
    pub(super) fn limit_ttl<V: CacheEntry>(&self, key: &V::Key, ttl: Duration) {
        if let Some(current) = self.get::<V>(key)
            && current.fresh_until > Instant::now() + ttl
        {
            self.insert(key, current.found, ttl);
        }
    }

    /// Removes the entry of `key`.
    pub fn remove<V: CacheEntry>(&self, key: &V::Key) {
        if let Some(entry) = self.entries.remove(&V::key(key)) {
            entry.version.end();
        }
    }

    /// Joins the fetch of `key`, or becomes its leader. A leader must look the key up once more before it fetches:
    /// another fetch may have completed since the last look-up.
    pub fn in_flight<V: CacheEntry>(&self, key: &V::Key) -> InFlight {
        self.in_flight.join::<V>(key)
    }

    /// Memory of the scope in bytes. Entries that have just expired may still be included.
    pub fn bytes(&self) -> u64 {
        self.memory.bytes()
    }
}

fn bytes(key: &Key, value: &Value) -> u32 {
    let fixed = size_of::<Key>() + size_of::<StoredEntry>() + NODE_BYTES;
    let indexed = value.session_page().map_or(0, |page| page.sessions.len());
    let bytes = fixed + key.heap_bytes() + value.heap_bytes() + indexed * BYTES_PER_SESSION;
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope")
            .field("bytes", &self.bytes())
            .finish()
    }
}
