//! The loaders of one request.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::convert::Infallible;
use std::hash::Hash;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use parking_lot::Mutex;

use super::barriers::{AFTER_LISTS, AFTER_VERDICTS, AT_ONCE};
use super::key_stats::KeyCounts;
use super::loader::{
    Agents, Contacts, Conversations, EventPages, Lookups, Queues, ResourceLoaders,
    SegmentAssignments, Segments, SessionPages, SessionsById, WrapUpCodes,
};
use super::source::{Loaded, Source};
use crate::cache::{CacheEntry, ConversationKey, Provenance};
use crate::engine::LoaderTasks;
use crate::engine::barrier::Barrier;
use crate::engine::lazy_loader::LazyLoader;
use crate::model::conversation::Conversation;
use crate::model::id::CustomerId;

/// The loaders of one request.
pub struct Loaders {
    pub(super) source: Arc<Source>,
    tasks: LoaderTasks,
    /// Holds back other loaders while lists of sessions, which contain their keys, are read.
    pub(super) lists_pending: Barrier,
    /// Holds back other loaders while the campaign verdicts of a list are read.
    pub(super) verdicts_pending: Barrier,
    pub(super) contacts: LazyLoader<Contacts, Source>,
    pub(super) lookups: LazyLoader<Lookups, Source>,
    pub(super) resources: ResourceLoaders,
    pub(super) segment_assignments: LazyLoader<SegmentAssignments, Source>,
    pub(super) session_pages: LazyLoader<SessionPages, Source>,
    pub(super) sessions: LazyLoader<SessionsById, Source>,
    pub(super) event_pages: LazyLoader<EventPages, Source>,
    /// Conversations that decide which sessions are campaign calls.
    pub(super) early_conversations: LazyLoader<Conversations, Source>,
    pub(super) conversations: LazyLoader<Conversations, Source>,
    pub(super) queues: LazyLoader<Queues, Source>,
    pub(super) wrap_up_codes: LazyLoader<WrapUpCodes, Source>,
    pub(super) agents: LazyLoader<Agents, Source>,
    pub(super) segments: LazyLoader<Segments, Source>,
    /// The results of `early_conversations`.
    pub(super) early_outcomes: Mutex<HashMap<ConversationKey, Loaded<Conversation>>>,
    customers: Mutex<BTreeSet<CustomerId>>,
}

impl Loaders {
    /// Creates loaders whose loads run when the executor polls `tasks`.
    pub fn new(source: Source, tasks: &LoaderTasks) -> Self {
        Self {
            source: Arc::new(source),
            tasks: tasks.clone(),
            lists_pending: Barrier::default(),
            verdicts_pending: Barrier::default(),
            contacts: LazyLoader::new(AT_ONCE, Contacts),
            lookups: LazyLoader::new(AT_ONCE, Lookups),
            resources: ResourceLoaders::default(),
            segment_assignments: LazyLoader::new(AT_ONCE, SegmentAssignments),
            session_pages: LazyLoader::new(AT_ONCE, SessionPages),
            sessions: LazyLoader::new(AT_ONCE, SessionsById),
            event_pages: LazyLoader::new(AT_ONCE, EventPages),
            early_conversations: LazyLoader::new(AFTER_LISTS, Conversations),
            conversations: LazyLoader::new(AFTER_VERDICTS, Conversations),
            queues: LazyLoader::new(AFTER_VERDICTS, Queues),
            wrap_up_codes: LazyLoader::new(AFTER_VERDICTS, WrapUpCodes),
            agents: LazyLoader::new(AFTER_VERDICTS, Agents),
            segments: LazyLoader::new(AFTER_VERDICTS, Segments),
            early_outcomes: Mutex::default(),
            customers: Mutex::default(),
        }
    }

    /// The entries that the response was built from.
    pub fn take_provenance(&self) -> Provenance {
        self.source.cache.take_provenance()
    }

    /// How the request's keys were loaded; empty unless the request counts it.
    pub fn key_counts(&self) -> BTreeMap<&'static str, KeyCounts> {
        self.source.stats.counts()
    }

    /// The customers whose data was read.
    pub fn take_customers(&self) -> BTreeSet<CustomerId> {
        std::mem::take(&mut *self.customers.lock())
    }

    pub(super) fn record_customer(&self, customer: Option<CustomerId>) {
        self.customers.lock().extend(customer);
    }

    /// Returns the cached value of a key, which needs no batch, or loads it.
    pub(super) async fn cached_or_load<L, V>(
        &self,
        loader: &LazyLoader<L, Source>,
        key: V::Key,
    ) -> Loaded<V>
    where
        L: Loader<V::Key, Value = Loaded<V>, Error = Infallible>,
        V: CacheEntry,
    {
        match self.source.cache.get(&key) {
            Some(found) => {
                self.source.stats.count::<V>(|counts| counts.hits += 1);
                Ok(found)
            }
            None => self.load_one(loader, key).await,
        }
    }

    pub(super) async fn load_one<L, K, V>(
        &self,
        loader: &LazyLoader<L, Source>,
        key: K,
    ) -> Loaded<V>
    where
        L: Loader<K, Value = Loaded<V>, Error = Infallible>,
        K: Send + Sync + Hash + Eq + Clone + 'static,
        V: Send + Sync + 'static,
    {
        let loader = loader.get(
            &self.source,
            &self.tasks,
            &[&self.lists_pending, &self.verdicts_pending],
        );
        // Boxed, because async-graphql moves field futures, and all field futures of an object are as large as its
        // largest one.
        match Box::pin(loader.load_one(key)).await {
            Ok(outcome) => outcome.unwrap_or(Ok(None)),
            Err(never) => match never {},
        }
    }
}
