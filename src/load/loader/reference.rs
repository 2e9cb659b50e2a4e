//! Queues, wrap-up codes, agents and segments. There are few of them and all viewers need them, so they are read in
//! pages: the first look-up reads the first page, which usually holds the whole list. If the list has more pages, each
//! later miss reads one more page at the same time as the missing keys. Keys that no page holds are read by id, many
//! per call.

use std::collections::HashMap;
use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::dataloader::Loader;
use futures_util::future::{join, join_all};
use uuid::Uuid;

use crate::cache::{QueueKey, ReferenceList, ReferencePage, SharedEntry, WrapUpCodeKey};
use crate::load::batch::{CallResults, batched};
use crate::load::batch_size::BatchSize;
use crate::load::read_through::read_through;
use crate::load::source::{Loaded, Source};
use crate::model::id::{AgentId, QueueId, SegmentId};
use crate::model::reference::{Agent, Queue, Segment, WrapUpCode};
use crate::platform::{Error, Listed, Wanted};

/// Lists with more pages are not read beyond the first, because the hits would not save as many calls. The platform
/// returns at most five pages of queues in the division views.
const MAX_PAGES: u32 = 5;

/// A kind of reference data.
trait Reference: SharedEntry {
    /// The id within a list.
    type Id: Copy + Send + Sync;
    /// The list that contains the entity with this key.
    fn list(key: &Self::Key) -> ReferenceList;
    /// How many ids one call takes.
    fn batch_size(source: &Source) -> &BatchSize;
    /// The id of a key.
    fn id(key: &Self::Key) -> Self::Id;
    /// The key of an entity of a list.
    fn key_in(&self, list: ReferenceList) -> Self::Key;
    /// Reads a part of a list.
    fn read(
        source: &Source,
        list: ReferenceList,
        wanted: Wanted<'_, Self::Id>,
    ) -> impl Future<Output = Result<Listed<Self>, Error>> + Send;
}

async fn load<V: Reference>(source: &Source, keys: &[V::Key]) -> HashMap<V::Key, Loaded<V>> {
    let ttl = |_: &V::Key, found: Option<&V>| reference_ttl(source, found);
    let fetch = |missing| async move {
        let lists = by_list::<V>(missing).into_iter();
        let fetched = lists.map(|(list, missing)| fetch_list(source, list, missing));
        join_all(fetched).await.into_iter().flatten().collect()
    };
    read_through(source, keys, ttl, fetch).await
}

fn reference_ttl<V>(source: &Source, found: Option<&V>) -> Duration {
    let freshness = source.cache.freshness();
    match found {
        Some(_) => freshness.reference,
        None => freshness.absent,
    }
}

/// Groups keys by list. A viewer may need both lists of a kind, because each has its own permission.
fn by_list<V: Reference>(missing: Vec<V::Key>) -> Vec<(ReferenceList, Vec<V::Key>)> {
    let mut lists: Vec<(ReferenceList, Vec<V::Key>)> = Vec::new();
    for key in missing {
        let list = V::list(&key);
        match lists.iter_mut().find(|(known, _)| *known == list) {
            Some((_, keys)) => keys.push(key),
            None => lists.push((list, vec![key])),
        }
    }
    lists
}

async fn fetch_list<V: Reference>(
    source: &Source,
    list: ReferenceList,
    missing: Vec<V::Key>,
) -> HashMap<V::Key, Loaded<V>> {
    let Some(next) = next_page(source, list) else {
        return read_by_id(source, list, &missing).await;
    };
    if next > 1 {
        // The page is for later requests; this one does not depend on it.
        let page = read_page::<V>(source, list, next);
        return join(read_by_id(source, list, &missing), page).await.0;
    }
    if let Err(error) = read_page::<V>(source, list, next).await {
        let failed = |key| (key, Err(error.clone()));
        return missing.into_iter().map(failed).collect();
    }
    let (mut found, mut rest) = (HashMap::new(), Vec::new());
    for key in missing {
        match source.cache.peek::<V>(&key) {
            Some(entry) => drop(found.insert(key, Ok(entry.found))),
            None => rest.push(key),
        }
    }
    if !rest.is_empty() {
        found.extend(read_by_id(source, list, &rest).await);
    }
    found
}

/// The first page of a list that was not read lately; `None` if all were read or the list is too long.
fn next_page(source: &Source, list: ReferenceList) -> Option<u32> {
    let mut page_count = 1;
    for number in 1..=MAX_PAGES {
        if number > page_count {
            return None;
        }
        match source.cache.peek::<ReferencePage>(&(list, number)) {
            Some(read) => page_count = read.found.map_or(1, |page| page.page_count),
            None => return Some(number),
        }
        if page_count > MAX_PAGES {
            return None;
        }
    }
    None
}

