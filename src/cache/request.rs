//! The cache as the loaders of one request use it. It looks entries up, records them in the response's provenance,
//! and chooses times to live by the coverage of the scope's watch, so that loaders do not consult `live`.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use super::entry::{CacheEntry, Found, Key};
use super::fleet_entries::FleetEntries;
use super::freshness::Freshness;
use super::in_flight::InFlight;
use super::key::{ConversationKey, HiddenSession};
use super::lookup::Lookup;
use super::provenance::{Provenance, ProvenanceRecorder};
use super::scope::Scope;
use crate::fleet::RedisTimeLimit;
use crate::live::{ScopeWatch, Sequence};
use crate::model::id::{CustomerId, SessionId};
use crate::model::session::{Session, SessionPage, SessionPageKey};

/// The cache of one request.
#[derive(Debug)]
pub struct RequestCache {
    scope: Arc<Scope>,
    watch: Option<Arc<ScopeWatch>>,
    provenance: ProvenanceRecorder,
    /// Whether entries that expire soon are read again.
    refreshes_ahead: bool,
    /// Conversations that this request has read, each with the start of its read.
    conversation_reads: Mutex<HashMap<ConversationKey, Sequence>>,
    redis_limit: Arc<RedisTimeLimit>,
}

/// The start of a read. Changes that are reported later are merged into the result, or end it.
#[derive(Debug, Clone, Copy)]
pub struct ReadStart {
    /// Among the frames of the watch.
    position: Option<Sequence>,
    /// Among the changes that the nodes of a fleet report.
    change: u64,
}

impl RequestCache {
    /// A request's view of `scope`, whose entries `watch` keeps current.
    pub fn new(
        scope: Arc<Scope>,
        watch: Option<Arc<ScopeWatch>>,
        redis_limit: Arc<RedisTimeLimit>,
    ) -> Self {
        Self {
            scope,
            watch,
            provenance: ProvenanceRecorder::default(),
            refreshes_ahead: false,
            conversation_reads: Mutex::default(),
            redis_limit,
        }
    }

    /// Treats entries that expire soon as missing, so that this request reads them again. Other requests are served
    /// them meanwhile.
    #[must_use]
    pub fn refreshing_ahead(self) -> Self {
        Self {
            refreshes_ahead: true,
            ..self
        }
    }

