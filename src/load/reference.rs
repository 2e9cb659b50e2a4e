//! Queues, wrap-up codes, agents and segments: many by id in one call.

use std::collections::HashMap;
use std::convert::Infallible;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::dataloader::Loader;
use futures_util::future::join;

use super::batch::{BatchSize, chunked, through};
use super::{Loaded, Source};
use crate::cache::{QueueKey, WrapUpCodeKey};
use crate::model::id::{AgentId, SegmentId};
use crate::model::reference::{Agent, Queue, Segment, WrapUpCode};
use crate::platform::{Error, Family};

pub(super) struct Queues(pub(super) Arc<Source>);

impl Loader<QueueKey> for Queues {
    type Value = Loaded<Queue>;
    type Error = Infallible;

    async fn load(&self, keys: &[QueueKey]) -> Result<HashMap<QueueKey, Self::Value>, Infallible> {
        let source = &self.0;
        let call = |family, ids: Vec<_>| async move {
            let found = source.platform.queues(&source.caller, family, &ids).await?;
            Ok(found.into_iter().map(|one| (one.id, one)).collect())
        };
        let fetch = |missing| by_family(&source.sizes.queues, missing, call);
        Ok(through(source, keys, |found| source.reference_ttl(found), fetch).await)
    }
}

pub(super) struct WrapUpCodes(pub(super) Arc<Source>);

impl Loader<WrapUpCodeKey> for WrapUpCodes {
    type Value = Loaded<WrapUpCode>;
    type Error = Infallible;

    async fn load(
        &self,
        keys: &[WrapUpCodeKey],
    ) -> Result<HashMap<WrapUpCodeKey, Self::Value>, Infallible> {
        let source = &self.0;
        let call = |family, ids: Vec<_>| async move {
            let platform = &source.platform;
            let found = platform.wrap_up_codes(&source.caller, family, &ids).await?;
            Ok(found.into_iter().map(|one| (one.id, one)).collect())
        };
        let fetch = |missing| by_family(&source.sizes.wrap_up_codes, missing, call);
        Ok(through(source, keys, |found| source.reference_ttl(found), fetch).await)
    }
}

/// Calls `call` for the keys of each family apart, for both at once.
async fn by_family<K, V, Fut>(
    size: &BatchSize,
    missing: Vec<(Family, K)>,
    call: impl Fn(Family, Vec<K>) -> Fut + Sync,
) -> HashMap<(Family, K), Loaded<V>>
where
    K: Hash + Eq + Clone + Send + Sync,
    V: Send + Sync,
    Fut: Future<Output = Result<Vec<(K, V)>, Error>> + Send,
{
    let (plain, views): (Vec<_>, Vec<_>) = missing
        .into_iter()
        .partition(|(family, _)| *family == Family::Plain);
    let of = |family| {
        let call = &call;
        move |keys: Vec<(Family, K)>| {
            let answer = call(family, keys.into_iter().map(|(_, id)| id).collect());
            async move {
                let found = answer.await?.into_iter();
                Ok(found
                    .map(|(id, one)| ((family, id), Ok(Some(one))))
                    .collect())
            }
        }
    };
    let (mut found, others) = join(
        chunked(size, &plain, of(Family::Plain)),
        chunked(size, &views, of(Family::DivisionViews)),
    )
    .await;
    found.extend(others);
    found
}

pub(super) struct Agents(pub(super) Arc<Source>);

impl Loader<AgentId> for Agents {
    type Value = Loaded<Agent>;
    type Error = Infallible;

    async fn load(&self, keys: &[AgentId]) -> Result<HashMap<AgentId, Self::Value>, Infallible> {
        let source = &self.0;
        let call = |ids: Vec<AgentId>| async move {
            let found = source.platform.users(&source.caller, &ids).await?;
            Ok(found
                .into_iter()
                .map(|one| (one.id, Ok(Some(one))))
                .collect())
        };
        let fetch = |missing: Vec<AgentId>| async move {
            chunked(&source.sizes.agents, &missing, call).await
        };
        Ok(through(source, keys, |found| source.reference_ttl(found), fetch).await)
    }
}

pub(super) struct Segments(pub(super) Arc<Source>);

impl Loader<SegmentId> for Segments {
    type Value = Loaded<Segment>;
    type Error = Infallible;

    async fn load(
        &self,
        keys: &[SegmentId],
    ) -> Result<HashMap<SegmentId, Self::Value>, Infallible> {
        let source = &self.0;
        let call = |ids: Vec<SegmentId>| async move {
            let found = source.platform.segments(&source.caller, &ids).await?;
            Ok(found
                .into_iter()
                .map(|one| (one.id, Ok(Some(one))))
                .collect())
        };
        let fetch = |missing: Vec<SegmentId>| async move {
            chunked(&source.sizes.segments, &missing, call).await
        };
        Ok(through(source, keys, |found| source.reference_ttl(found), fetch).await)
    }
}

impl Source {
    fn reference_ttl<V>(&self, found: Option<&V>) -> Duration {
        match found {
            Some(_) => self.freshness.reference,
            None => self.freshness.absent,
        }
    }
}
