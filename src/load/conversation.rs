//! Conversations in full, from whichever of the platform's two sources the viewer may read.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, PoisonError};

use async_graphql::dataloader::Loader;
use futures_util::future::join;

use super::batch::{chunked, each, through};
use super::{Loaded, Loaders, Source};
use crate::access::Permission;
use crate::cache::ConversationKey;
use crate::model::conversation::{Conversation, MomentKind};
use crate::model::session::{Details, Session};
use crate::platform::Detail;

pub(super) struct Conversations(pub(super) Arc<Source>);

impl Loader<ConversationKey> for Conversations {
    type Value = Loaded<Conversation>;
    type Error = Infallible;

    async fn load(
        &self,
        keys: &[ConversationKey],
    ) -> Result<HashMap<ConversationKey, Self::Value>, Infallible> {
        let source = &self.0;
        let ttl = |_: &ConversationKey, found: Option<&Conversation>| match found {
            Some(conversation) => source.freshness.of_state(is_over(conversation)),
            None => source.freshness.absent,
        };
        let details = |keys: Vec<ConversationKey>| async move {
            let ids: Vec<_> = keys.into_iter().map(|(_, id)| id).collect();
            let found = source
                .platform
                .conversation_details(&source.caller, &ids)
                .await?;
            Ok(found
                .into_iter()
                .map(|one| ((Detail::Analytics, one.id), Ok(Some(one))))
                .collect())
        };
        let single = |(_, id): ConversationKey| async move {
            source.platform.conversation(&source.caller, id).await
        };
        let fetch = |missing: Vec<ConversationKey>| async move {
            source.reads_conversations(&missing);
            let (many, single_ones): (Vec<_>, Vec<_>) = missing
                .into_iter()
                .partition(|(detail, _)| *detail == Detail::Analytics);
            let (mut many, one_by_one) = join(
                chunked(&source.sizes.conversations, &many, details),
                each(source.concurrency, single_ones, single),
            )
            .await;
            many.extend(one_by_one);
            many
        };
        Ok(through(source, keys, ttl, fetch).await)
    }
}

impl Source {
    /// Notes that these are about to be read.
    fn reads_conversations(&self, keys: &[ConversationKey]) {
        if let Some((_, mark)) = self.watch() {
            let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
            read.extend(keys.iter().map(|key| (*key, mark)));
        }
    }

    /// A conversation that was read is kept as long as its session is.
    fn settle_conversation(&self, session: &Session, key: &ConversationKey) {
        let Some(live) = &self.live else { return };
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(mark) = read.remove(key) {
            live.settle_conversation(session, key, mark);
        }
    }

    /// Where the viewer may read the conversation of a session; nothing where not.
    pub(super) fn detail_of(&self, session: &Session) -> Option<Detail> {
        let rights = &self.viewer.rights;
        rights.detail_in(&session.divisions).or_else(|| {
            let told = self.whole_conversations
                && rights.holds_in(Permission::JourneyEvent, &session.divisions);
            told.then_some(Detail::Analytics)
        })
    }
}

impl Loaders {
    /// The conversation of a session in full; `None` also where the viewer may not read it.
    pub async fn conversation(&self, session: &Session) -> Loaded<Conversation> {
        let Details::Conversation(facts) = &session.details else {
            return Ok(None);
        };
        let detail = self.source.detail_of(session);
        let Some(key) = detail.zip(facts.conversation) else {
            return Ok(None);
        };
        let found = self.conversation_of(key).await?;
        self.source.settle_conversation(session, &key);
        let rights = &self.source.viewer.rights;
        Ok(found.filter(|conversation| {
            self.source.whole_conversations || rights.sees_conversation(conversation, key.0)
        }))
    }

    /// The conversation of a session in full, for what only the viewer's own permission to read details
    /// opens: `service.whole_conversations` opens timelines and wrap-ups, and no personal data.
    pub async fn conversation_details(&self, session: &Session) -> Loaded<Conversation> {
        let rights = &self.source.viewer.rights;
        let Some(detail) = rights.detail_in(&session.divisions) else {
            return Ok(None);
        };
        let found = self.conversation(session).await?;
        Ok(found.filter(|conversation| rights.sees_conversation(conversation, detail)))
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
