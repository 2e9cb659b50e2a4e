//! Whole conversations, from one of the platform's two sources.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use futures_util::future::join;

use crate::cache::ConversationKey;
use crate::load::batch::{batched, one_call_per_key};
use crate::load::read_through::read_through;
use crate::load::source::{Loaded, Source};
use crate::model::conversation::{Conversation, StepKind};
use crate::platform::Detail;

#[derive(Clone)]
pub(in crate::load) struct Conversations(pub(in crate::load) Arc<Source>);

impl Loader<ConversationKey> for Conversations {
    type Value = Loaded<Conversation>;
    type Error = Infallible;

    async fn load(
        &self,
        keys: &[ConversationKey],
    ) -> Result<HashMap<ConversationKey, Self::Value>, Infallible> {
        let source = &self.0;
        let freshness = source.cache.freshness();
        let ttl = |_: &ConversationKey, found: Option<&Conversation>| match found {
            Some(conversation) => freshness.for_session_state(is_over(conversation)),
            None => freshness.absent,
        };
        let analytics = |keys: Vec<ConversationKey>| async move {
            let ids: Vec<_> = keys.into_iter().map(|(_, id)| id).collect();
            let found = source
                .platform
                .conversation_details(&source.caller, &ids)
                .await?;
            Ok(found
                .into_iter()
                .map(|conversation| ((Detail::Analytics, conversation.id), Ok(Some(conversation))))
                .collect())
        };
        let single = |(_, id): ConversationKey| async move {
            source.platform.conversation(&source.caller, id).await
        };
        let fetch = |missing: Vec<ConversationKey>| async move {
            source.cache.start_conversations(&missing);
            let (many, one_by_one): (Vec<_>, Vec<_>) = missing
                .into_iter()
                .partition(|(detail, _)| *detail == Detail::Analytics);
            let (mut many, one_by_one) = join(
                batched(&source.sizes.conversations, &many, analytics),
                one_call_per_key(source.concurrency, one_by_one, single),
            )
            .await;
            many.extend(one_by_one);
            many
        };
        Ok(read_through(source, keys, ttl, fetch).await)
    }
}

/// A wrap-up can be added shortly after the end of a conversation. The time to live of ended conversations accepts
/// that delay.
fn is_over(conversation: &Conversation) -> bool {
    conversation
        .timeline
        .iter()
        .any(|moment| moment.kind == StepKind::Ended)
}
