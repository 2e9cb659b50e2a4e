//! Conversation details in bulk: `AnalyticsApi` of the platform's SDKs.

use super::call::Arguments;
use super::wire::analytics::Conversations;
use super::{Error, Operation, Platform, UpstreamCaller};
use crate::model::conversation::Conversation as Model;
use crate::model::id::ConversationId;

impl Platform {
    /// Conversations by id; unknown and invisible ones are missing. How many ids one call takes is
    /// not documented; 100 are in use in the wild. Needs `analytics:conversationDetail:view` or
    /// `analytics:agentConversationDetail:view`.
    pub async fn conversation_details(
        &self,
        caller: &UpstreamCaller,
        ids: &[ConversationId],
    ) -> Result<Vec<Model>, Error> {
        let arguments = Arguments::default().with_each("id", ids);
        let answer: Conversations = self
            .call(caller, Operation::ConversationDetails, arguments)
            .await?;
        answer.found().ok_or(Error::Invalid)
    }
}