/// Reads a page and stores its entities. Concurrent requests share one call.
async fn read_page<V: Reference>(
    source: &Source,
    list: ReferenceList,
    number: u32,
) -> Result<(), Error> {
    let reference = source.cache.freshness().reference;
    let ttl = |_: &_, _: Option<&ReferencePage>| reference;
    let read = |_| async {
        let cache = &source.cache;
        let started = cache.start_read();
        let page = V::read(source, list, Wanted::Page(number)).await;
        let page = page.map(|page| {
            for entity in page.entities {
                let key = entity.key_in(list);
                cache.insert(&key, Some(Arc::new(entity)), reference, started);
            }
            let page_count = page.pages;
            Some(Arc::new(ReferencePage { page_count }))
        });
        HashMap::from([((list, number), page)])
    };
    let key = (list, number);
    let outcome = read_through(source, &[key], ttl, read).await.remove(&key);
    outcome.map_or(Ok(()), |outcome| outcome.map(drop))
}

async fn read_by_id<V: Reference>(
    source: &Source,
    list: ReferenceList,
    keys: &[V::Key],
) -> HashMap<V::Key, Loaded<V>> {
    let call = |keys: Vec<V::Key>| async move { call_by_id::<V>(source, list, &keys).await };
    batched(V::batch_size(source), keys, call).await
}

async fn call_by_id<V: Reference>(
    source: &Source,
    list: ReferenceList,
    keys: &[V::Key],
) -> CallResults<V::Key, V> {
    let ids: Vec<_> = keys.iter().map(V::id).collect();
    let listed = V::read(source, list, Wanted::Ids(&ids)).await?;
    let keyed = |entity: V| (entity.key_in(list), Ok(Some(entity)));
    Ok(listed.entities.into_iter().map(keyed).collect())
}

impl Reference for Queue {
    type Id = QueueId;

    fn list((family, _): &QueueKey) -> ReferenceList {
        ReferenceList::Queues(*family)
    }

    fn batch_size(source: &Source) -> &BatchSize {
        &source.sizes.queues
    }

    fn id((_, id): &QueueKey) -> QueueId {
        *id
    }

    fn key_in(&self, list: ReferenceList) -> QueueKey {
        (list.family(), self.id)
    }

    async fn read(
        source: &Source,
        list: ReferenceList,
        wanted: Wanted<'_, QueueId>,
    ) -> Result<Listed<Self>, Error> {
        let platform = &source.platform;
        platform.queues(&source.caller, list.family(), wanted).await
    }
}

impl Reference for WrapUpCode {
    type Id = Uuid;

    fn list((family, _): &WrapUpCodeKey) -> ReferenceList {
        ReferenceList::WrapUpCodes(*family)
    }

    fn batch_size(source: &Source) -> &BatchSize {
        &source.sizes.wrap_up_codes
    }

    fn id((_, id): &WrapUpCodeKey) -> Uuid {
        *id
    }

    fn key_in(&self, list: ReferenceList) -> WrapUpCodeKey {
        (list.family(), self.id)
    }

    async fn read(
        source: &Source,
        list: ReferenceList,
        wanted: Wanted<'_, Uuid>,
    ) -> Result<Listed<Self>, Error> {
        let family = list.family();
        let platform = &source.platform;
        platform.wrap_up_codes(&source.caller, family, wanted).await
    }
}

impl Reference for Agent {
    type Id = AgentId;

    fn list(_: &AgentId) -> ReferenceList {
        ReferenceList::Agents
    }

    fn batch_size(source: &Source) -> &BatchSize {
        &source.sizes.agents
    }

    fn id(key: &AgentId) -> AgentId {
        *key
    }

    fn key_in(&self, _: ReferenceList) -> AgentId {
        self.id
    }

    async fn read(
        source: &Source,
        _: ReferenceList,
        wanted: Wanted<'_, AgentId>,
    ) -> Result<Listed<Self>, Error> {
        source.platform.users(&source.caller, wanted).await
    }
}

impl Reference for Segment {
    type Id = SegmentId;

    fn list(_: &SegmentId) -> ReferenceList {
        ReferenceList::Segments
    }

    fn batch_size(source: &Source) -> &BatchSize {
        &source.sizes.segments
    }

    fn id(key: &SegmentId) -> SegmentId {
        *key
    }

    fn key_in(&self, _: ReferenceList) -> SegmentId {
        self.id
    }

    async fn read(
        source: &Source,
        _: ReferenceList,
        wanted: Wanted<'_, SegmentId>,
    ) -> Result<Listed<Self>, Error> {
        source.platform.segments(&source.caller, wanted).await
    }
}

macro_rules! loaders {
    ($($loader:ident: $key:ty => $value:ty,)+) => {$(
        #[derive(Clone)]
        pub(in crate::load) struct $loader(pub(in crate::load) Arc<Source>);

        impl Loader<$key> for $loader {
            type Value = Loaded<$value>;
            type Error = Infallible;

            async fn load(&self, keys: &[$key]) -> Result<HashMap<$key, Self::Value>, Infallible> {
                Ok(load(&self.0, keys).await)
            }
        }
    )+};
}

loaders! {
    Queues: QueueKey => Queue,
    WrapUpCodes: WrapUpCodeKey => WrapUpCode,
    Agents: AgentId => Agent,
    Segments: SegmentId => Segment,
}
