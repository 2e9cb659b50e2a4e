//! Queues, wrap-up codes, agents and segments. They are few and everybody's, so they are learned in
//! pages: the first one who misses a name reads the first page, which mostly holds all there are, and
//! where there are more, each later miss reads one page more beside what it needs. What no page holds
//! is asked for by id, many in one call.

use std::collections::HashMap;
use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::dataloader::Loader;
use futures_util::future::{join, join_all};

use super::batch::{Answers, chunked, through};
use super::batch_size::BatchSize;
use super::{Loaded, Source};
use crate::cache::{Kept, Listing, PageRead, QueueKey, WrapUpCodeKey};
use crate::model::id::{AgentId, SegmentId};
use crate::model::reference::{Agent, Queue, Segment, WrapUpCode};
use crate::platform::{Error, Listed, Wanted};

/// Of a list with more pages only the first is read: who is in it is not worth so many calls. The
/// platform gives no more than five pages of queues in the division views.
const MOST_PAGES: u32 = 5;

/// A kind of reference data.
trait Reference: Kept + Send + Sync {
    /// The list in which what has this key is looked for.
    fn listing(key: &Self::Key) -> Listing;
    /// How many ids a call takes.
    fn batch(source: &Source) -> &BatchSize;
    /// What an entity of a list is kept by.
    fn key_of(&self, listing: Listing) -> Self::Key;
    /// A part of a list.
    fn ask(
        source: &Source,
        listing: Listing,
        wanted: Part<'_, Self::Key>,
    ) -> impl Future<Output = Result<Listed<Self>, Error>> + Send;
}

/// As [`Wanted`], by keys.
enum Part<'a, K> {
    Keys(&'a [K]),
    Page(u32),
}

async fn load<V: Reference>(source: &Source, keys: &[V::Key]) -> HashMap<V::Key, Loaded<V>> {
    let ttl = |_: &V::Key, found: Option<&V>| source.reference_ttl(found);
    let fetch = |missing| async move {
        let lists = by_listing::<V>(missing).into_iter();
        let learned = lists.map(|(listing, missing)| learn(source, listing, missing));
        join_all(learned).await.into_iter().flatten().collect()
    };
    through(source, keys, ttl, fetch).await
}

/// A viewer may need both lists of a kind, since each has a permission of its own.
fn by_listing<V: Reference>(missing: Vec<V::Key>) -> Vec<(Listing, Vec<V::Key>)> {
    let mut lists: Vec<(Listing, Vec<V::Key>)> = Vec::new();
    for key in missing {
        let listing = V::listing(&key);
        match lists.iter_mut().find(|(known, _)| *known == listing) {
            Some((_, keys)) => keys.push(key),
            None => lists.push((listing, vec![key])),
        }
    }
    lists
}

async fn learn<V: Reference>(
    source: &Source,
    listing: Listing,
    missing: Vec<V::Key>,
) -> HashMap<V::Key, Loaded<V>> {
    let Some(next) = next_page(source, listing) else {
        return by_id(source, listing, &missing).await;
    };
    if next > 1 {
        // Whether the page can be read is of no matter to this request.
        return join(
            by_id(source, listing, &missing),
            read_page::<V>(source, listing, next),
        )
        .await
        .0;
    }
    if let Err(error) = read_page::<V>(source, listing, next).await {
        let failed = |key| (key, Err(error.clone()));
        return missing.into_iter().map(failed).collect();
    }
    let (mut found, mut rest) = (HashMap::new(), Vec::new());
    for key in missing {
        match source.scope.get::<V>(&key) {
            Some(known) => drop(found.insert(key, Ok(known.found))),
            None => rest.push(key),
        }
    }
    if !rest.is_empty() {
        found.extend(by_id(source, listing, &rest).await);
    }
    found
}

/// The first page that was not read lately; nothing where that would be of no use.
fn next_page(source: &Source, listing: Listing) -> Option<u32> {
    let mut pages = 1;
    for number in 1..=MOST_PAGES {
        if number > pages {
            return None;
        }
        match source.scope.get::<PageRead>(&(listing, number)) {
            Some(read) => pages = read.found.map_or(1, |page| page.of),
            None => return Some(number),
        }
        if pages > MOST_PAGES {
            return None;
        }
    }
    None
}

