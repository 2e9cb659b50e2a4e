//! Conversation details in bulk: `AnalyticsApi` of the platform's SDKs.

use super::call::Arguments;
use super::client::Platform;
use super::credential::UpstreamCaller;
use super::error::Error;
use super::operation::Operation;
use super::wire::analytics::Conversations;
use crate::model::conversation::Conversation as Model;
use crate::model::id::ConversationId;

impl Platform {
    /// Reads conversations by id; the list omits unknown and invisible ones. The platform does not document the maximum
    /// number of ids; public programs send 100. Needs `analytics:conversationDetail:view` or
    /// `analytics:agentConversationDetail:view`.
    pub async fn conversation_details(
        &self,
        caller: &UpstreamCaller,
        ids: &[ConversationId],
    ) -> Result<Vec<Model>, Error> {
        let arguments = Arguments::new(Operation::ConversationDetails).with_each("id", ids);
        let response: Conversations = self.call(caller, arguments).await?;
        response.found().ok_or(Error::Invalid(None))
    }
}
