//! Conversations by the viewer's own token, with either identity: the viewer's own active ones, and one by its id. The
//! platform decides what the viewer may see. Nothing is cached beyond the request, since the states change with each ring
//! and hang-up.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;

use async_graphql::dataloader::Loader;

use crate::access::Permission;
use crate::load::batch::one_call_per_key;
use crate::load::batch_span::BatchSpan;
use crate::load::source::{Loaded, Source};
use crate::model::conversation::Conversation;
use crate::model::id::ConversationId;
use crate::platform::{Detail, Error, Medium};

/// The key of the viewer's own active conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::load) struct Own;

/// The viewer's own active conversations; `None` for the token of an OAuth client.
#[derive(Clone)]
pub(in crate::load) struct OwnConversations(pub(in crate::load) Arc<Source>);

impl Loader<Own> for OwnConversations {
    type Value = Loaded<Vec<Arc<Conversation>>>;
    type Error = Infallible;

    async fn load(&self, _: &[Own]) -> Result<HashMap<Own, Self::Value>, Infallible> {
        let source = &self.0;
        source.cache.record_uncached();
        let caller = source.viewer_caller();
        let read = source.platform.own_conversations(&caller);
        let found = BatchSpan::uncached("OwnConversations", 1, read).await;
        let found = match found {
            Ok(found) => Ok(Some(Arc::new(found.into_iter().map(Arc::new).collect()))),
            // The platform requires a user.
            Err(Error::Rejected { status: 400, .. }) => Ok(None),
            Err(error) => Err(error),
        };
        Ok(HashMap::from([(Own, found)]))
    }
}

/// Conversations by id that are not among the viewer's own active ones; `None` if unknown or not visible.
#[derive(Clone)]
pub(in crate::load) struct OtherConversations(pub(in crate::load) Arc<Source>);

impl Loader<ConversationId> for OtherConversations {
    type Value = Loaded<Conversation>;
    type Error = Infallible;

    async fn load(
        &self,
        keys: &[ConversationId],
    ) -> Result<HashMap<ConversationId, Self::Value>, Infallible> {
        let source = &self.0;
        source.cache.record_uncached();
        let read = |id| async move { read(source, id).await };
        let read = one_call_per_key(source.concurrency, keys.to_vec(), read);
        Ok(BatchSpan::uncached("OtherConversations", keys.len(), read).await)
    }
}

/// Tries the operations in the order of their cost: one call of an operation that the viewer has a permission for, else one
/// call for each medium of the viewer's own conversations until one has it.
async fn read(source: &Source, id: ConversationId) -> Result<Option<Conversation>, Error> {
    let (platform, caller) = (&source.platform, &source.viewer_caller());
    let rights = &source.viewer.rights;
    let sees = |found: &Conversation, detail| rights.sees_conversation(found, detail);
    if rights.holds(Permission::ConversationCommunication) {
        let found = platform.conversation(caller, id).await?;
        if let Some(found) = found.filter(|found| sees(found, Detail::OneByOne)) {
            return Ok(Some(found));
        }
    } else if rights.holds(Permission::ConversationDetail)
        || rights.holds(Permission::AgentConversationDetail)
    {
        let found = platform.conversation_details(caller, &[id]).await?;
        let mut found = found.into_iter();
        let is_it = |found: &Conversation| found.id == id && sees(found, Detail::Analytics);
        if let Some(found) = found.find(is_it) {
            return Ok(Some(found));
        }
    }
    if !source.may_read_own() {
        return Ok(None);
    }
    for medium in Medium::ALL {
        if let Some(found) = platform.own_conversation(caller, medium, id).await? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}