/// Reads a page and keeps what it holds. However many want it at once, one reads it.
async fn read_page<V: Reference>(
    source: &Source,
    listing: Listing,
    number: u32,
) -> Result<(), Error> {
    let ttl = |_: &_, _: Option<&PageRead>| source.freshness.reference;
    let read = |_| async {
        let page = V::ask(source, listing, Part::Page(number))
            .await
            .map(|page| {
                for one in page.entities {
                    let key = one.key_of(listing);
                    let found = Some(Arc::new(one));
                    source.scope.insert(&key, found, source.freshness.reference);
                }
                Some(Arc::new(PageRead { of: page.pages }))
            });
        HashMap::from([((listing, number), page)])
    };
    let key = (listing, number);
    let outcome = through(source, &[key], ttl, read).await.remove(&key);
    outcome.map_or(Ok(()), |outcome| outcome.map(drop))
}

async fn by_id<V: Reference>(
    source: &Source,
    listing: Listing,
    keys: &[V::Key],
) -> HashMap<V::Key, Loaded<V>> {
    let call = |keys: Vec<V::Key>| async move { ask_by_id::<V>(source, listing, &keys).await };
    chunked(V::batch(source), keys, call).await
}

async fn ask_by_id<V: Reference>(
    source: &Source,
    listing: Listing,
    keys: &[V::Key],
) -> Answers<V::Key, V> {
    let listed = V::ask(source, listing, Part::Keys(keys)).await?;
    let keyed = |one: V| (one.key_of(listing), Ok(Some(one)));
    Ok(listed.entities.into_iter().map(keyed).collect())
}

impl Reference for Queue {
    fn listing((family, _): &QueueKey) -> Listing {
        Listing::Queues(*family)
    }

    fn batch(source: &Source) -> &BatchSize {
        &source.sizes.queues
    }

    fn key_of(&self, listing: Listing) -> QueueKey {
        (listing.family(), self.id)
    }

    async fn ask(
        source: &Source,
        listing: Listing,
        part: Part<'_, QueueKey>,
    ) -> Result<Listed<Self>, Error> {
        let family = listing.family();
        let ids = part.ids(|(_, id)| *id);
        let wanted = part.wanted(&ids);
        source.platform.queues(&source.caller, family, wanted).await
    }
}

impl Reference for WrapUpCode {
    fn listing((family, _): &WrapUpCodeKey) -> Listing {
        Listing::WrapUpCodes(*family)
    }

    fn batch(source: &Source) -> &BatchSize {
        &source.sizes.wrap_up_codes
    }

    fn key_of(&self, listing: Listing) -> WrapUpCodeKey {
        (listing.family(), self.id)
    }

    async fn ask(
        source: &Source,
        listing: Listing,
        part: Part<'_, WrapUpCodeKey>,
    ) -> Result<Listed<Self>, Error> {
        let family = listing.family();
        let ids = part.ids(|(_, id)| *id);
        let wanted = part.wanted(&ids);
        let platform = &source.platform;
        platform.wrap_up_codes(&source.caller, family, wanted).await
    }
}

impl Reference for Agent {
    fn listing(_: &AgentId) -> Listing {
        Listing::Agents
    }

    fn batch(source: &Source) -> &BatchSize {
        &source.sizes.agents
    }

    fn key_of(&self, _: Listing) -> AgentId {
        self.id
    }

    async fn ask(
        source: &Source,
        _: Listing,
        part: Part<'_, AgentId>,
    ) -> Result<Listed<Self>, Error> {
        let ids = part.ids(|id| *id);
        source
            .platform
            .users(&source.caller, part.wanted(&ids))
            .await
    }
}

impl Reference for Segment {
    fn listing(_: &SegmentId) -> Listing {
        Listing::Segments
    }

    fn batch(source: &Source) -> &BatchSize {
        &source.sizes.segments
    }

    fn key_of(&self, _: Listing) -> SegmentId {
        self.id
    }

    async fn ask(
        source: &Source,
        _: Listing,
        part: Part<'_, SegmentId>,
    ) -> Result<Listed<Self>, Error> {
        let ids = part.ids(|id| *id);
        let wanted = part.wanted(&ids);
        source.platform.segments(&source.caller, wanted).await
    }
}

impl<K> Part<'_, K> {
    fn ids<Id>(&self, id: impl Fn(&K) -> Id) -> Vec<Id> {
        match self {
            Self::Keys(keys) => keys.iter().map(id).collect(),
            Self::Page(_) => Vec::new(),
        }
    }

    fn wanted<'a, Id>(&self, ids: &'a [Id]) -> Wanted<'a, Id> {
        match self {
            Self::Keys(_) => Wanted::Ids(ids),
            Self::Page(number) => Wanted::Page(*number),
        }
    }
}

macro_rules! loaders {
    ($($loader:ident: $key:ty => $value:ty,)+) => {$(
        pub(super) struct $loader(pub(super) Arc<Source>);

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

impl Source {
    fn reference_ttl<V>(&self, found: Option<&V>) -> Duration {
        match found {
            Some(_) => self.freshness.reference,
            None => self.freshness.absent,
        }
    }
}