    /// The entries that the nodes of a fleet share; `None` if the gateway is alone.
    pub(crate) fn in_fleet(&self) -> Option<FleetEntries<'_>> {
        let fleet = self.scope.fleet.as_ref()?;
        Some(FleetEntries {
            entries: &fleet.entries,
            redis_limit: &self.redis_limit,
            freshness: &self.scope.freshness,
            refreshed: self.refreshes_ahead.then_some(&*self.scope),
            watch: self.watch.as_deref(),
        })
    }

    /// Times to live.
    pub fn freshness(&self) -> &Freshness {
        &self.scope.freshness
    }

    /// The entries that the response was built from so far.
    pub fn take_provenance(&self) -> Provenance {
        self.provenance.take()
    }

    /// Records in the provenance that a part of the response has no entry.
    pub fn record_uncached(&self) {
        self.provenance.record_uncached();
    }

    /// Records in the provenance that a part of the response is stale.
    pub fn record_stale(&self) {
        self.provenance.record_stale();
    }

    /// The entry of `key`, fresh or stale, without recording it.
    pub fn look_up<V: CacheEntry>(&self, key: &V::Key) -> Option<Lookup<V>> {
        self.scope.look_up(key)
    }

    /// Whether this request uses an entry without reading it again.
    pub fn is_usable<V>(&self, entry: &Lookup<V>) -> bool {
        entry.is_fresh() && !(self.refreshes_ahead && entry.expires_soon())
    }

    /// The entry of `key` if it is usable, without recording it.
    pub fn peek<V: CacheEntry>(&self, key: &V::Key) -> Option<Lookup<V>> {
        self.scope.get(key).filter(|entry| self.is_usable(entry))
    }

    /// The entry of `key` if it is fresh, also if this request refreshes it, without recording it.
    pub fn peek_fresh<V: CacheEntry>(&self, key: &V::Key) -> Option<Lookup<V>> {
        self.scope.get(key)
    }

    /// Whether there is an entry of `key`, fresh or stale. Takes a fraction of the time of a look-up, and does not count as one.
    pub fn contains<V: CacheEntry>(&self, key: &V::Key) -> bool {
        self.scope.contains::<V>(key)
    }

    /// The usable value of `key`, recorded in the provenance.
    pub fn get<V: CacheEntry>(&self, key: &V::Key) -> Option<Found<V>> {
        self.peek(key).map(|entry| self.record(entry))
    }

    /// The value of an entry, recorded in the provenance.
    pub fn record<V>(&self, entry: Lookup<V>) -> Found<V> {
        let (fresh_until, refresh_from) = (entry.fresh_until, entry.refresh_from);
        self.provenance
            .record(&entry.version, fresh_until, refresh_from);
        entry.found
    }

    /// Stores a value that was read since `started` and is not part of the response. A change of its entity since then ends it.
    pub fn insert<V: CacheEntry>(
        &self,
        key: &V::Key,
        found: Found<V>,
        ttl: Duration,
        started: ReadStart,
    ) {
        self.scope.insert(key, found, ttl);
        self.scope.remove_if_changed(&V::key(key), started.change);
    }

    /// Stores a value that is part of the response.
    pub fn insert_recorded<V: CacheEntry>(&self, key: &V::Key, found: Found<V>, ttl: Duration) {
        self.record(self.scope.insert(key, found, ttl));
    }

    /// See [`Scope::serve_stale`].
    pub fn serve_stale<V: CacheEntry>(&self, key: &V::Key, pause: Duration) {
        self.scope.serve_stale::<V>(key, pause);
    }

    /// See [`Scope::in_flight`].
    pub fn in_flight<V: CacheEntry>(&self, key: &V::Key) -> InFlight {
        self.scope.in_flight::<V>(key)
    }

    /// Returns and records a session: from a cached page if it satisfies `is_usable`, else from its own entry.
    pub fn session(
        &self,
        id: SessionId,
        is_usable: impl Fn(&Session) -> bool,
    ) -> Option<Found<Session>> {
        let indexed = self
            .scope
            .indexed_session(id)
            .filter(|entry| entry.is_fresh() && entry.found.as_deref().is_some_and(&is_usable));
        match indexed {
            Some(entry) => Some(self.record(entry)),
            None => self.get::<Session>(&id),
        }
    }

    /// A session that a viewer requested without the right to see it.
    pub fn hidden_session(&self, id: SessionId) -> Found<HiddenSession> {
        self.scope.get::<HiddenSession>(&id)?.found
    }

    /// Starts a read. Call it before the first call to the platform.
    pub fn start_read(&self) -> ReadStart {
        ReadStart {
            position: self.watch.as_ref().map(|watch| watch.position()),
            change: self.scope.last_change(),
        }
    }

    fn read(&self, started: ReadStart) -> Option<(&ScopeWatch, Sequence)> {
        self.watch.as_deref().zip(started.position)
    }

    /// Stores a value that this request has read from the platform since `started`. A change of its entity since then ends
    /// it, unless the watch merges the change.
    pub(crate) fn insert_read<V: CacheEntry>(
        &self,
        key: &V::Key,
        found: Found<V>,
        ttl: Duration,
        started: ReadStart,
    ) {
        self.insert_recorded(key, found, ttl);
        let key = V::key(key);
        let is_merged = match &key {
            Key::SessionPage(page) => self
                .read(started)
                .is_some_and(|(watch, position)| watch.covers_sessions(page.customer, position)),
            _ => false,
        };
        if !is_merged {
            self.scope.remove_if_changed(&key, started.change);
        }
    }

    /// Stores a value of another node, which this request has asked for since `started`. A change of its entity since then
    /// ends it.
    pub(crate) fn insert_shared<V: CacheEntry>(
        &self,
        key: &V::Key,
        found: Found<V>,
        ttl: Duration,
        started: ReadStart,
    ) {
        self.insert_recorded(key, found, ttl);
        let key = V::key(key);
        if let (Key::SessionPage(page), Some(watch)) = (&key, &self.watch) {
            watch.session_page_shared(page);
        }
        self.scope.remove_if_changed(&key, started.change);
    }

    /// The time to live of a page whose read started at `started`.
    pub fn session_page_ttl(&self, key: &SessionPageKey, started: ReadStart) -> Duration {
        let is_covered = self
            .read(started)
            .is_some_and(|(watch, started)| watch.covers_sessions(key.customer, started));
        self.scope.freshness.for_coverage(is_covered)
    }

    /// Merges the changes of the time since `started` into a page that was stored, and keeps it current from now on.
    pub fn finish_session_page(
        &self,
        key: &SessionPageKey,
        page: &Arc<SessionPage>,
        started: ReadStart,
    ) {
        if let Some((watch, position)) = self.read(started) {
            watch.session_page_read(key, page, position);
        }
        self.scope
            .remove_if_changed(&SessionPage::key(key), started.change);
    }

    /// The time to live of a contact whose read started at `started`.
    pub fn contact_ttl(&self, contact: CustomerId, started: ReadStart) -> Duration {
        let is_covered = self
            .read(started)
            .is_some_and(|(watch, started)| watch.covers_contact(contact, started));
        let freshness = &self.scope.freshness;
        if is_covered {
            freshness.covered
        } else {
            freshness.contact
        }
    }

    /// Shortens the time to live of a contact that was stored, if it changed since `started`.
    pub fn finish_contact(&self, contact: CustomerId, started: ReadStart) {
        if let Some((watch, started)) = self.read(started) {
            watch.contact_read(contact, started);
        }
    }

    /// Notes that these conversations are about to be read.
    pub fn start_conversations(&self, keys: &[ConversationKey]) {
        if let Some(started) = self.start_read().position {
            let reads = keys.iter().map(|key| (*key, started));
            self.conversation_reads.lock().extend(reads);
        }
    }

    /// Gives a conversation that this request has read the time to live of its session.
    pub fn finish_conversation(&self, session: &Session, key: &ConversationKey) {
        let Some(watch) = &self.watch else { return };
        let started = self.conversation_reads.lock().remove(key);
        if let Some(started) = started {
            watch.conversation_read(session, key, started);
        }
    }

    /// Whether the scope has a watch, without which no customer is covered.
    pub fn has_watch(&self) -> bool {
        self.watch.is_some()
    }

    /// Watches a customer whose journey is queried, if `live.cover_queries` is on.
    pub fn watch_customer(&self, customer: CustomerId, viewer: &Arc<str>) {
        if let Some(watch) = &self.watch {
            watch.customer_queried(customer, viewer);
        }
    }

    /// Stops watching a customer whose list could not be read, unless it has subscribers.
    pub fn unwatch_customer(&self, customer: CustomerId) {
        if let Some(watch) = &self.watch {
            watch.list_unreadable(customer);
        }
    }

    /// The first page of the list of a contact's customer, if reading it makes the customer covered. Reading the page
    /// costs one call, like reading one session, and covers all of its sessions.
    pub fn covered_first_page(&self, contact: CustomerId) -> Option<SessionPageKey> {
        let covered = self.watch.as_ref()?.covered_customers(contact);
        let mut pages = covered.into_iter();
        pages.find_map(|customer| self.scope.watched_pages.first_page(customer))
    }
}
