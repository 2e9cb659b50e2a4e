//! The viewer's own active conversations, and a conversation by its id.

use std::sync::Arc;

use super::loader::Own;
use super::loaders::Loaders;
use super::source::Loaded;
use crate::access::Permission;
use crate::model::conversation::Conversation;
use crate::model::id::ConversationId;

impl Loaders {
    /// The viewer's own active conversations; `None` for the token of an OAuth client.
    pub async fn own_conversations(&self) -> Loaded<Vec<Arc<Conversation>>> {
        let found = self.load_one(&self.own_conversations, Own).await?;
        for conversation in found.iter().flat_map(|found| found.iter()) {
            self.record_customer(conversation.overview.customer);
        }
        Ok(found)
    }

    /// A conversation; `None` if it is unknown or the viewer may not see it. One call returns all of the viewer's own active
    /// ones, so it comes first unless the viewer may read every conversation by id.
    pub async fn conversation_by_id(&self, id: ConversationId) -> Loaded<Conversation> {
        let rights = &self.source.viewer.rights;
        if !rights.holds(Permission::ConversationCommunication) && self.source.may_read_own() {
            let own = self.own_conversations().await?;
            let mut own = own.iter().flat_map(|own| own.iter());
            if let Some(found) = own.find(|own| own.id == id) {
                return Ok(Some(found.clone()));
            }
        }
        let found = self.load_one(&self.other_conversations, id).await?;
        self.record_customer(found.as_deref().and_then(|found| found.overview.customer));
        Ok(found)
    }
}
