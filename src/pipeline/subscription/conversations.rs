//! The events of `Subscription.myConversationsChanged`: each has the complete list, so that a subscriber can miss none.

use bytes::Bytes;
use tokio::time::sleep_until;

use super::running::Running;
use crate::graph::{SubscriptionEvent, SubscriptionPhase};
use crate::live::{OwnSubscription, OwnUpdate};
use crate::pipeline::operation::RequestError;
use crate::pipeline::upstream_identity::{ScopeKey, UpstreamIdentity};
use crate::platform::Credential;

/// The changes of the viewer's own conversations.
pub(in crate::pipeline) struct ConversationsFeed {
    scope: ScopeKey,
    watch: OwnSubscription,
}

impl ConversationsFeed {
    pub(in crate::pipeline) fn new(scope: ScopeKey, watch: OwnSubscription) -> Self {
        Self { scope, watch }
    }

    pub(super) async fn next_event(
        &mut self,
        running: &mut Running,
    ) -> Result<Bytes, RequestError> {
        loop {
            let update = tokio::select! {
                update = self.watch.next() => update,
                () = sleep_until(running.recheck_at) => {
                    self.recheck(running).await?;
                    continue;
                }
            };
            match update {
                OwnUpdate::List(list) => {
                    self.recheck(running).await?;
                    let event = SubscriptionEvent::Conversations(list);
                    return Ok(running.deliver(SubscriptionPhase::Deliver(event)).await);
                }
                OwnUpdate::RecheckViewer => {
                    running.forget_viewer().await;
                    self.recheck(running).await?;
                    let credential = Credential::Viewer(running.context.token.clone());
                    self.watch.restore_credential(credential);
                }
                OwnUpdate::Ended(error) => return Err(RequestError::Subscription(error.into())),
            }
        }
    }

    /// Identifies the viewer again. Changed rights have a scope of their own.
    async fn recheck(&mut self, running: &mut Running) -> Result<(), RequestError> {
        running.identify().await?;
        let scope = UpstreamIdentity::own_key(&running.context.viewer);
        if scope != self.scope {
            self.watch = running.gateway.watch_own(&scope, &running.context)?;
            self.scope = scope;
        }
        Ok(())
    }
}
