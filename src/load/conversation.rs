//! Whole conversations of sessions.

use super::loaders::Loaders;
use super::source::Loaded;
use crate::cache::ConversationKey;
use crate::model::conversation::Conversation;
use crate::model::session::{Details, Session};

impl Loaders {
    /// The whole conversation of a session; `None` also if the viewer may not read it.
    pub async fn conversation(&self, session: &Session) -> Loaded<Conversation> {
        let Details::Conversation(facts) = &session.details else {
            return Ok(None);
        };
        let source = self.source.conversation_source(session);
        let Some(key) = source.zip(facts.conversation) else {
            return Ok(None);
        };
        let found = self.conversation_by_key(key).await?;
        self.source.cache.finish_conversation(session, &key);
        let rights = &self.source.viewer.rights;
        Ok(found.filter(|conversation| {
            self.source.whole_conversations || rights.sees_conversation(conversation, key.0)
        }))
    }

    /// The whole conversation of a session, for fields that only the viewer's own permission to read details opens:
    /// `service.whole_conversations` opens timelines and wrap-ups, and no personal data.
    pub async fn conversation_details(&self, session: &Session) -> Loaded<Conversation> {
        let rights = &self.source.viewer.rights;
        let Some(detail) = rights.detail_in(&session.divisions) else {
            return Ok(None);
        };
        let found = self.conversation(session).await?;
        Ok(found.filter(|conversation| rights.sees_conversation(conversation, detail)))
    }

    /// A conversation that this request has read already, or else reads now.
    pub(super) async fn conversation_by_key(&self, key: ConversationKey) -> Loaded<Conversation> {
        let early_outcome = self.early_outcomes.lock().get(&key).cloned();
        match early_outcome {
            Some(outcome) => outcome,
            None => self.cached_or_load(&self.conversations, key).await,
        }
    }
}
