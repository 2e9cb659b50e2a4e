//! One conversation: `ConversationsApi` of the platform's SDKs.

use super::call::Arguments;
use super::wire::Shape;
use super::wire::conversation::Conversation;
use super::{Error, Operation, Platform, UpstreamCaller};
use crate::model::conversation::Conversation as Model;
use crate::model::id::ConversationId;

/// Where conversations are read. The two sources need different permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Detail {
    /// Analytics: many in one call.
    Analytics,
    /// The conversations API: one call each.
    OneByOne,
}

impl Platform {
    /// One conversation; `None` where unknown or invisible. Needs `conversation:communication:view`.
    pub async fn conversation(
        &self,
        caller: &UpstreamCaller,
        id: ConversationId,
    ) -> Result<Option<Model>, Error> {
        match self
            .call::<Conversation>(caller, Operation::Conversation, Arguments::of(id))
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
