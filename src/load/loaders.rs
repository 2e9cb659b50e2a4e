//! The loaders of one request.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::convert::Infallible;
use std::hash::Hash;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use parking_lot::Mutex;

use super::key_stats::KeyCounts;
use super::known::Known;
use super::loader::{
    Agents, Contacts, Conversations, EventPages, Lookups, OtherConversations, OwnConversations,
    Queues, ResourceLoaders, SegmentAssignments, Segments, SessionPages, SessionsById, WrapUpCodes,
};
use super::source::{Loaded, Source};
use crate::cache::{CacheEntry, ConversationKey, Provenance};
use crate::engine::LoaderTasks;
use crate::engine::barrier::Barrier;
use crate::engine::executor::AfterBarriers;
use crate::engine::loader::RequestLoader;
use crate::model::conversation::Conversation;
use crate::model::id::CustomerId;

/// The loaders of one request.
pub struct Loaders {
    pub(super) source: Arc<Source>,
    pub(super) tasks: LoaderTasks,
    /// Holds back other loaders while lists of sessions, which contain their keys, are read.
    pub(super) lists_pending: Barrier,
    /// Holds back other loaders while the campaign verdicts of a list are read.
    pub(super) verdicts_pending: Barrier,
    pub(super) contacts: RequestLoader<Contacts>,
    pub(super) lookups: RequestLoader<Lookups>,
    pub(super) resources: ResourceLoaders,
    pub(super) segment_assignments: RequestLoader<SegmentAssignments>,
    pub(super) session_pages: RequestLoader<SessionPages>,
    pub(super) sessions: RequestLoader<SessionsById>,
    pub(super) event_pages: RequestLoader<EventPages>,
    /// Conversations that decide which sessions are campaign calls.
    pub(super) early_conversations: RequestLoader<Conversations>,
    pub(super) conversations: RequestLoader<Conversations>,
    pub(super) own_conversations: RequestLoader<OwnConversations>,
    pub(super) other_conversations: RequestLoader<OtherConversations>,
    pub(super) queues: RequestLoader<Queues>,
    pub(super) wrap_up_codes: RequestLoader<WrapUpCodes>,
    pub(super) agents: RequestLoader<Agents>,
    pub(super) segments: RequestLoader<Segments>,
    pub(super) known: Known,
    /// The results of `early_conversations`.
    pub(super) early_outcomes: Mutex<HashMap<ConversationKey, Loaded<Conversation>>>,
    customers: Mutex<BTreeSet<CustomerId>>,
}

impl Loaders {
    /// Creates loaders whose loads run when the executor polls `tasks`.
    pub fn new(source: Source, tasks: &LoaderTasks) -> Self {
        let source = Arc::new(source);
        let (lists_pending, verdicts_pending) = (Barrier::default(), Barrier::default());
        let at_once = AfterBarriers::default();
        let after_lists = AfterBarriers::new(&[&lists_pending]);
        let after_verdicts = AfterBarriers::new(&[&lists_pending, &verdicts_pending]);
        Self {
            contacts: RequestLoader::new(Contacts(source.clone()), tasks, &at_once),
            lookups: RequestLoader::new(Lookups(source.clone()), tasks, &at_once),
            resources: ResourceLoaders::default(),
            segment_assignments: RequestLoader::new(
                SegmentAssignments(source.clone()),
                tasks,
                &at_once,
            ),
            session_pages: RequestLoader::new(SessionPages(source.clone()), tasks, &at_once),
            sessions: RequestLoader::new(SessionsById(source.clone()), tasks, &at_once),
            event_pages: RequestLoader::new(EventPages(source.clone()), tasks, &at_once),
            early_conversations: RequestLoader::new(
                Conversations(source.clone()),
                tasks,
                &after_lists,
            ),
            conversations: RequestLoader::new(
                Conversations(source.clone()),
                tasks,
                &after_verdicts,
            ),
            own_conversations: RequestLoader::new(
                OwnConversations(source.clone()),
                tasks,
                &at_once,
            ),
            other_conversations: RequestLoader::new(
                OtherConversations(source.clone()),
                tasks,
                &at_once,
            ),
            queues: RequestLoader::new(Queues(source.clone()), tasks, &after_verdicts),
            wrap_up_codes: RequestLoader::new(WrapUpCodes(source.clone()), tasks, &after_verdicts),
            agents: RequestLoader::new(Agents(source.clone()), tasks, &after_verdicts),
            segments: RequestLoader::new(Segments(source.clone()), tasks, &after_verdicts),
            source,
            tasks: tasks.clone(),
            lists_pending,
            verdicts_pending,
            known: Known::default(),
            early_outcomes: Mutex::default(),
            customers: Mutex::default(),
        }
    }

    /// The entries that the response was built from.
    pub fn take_provenance(&self) -> Provenance {
        self.source.cache.take_provenance()
    }

    /// Records that a part of the response is not from a cache entry, so that the response is not cached.
    pub fn record_uncached(&self) {
        self.source.cache.record_uncached();
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
        loader: &RequestLoader<L>,
        key: V::Key,
    ) -> Loaded<V>
    where
        L: Loader<V::Key, Value = Loaded<V>, Error = Infallible> + Clone,
        V: CacheEntry,
    {
        match self.source.cache.get(&key) {
            Some(found) => {
                let counts = KeyCounts {
                    hits: 1,
                    ..KeyCounts::default()
                };
                self.source.stats.add::<V>(counts);
                Ok(found)
            }
            None => self.load_one(loader, key).await,
        }
    }

    pub(super) async fn load_one<L, K, V>(&self, loader: &RequestLoader<L>, key: K) -> Loaded<V>
    where
        L: Loader<K, Value = Loaded<V>, Error = Infallible> + Clone,
        K: Send + Sync + Hash + Eq + Clone + 'static,
        V: Send + Sync + 'static,
    {
        // Boxed, because async-graphql moves field futures, and all field futures of an object are as large as its
        // largest one.
        match Box::pin(loader.load_one(key)).await {
            Ok(outcome) => outcome.unwrap_or(Ok(None)),
            Err(never) => match never {},
        }
    }
}
