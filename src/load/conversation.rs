//! Conversations in full, from whichever of the platform's two sources the viewer may read.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;

use async_graphql::dataloader::Loader;

use super::batch::{chunked, each, through};
use super::{Loaded, Source};
use crate::model::conversation::{Conversation, MomentKind};
use crate::model::id::ConversationId;

/// Where conversations are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Analytics: many in one call.
    Analytics,
    /// The conversations API: one call each.
    OneByOne,
}

pub(super) struct Conversations(pub(super) Arc<Source>);

impl Loader<ConversationId> for Conversations {
    type Value = Loaded<Conversation>;
    type Error = Infallible;

    async fn load(
        &self,
        keys: &[ConversationId],
    ) -> Result<HashMap<ConversationId, Self::Value>, Infallible> {
        let source = &self.0;
        let ttl = |found: Option<&Conversation>| match found {
            Some(conversation) => source.freshness.of_state(is_over(conversation)),
            None => source.freshness.absent,
        };
        let details = |ids: Vec<ConversationId>| async move {
            let found = source
                .platform
                .conversation_details(&source.caller, &ids)
                .await?;
            Ok(found
                .into_iter()
                .map(|one| (one.id, Ok(Some(one))))
                .collect())
        };
        let single = |id| async move { source.platform.conversation(&source.caller, id).await };
        let fetch = |missing: Vec<ConversationId>| async move {
            match source.conversations {
                Some(Detail::Analytics) => {
                    chunked(&source.sizes.conversations, &missing, details).await
                }
                Some(Detail::OneByOne) => each(source.concurrency, missing, single).await,
                None => HashMap::new(),
            }
        };
        Ok(through(&source.scope.conversations, keys, ttl, fetch).await)
    }
}

/// A conversation can be wrapped up after its end, but not much later: the time for which an ended
/// one is kept covers that.
fn is_over(conversation: &Conversation) -> bool {
    conversation
        .timeline
        .iter()
        .any(|moment| moment.kind == MomentKind::Ended)
}
