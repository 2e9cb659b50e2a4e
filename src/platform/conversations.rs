//! One conversation: `ConversationsApi` of the platform's SDKs.

use super::call::Arguments;
use super::client::Platform;
use super::credential::UpstreamCaller;
use super::error::Error;
use super::operation::Operation;
use super::wire::Shape;
use super::wire::conversation::Conversation;
use crate::model::conversation::Conversation as Model;
use crate::model::id::ConversationId;

/// The operation that reads conversations. The two operations need different permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Detail {
    /// Analytics: many conversations per call.
    Analytics,
    /// Conversations API: one conversation per call.
    OneByOne,
}

impl Platform {
    /// Reads one conversation; `None` if it is unknown or invisible. Needs `conversation:communication:view`.
    pub async fn conversation(
        &self,
        caller: &UpstreamCaller,
        id: ConversationId,
    ) -> Result<Option<Model>, Error> {
        match self
            .call::<Conversation>(caller, Operation::Conversation, Arguments::for_id(id))
            .await
        {
            Ok(conversation) => conversation.into_model().map(Some).ok_or(Error::Invalid),
            Err(
                Error::NotFound | Error::Forbidden | Error::OutOfReach | Error::ServiceForbidden,
            ) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
