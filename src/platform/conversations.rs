//! Conversations: `ConversationsApi` of the platform's SDKs.

use serde::Serialize;

use super::call::Arguments;
use super::client::Platform;
use super::credential::UpstreamCaller;
use super::error::Error;
use super::medium::Medium;
use super::operation::Operation;
use super::wire::conversation::Conversation;
use super::wire::conversation::medium::MediumConversation;
use super::wire::{Listing, Shape};
use crate::model::conversation::Conversation as Model;
use crate::model::id::ConversationId;

/// The operation that reads conversations. The two operations need different permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Detail {
    /// Analytics: many conversations per call.
    Analytics,
    /// Conversations API: one conversation per call.
    OneByOne,
}

impl Platform {
    /// The active conversations of the caller, a user: those in which the user takes part or still has after-call work.
    /// Needs no permission. A token of an OAuth client is rejected.
    pub async fn own_conversations(&self, caller: &UpstreamCaller) -> Result<Vec<Model>, Error> {
        let list: Listing<Conversation> = self
            .call(caller, Arguments::new(Operation::OwnConversations))
            .await?;
        Ok(list.entities.0)
    }

    /// A conversation of this medium in which the caller takes or took part; `None` if there is none. Needs no permission.
    pub async fn own_conversation(
        &self,
        caller: &UpstreamCaller,
        medium: Medium,
        id: ConversationId,
    ) -> Result<Option<Model>, Error> {
        match self
            .call::<MediumConversation>(caller, Arguments::for_id(medium.operation(), id))
            .await
        {
            Ok(conversation) => conversation
                .into_model(medium)
                .map(Some)
                .ok_or(Error::Invalid(None)),
            // The platform does not document the answer for a conversation of another medium.
            Err(
                Error::NotFound
                | Error::Forbidden
                | Error::OutOfReach
                | Error::Rejected { status: 400, .. },
            ) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads one conversation; `None` if it is unknown or invisible. Needs `conversation:communication:view`.
    pub async fn conversation(
        &self,
        caller: &UpstreamCaller,
        id: ConversationId,
    ) -> Result<Option<Model>, Error> {
        match self
            .call::<Conversation>(caller, Arguments::for_id(Operation::Conversation, id))
            .await
        {
            Ok(conversation) => conversation
                .into_model()
                .map(Some)
                .ok_or(Error::Invalid(None)),
            Err(
                Error::NotFound | Error::Forbidden | Error::OutOfReach | Error::ServiceForbidden(_),
            ) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
