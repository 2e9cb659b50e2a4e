//! A scope: what was read with the rights of one caller of the platform.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use ahash::RandomState;
use moka::Expiry;
use moka::sync::Cache;
use tokio::time::Instant;

use super::ScopesSettings;
use super::flight::{Flights, Turn};
use super::freshness::LONGEST_BY_ID;
use super::generation::Generation;
use super::kept::{Found, Kept, Key, Value};
use super::listed::{Listed, PLACE_BYTES};
use crate::model::id::SessionId;
use crate::model::session::Session;

/// What an entry costs beside key and value: its node, its places in the queues and timers.
const NODE_BYTES: usize = 300;

/// Everything kept for one caller, each entry for a time of its own. The least used go first.
pub struct Scope {
    pub(super) entries: Cache<Key, Arc<Entry>, RandomState>,
    listed: Listed,
    flights: Flights,
    account: Arc<Account>,
    /// See [`super::ScopesSettings::stale`].
    stale: Duration,
    /// See [`super::ScopesSettings::ended`].
    ended: Duration,
}

/// Bytes held by a scope, which count among those of all scopes as long as it is there.
#[derive(Debug)]
struct Account {
    own: AtomicU64,
    total: Arc<AtomicU64>,
}

/// What is kept of a key. Whoever lets go of it last settles its account: a listener of the cache's own
/// would cost a lock for every insertion.
pub(super) struct Entry {
    pub(super) value: Value,
    /// It is true until then.
    until: Instant,
    /// It is kept until then, which is later.
    kept_until: Instant,
    /// Sessions of a page are found by their ids until then.
    listed_until: Instant,
    /// The platform gave no newer answer; until then it is not asked again.
    held_until: Option<Instant>,
    pub(super) generation: Generation,
    bytes: u32,
    /// Gone with the scope, and its bytes with it.
    account: Weak<Account>,
    listed: Listed,
}

/// What is known of a key.
#[derive(Debug)]
pub struct Known<V> {
    /// What was found.
    pub found: Found<V>,
    /// It is true until then. Later it is of use only where the platform gives no answer.
    pub until: Instant,
    /// The entry's content.
    pub generation: Generation,
    /// The platform gave no newer answer; until then it is not to be asked again.
    pub held_until: Option<Instant>,
}

impl<V> Known<V> {
    /// Whether it is still to be taken for true.
    pub fn is_fresh(&self) -> bool {
        Instant::now() < self.until
    }

    /// Whether it is to stand in although it is not fresh, without asking the platform.
    pub fn is_held(&self) -> bool {
        self.held_until.is_some_and(|until| Instant::now() < until)
    }
}

impl Scope {
    /// Empty, with its bytes counted in `total`, too.
    pub(super) fn new(settings: &ScopesSettings, total: Arc<AtomicU64>) -> Self {
        let account = Arc::new(Account {
            own: AtomicU64::new(0),
            total,
        });
        let entries = Cache::builder()
            .max_capacity(settings.bytes)
            .weigher(|_: &Key, entry: &Arc<Entry>| entry.bytes)
            .expire_after(Lifetime)
            .build_with_hasher(RandomState::default());
        Self {
            entries,
            listed: Listed::default(),
            flights: Flights::default(),
            account,
            stale: settings.stale,
            ended: settings.ended,
        }
    }

    /// What is known of `key`, if anything is, fresh or not.
    pub fn look<V: Kept>(&self, key: &V::Key) -> Option<Known<V>> {
        let entry = self.entries.get(&V::key(key))?;
        // A page is kept longer than it is of use, for the sessions in it.
        if entry.until + self.stale <= Instant::now() {
            return None;
        }
        Some(Known {
            found: V::unwrap(&entry.value)?,
            until: entry.until,
            generation: entry.generation.clone(),
            held_until: entry.held_until,
        })
    }

    /// What a page of sessions holds of one that had ended.
    pub fn listed(&self, id: SessionId) -> Option<Known<Session>> {
        self.listed.get(id).filter(|known| {
            let session = known.found.as_deref();
            session.is_some_and(|session| session.ended_at.is_some())
        })
    }

    /// What is known of `key` and fresh.
    pub fn get<V: Kept>(&self, key: &V::Key) -> Option<Known<V>> {
        self.look(key).filter(Known::is_fresh)
    }

