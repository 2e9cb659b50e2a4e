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
use super::loader_of::{After, LoaderOf};
use super::source::{Loaded, Source};
use crate::cache::{CacheEntry, ConversationKey, Provenance};
use crate::engine::LoaderTasks;
use crate::engine::barrier::Barrier;
use crate::engine::executor::AfterBarriers;
use crate::engine::loader::NewLoader;
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
    pub(super) contacts: LoaderOf<Contacts>,
    pub(super) lookups: LoaderOf<Lookups>,
    pub(super) resources: ResourceLoaders,
    pub(super) segment_assignments: LoaderOf<SegmentAssignments>,
    pub(super) session_pages: LoaderOf<SessionPages>,
    pub(super) sessions: LoaderOf<SessionsById>,
    pub(super) event_pages: LoaderOf<EventPages>,
    /// Conversations that decide which sessions are campaign calls.
    pub(super) early_conversations: LoaderOf<Conversations>,
    pub(super) conversations: LoaderOf<Conversations>,
    pub(super) own_conversations: LoaderOf<OwnConversations>,
    pub(super) other_conversations: LoaderOf<OtherConversations>,
    pub(super) queues: LoaderOf<Queues>,
    pub(super) wrap_up_codes: LoaderOf<WrapUpCodes>,
    pub(super) agents: LoaderOf<Agents>,
    pub(super) segments: LoaderOf<Segments>,
    pub(super) known: Known,
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
            contacts: LoaderOf::new(Contacts),
            lookups: LoaderOf::new(Lookups),
            resources: ResourceLoaders::default(),
            segment_assignments: LoaderOf::new(SegmentAssignments),
            session_pages: LoaderOf::new(SessionPages),
            sessions: LoaderOf::new(SessionsById),
            event_pages: LoaderOf::new(EventPages),
            early_conversations: LoaderOf::new(Conversations).after(After::Lists),
            conversations: LoaderOf::new(Conversations).after(After::Verdicts),
            own_conversations: LoaderOf::new(OwnConversations),
            other_conversations: LoaderOf::new(OtherConversations),
            queues: LoaderOf::new(Queues).after(After::Verdicts),
            wrap_up_codes: LoaderOf::new(WrapUpCodes).after(After::Verdicts),
            agents: LoaderOf::new(Agents).after(After::Verdicts),
            segments: LoaderOf::new(Segments).after(After::Verdicts),
            known: Known::default(),
            early_outcomes: Mutex::default(),
            customers: Mutex::default(),
        }
    }

    fn barriers(&self, after: After) -> AfterBarriers {
        match after {
            After::Nothing => AfterBarriers::default(),
            After::Lists => AfterBarriers::new(&[&self.lists_pending]),
            After::Verdicts => AfterBarriers::new(&[&self.lists_pending, &self.verdicts_pending]),
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
    pub(super) async fn cached_or_load<L, V>(&self, loader: &LoaderOf<L>, key: V::Key) -> Loaded<V>
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

    pub(super) async fn load_one<L, K, V>(&self, loader: &LoaderOf<L>, key: K) -> Loaded<V>
    where
        L: Loader<K, Value = Loaded<V>, Error = Infallible> + Clone,
        K: Send + Sync + Hash + Eq + Clone + 'static,
        V: Send + Sync + 'static,
    {
        // Boxed, because async-graphql moves field futures, and all field futures of an object are as large as its
        // largest one.
        let create = || NewLoader {
            loader: (loader.create)(self.source.clone()),
            tasks: self.tasks.clone(),
            after: self.barriers(loader.after),
        };
        match Box::pin(loader.loader.load_one(key, create)).await {
            Ok(outcome) => outcome.unwrap_or(Ok(None)),
            Err(never) => match never {},
        }
    }
}
