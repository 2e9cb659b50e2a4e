//! The second tier of the cache, which the nodes of a fleet share.

use std::fmt;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::entry::{CacheEntry, Found};
use super::freshness::Freshness;
use super::key::{Events, HiddenSession, ReferencePage};
use super::resource::Entity;
use super::scope::Scope;
use crate::fleet::{Acquired, Entries, EntryKey, Fetch, RedisTimeLimit};
use crate::live::ScopeWatch;
use crate::model::conversation::{CampaignVerdict, Conversation};
use crate::model::customer::{Customer, SegmentAssignment};
use crate::model::id::CustomerId;
use crate::model::reference::{Agent, Queue, Segment, WrapUpCode};
use crate::model::session::{Session, SessionPage, SessionPageKey};
use crate::platform::Resource;

/// An entry whose value can be written for other nodes.
pub(crate) trait SharedEntry:
    CacheEntry<Key: Serialize> + Serialize + DeserializeOwned
{
    /// Whether the nodes share values of this kind. Sessions by id are not shared: a session that is hidden from the viewer
    /// must cost the same calls as an unknown one.
    const IS_SHARED: bool = true;

    /// The maximum time for which other nodes use a value. A value that notifications keep current on one node gets the
    /// time of one that they do not.
    fn shared_ttl(ttl: Duration, _: &Freshness) -> Duration {
        ttl
    }

    /// The contact whose notifications report every change of the value, if there is one.
    fn reported_by(_: &Self::Key) -> Option<CustomerId> {
        None
    }
}

impl SharedEntry for SessionPage {
    fn shared_ttl(ttl: Duration, freshness: &Freshness) -> Duration {
        ttl.min(freshness.open)
    }

    fn reported_by(key: &SessionPageKey) -> Option<CustomerId> {
        Some(key.customer)
    }
}

impl SharedEntry for Session {
    const IS_SHARED: bool = false;
}

impl SharedEntry for HiddenSession {
    const IS_SHARED: bool = false;
}

impl SharedEntry for Customer {
    fn shared_ttl(ttl: Duration, freshness: &Freshness) -> Duration {
        ttl.min(freshness.contact)
    }

    fn reported_by(contact: &CustomerId) -> Option<CustomerId> {
        Some(*contact)
    }
}

macro_rules! shared_entries {
    ($($value:ty),+ $(,)?) => { $(impl SharedEntry for $value {})+ };
}

shared_entries! {
    Vec<SegmentAssignment>,
    Events,
    Conversation,
    CampaignVerdict,
    Queue,
    WrapUpCode,
    Agent,
    Segment,
    ReferencePage,
}

impl<R: Resource> SharedEntry for Entity<R> {}

/// What the fleet knows about a key.
#[derive(Debug)]
pub(crate) enum FleetEntry<V> {
    /// The value, which is fresh for this long.
    Found(Found<V>, Duration),
    /// This node may fetch the value; with the lease, it stores it for the other nodes.
    Missing(Option<Box<Fetch>>),
    /// Another node is fetching the value.
    Held,
}

/// The second tier, as one request uses it.
#[derive(Clone, Copy)]
pub(crate) struct FleetEntries<'a> {
    pub(super) entries: &'a Entries,
    pub(super) redis_limit: &'a RedisTimeLimit,
    pub(super) freshness: &'a Freshness,
    /// The entries of this node, if the request refreshes them.
    pub(super) refreshed: Option<&'a Scope>,
    pub(super) watch: Option<&'a ScopeWatch>,
}

impl FleetEntries<'_> {
    /// What the fleet knows about each of `keys`. Everything is missing if Redis does not answer in time.
    pub(crate) async fn acquire<V: SharedEntry>(&self, keys: &[V::Key]) -> Vec<FleetEntry<V>> {
        let names: Vec<_> = keys.iter().map(|key| self.name::<V>(key)).collect();
        let sent: Vec<_> = names.iter().flatten().cloned().collect();
        let acquired = match sent.as_slice() {
            [] => None,
            sent => self.entries.acquire(sent, self.redis_limit).await,
        };
        let mut acquired = acquired.unwrap_or_default().into_iter();
        let entry = |name: Option<EntryKey>| match name.and_then(|_| acquired.next()) {
            None | Some(Acquired::Unreadable | Acquired::Full) => FleetEntry::Missing(None),
            Some(Acquired::Granted(fetch)) => FleetEntry::Missing(Some(Box::new(fetch))),
            Some(Acquired::Held) => FleetEntry::Held,
            Some(Acquired::Content(content, left)) => match serde_json::from_slice(&content) {
                Ok(found) => FleetEntry::Found(found, left),
                Err(_) => FleetEntry::Missing(None),
            },
        };
        names.into_iter().map(entry).collect()
    }

    /// The same with a time limit of its own, for another look at what another node is fetching.
    pub(crate) async fn poll<V: SharedEntry>(&self, keys: &[V::Key]) -> Vec<FleetEntry<V>> {
        let redis_limit = &RedisTimeLimit::default();
        let entries = FleetEntries {
            redis_limit,
            ..*self
        };
        entries.acquire(keys).await
    }

    /// The name of an entry; `None` if nodes do not share it, or if what Redis stores may be outdated.
    fn name<V: SharedEntry>(&self, key: &V::Key) -> Option<EntryKey> {
        let entity = V::key(key).entity().filter(|_| V::IS_SHARED)?;
        let text = serde_json::to_vec(key).ok()?;
        let contact = V::reported_by(key).map(|contact| contact.0);
        let name = self.entries.key(V::KIND, &text, entity, contact);
        let name = name.with_min_ttl(self.min_ttl::<V>(key));
        (!self.entries.is_changing(&name)).then_some(name)
    }

    /// The time for which a value must be fresh to be used. A value that expires as soon as the one that is refreshed is read
    /// again; one that another node has refreshed is not.
    fn min_ttl<V: CacheEntry>(&self, key: &V::Key) -> Duration {
        let refreshed = self.refreshed.and_then(|scope| scope.get::<V>(key));
        refreshed.map_or(Duration::ZERO, |entry| entry.refresh_window() * 2)
    }

    /// Stores a value that was fetched with a lease, for at most `ttl`. A value that the watch of this node keeps current stays
    /// in Redis as long as in this node, because this node reports its changes.
    pub(crate) fn store<V: SharedEntry>(
        &self,
        fetch: Fetch,
        key: &V::Key,
        found: Found<V>,
        ttl: Duration,
    ) {
        let shared = V::shared_ttl(ttl, self.freshness);
        let contact = V::reported_by(key).filter(|_| shared < ttl);
        let is_reported = contact
            .zip(self.watch)
            .is_some_and(|(contact, watch)| watch.reports_alone(contact));
        let covered = is_reported.then_some(ttl);
        fetch.store(shared, covered, move || serde_json::to_vec(&found).ok());
    }

    /// Keeps the leases until the future is dropped.
    pub(crate) async fn renew(&self, fetches: &[&Fetch]) {
        self.entries.renew(fetches).await;
    }
}

impl fmt::Debug for FleetEntries<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FleetEntries")
    }
}
