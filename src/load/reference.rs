//! Queues, wrap-up codes, agents and segments: many by id in one call.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::dataloader::Loader;

use super::batch::{chunked, through};
use super::{Loaded, Source};
use crate::cache::{QueueKey, WrapUpCodeKey};
use crate::model::id::{AgentId, SegmentId};
use crate::model::reference::{Agent, Queue, Segment, WrapUpCode};

pub(super) struct Queues(pub(super) Arc<Source>);

impl Loader<QueueKey> for Queues {
    type Value = Loaded<Queue>;
    type Error = Infallible;

    async fn load(&self, keys: &[QueueKey]) -> Result<HashMap<QueueKey, Self::Value>, Infallible> {
        let source = &self.0;
        let family = source.viewer.rights.queue_family();
        let call = |keys: Vec<QueueKey>| async move {
            let ids: Vec<_> = keys.into_iter().map(|(_, id)| id).collect();
            let found = source.platform.queues(&source.caller, family, &ids).await?;
            Ok(found
                .into_iter()
                .map(|one| ((family, one.id), Ok(Some(one))))
                .collect())
        };
        let fetch = |missing: Vec<QueueKey>| async move {
            chunked(&source.sizes.queues, &missing, call).await
        };
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
        let family = source.viewer.rights.wrap_up_code_family();
        let call = |keys: Vec<WrapUpCodeKey>| async move {
            let ids: Vec<_> = keys.into_iter().map(|(_, id)| id).collect();
            let found = source
                .platform
                .wrap_up_codes(&source.caller, family, &ids)
                .await?;
            Ok(found
                .into_iter()
                .map(|one| ((family, one.id), Ok(Some(one))))
                .collect())
        };
        let fetch = |missing: Vec<WrapUpCodeKey>| async move {
            chunked(&source.sizes.wrap_up_codes, &missing, call).await
        };
        Ok(through(source, keys, |found| source.reference_ttl(found), fetch).await)
    }
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