    /// Remembers what was found for `ttl`. What was known before has ended.
    pub fn insert<V: Kept>(&self, key: &V::Key, found: Found<V>, ttl: Duration) -> Known<V> {
        let known = Known {
            found: found.clone(),
            until: Instant::now() + ttl,
            generation: Generation::default(),
            held_until: None,
        };
        let (key, value) = (V::key(key), V::wrap(found));
        let size = size_of::<Key>() + size_of::<Entry>() + NODE_BYTES;
        let listed = value.page().map_or(0, |page| page.sessions.len());
        let bytes = size + key.heap_bytes() + value.heap_bytes() + listed * PLACE_BYTES;
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        // At once: what was replaced may be held for a while.
        if let Some(before) = self.entries.get(&key) {
            before.generation.end();
        }
        let mut kept_until = known.until + self.stale;
        // As long as the page is fresh, the platform reports its changes or it was read just now.
        let listed_until = known
            .until
            .max(Instant::now() + LONGEST_BY_ID.min(self.ended));
        if value.page().is_some() {
            kept_until = kept_until.max(listed_until);
        }
        let entry = Entry {
            value,
            until: known.until,
            kept_until,
            listed_until,
            held_until: None,
            generation: known.generation.clone(),
            bytes,
            account: Arc::downgrade(&self.account),
            listed: self.listed.clone(),
        };
        self.put(key, entry);
        known
    }

    /// Lets what is no longer fresh stand in for `pause` without the platform being asked for `key`.
    pub fn hold<V: Kept>(&self, key: &V::Key, pause: Duration) {
        let key = V::key(key);
        if let Some(entry) = self.entries.get(&key) {
            let entry = Entry {
                value: entry.value.clone(),
                until: entry.until,
                kept_until: entry.kept_until,
                listed_until: entry.listed_until,
                held_until: Some(Instant::now() + pause),
                generation: Generation::default(),
                bytes: entry.bytes,
                account: entry.account.clone(),
                listed: entry.listed.clone(),
            };
            self.put(key, entry);
        }
    }

    fn put(&self, key: Key, entry: Entry) {
        self.account.take(entry.bytes);
        if let Some(page) = entry.value.page() {
            self.listed.add(page, &entry.generation, entry.listed_until);
        }
        self.entries.insert(key, Arc::new(entry));
    }

    /// Takes back what is known of `key`.
    pub fn remove<V: Kept>(&self, key: &V::Key) {
        if let Some(entry) = self.entries.remove(&V::key(key)) {
            entry.generation.end();
        }
    }

    /// Whether to fetch `key` or to wait for who fetches it already. Whoever is to fetch looks once
    /// more whether it is kept by now.
    pub fn turn<V: Kept>(&self, key: &V::Key) -> Turn {
        self.flights.turn::<V>(key)
    }

    /// Bytes held now; what has just expired may still be among them.
    pub fn bytes(&self) -> u64 {
        self.account.own.load(Ordering::Relaxed)
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope")
            .field("bytes", &self.bytes())
            .finish()
    }
}

impl Account {
    fn take(&self, bytes: u32) {
        self.own.fetch_add(bytes.into(), Ordering::Relaxed);
        self.total.fetch_add(bytes.into(), Ordering::Relaxed);
    }

    fn give_back(&self, bytes: u32) {
        self.own.fetch_sub(bytes.into(), Ordering::Relaxed);
        self.total.fetch_sub(bytes.into(), Ordering::Relaxed);
    }
}

impl Drop for Account {
    fn drop(&mut self) {
        self.total.fetch_sub(*self.own.get_mut(), Ordering::Relaxed);
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.generation.end();
        if let Some(page) = self.value.page() {
            self.listed.remove(page, &self.generation);
        }
        if let Some(account) = self.account.upgrade() {
            account.give_back(self.bytes);
        }
    }
}

struct Lifetime;

impl Expiry<Key, Arc<Entry>> for Lifetime {
    fn expire_after_create(
        &self,
        _: &Key,
        entry: &Arc<Entry>,
        _: std::time::Instant,
    ) -> Option<Duration> {
        Some(entry.kept_until.saturating_duration_since(Instant::now()))
    }

    fn expire_after_update(
        &self,
        _: &Key,
        entry: &Arc<Entry>,
        _: std::time::Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(entry.kept_until.saturating_duration_since(Instant::now()))
    }
}
