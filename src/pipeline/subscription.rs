//! A running subscription. Each event executes the document with new loaders, the current time and the viewer's current
//! rights.

mod conversations;
mod delivered;
mod journey;
mod running;

use std::fmt;

use bytes::Bytes;

pub(super) use conversations::ConversationsFeed;
pub(super) use journey::JourneyFeed;
pub(super) use running::Running;

use crate::admission::ViewerKey;
use crate::audit::EndReason;
use crate::pipeline::operation::RequestError;

/// The events of one subscription.
pub struct SubscriptionStream {
    running: Running,
    feed: Feed,
}

/// The source of a subscription's events.
pub(super) enum Feed {
    /// `Subscription.journeyChanged`.
    Journey(Box<JourneyFeed>),
    /// `Subscription.myConversationsChanged`.
    Conversations(ConversationsFeed),
}

impl fmt::Debug for SubscriptionStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SubscriptionStream")
    }
}

impl SubscriptionStream {
    pub(super) fn new(running: Running, feed: Feed) -> Self {
        Self { running, feed }
    }

    /// Waits for the next event and returns its response body. An error ends the stream. Not cancel safe: dropping the
    /// future may lose an event.
    pub async fn next(&mut self) -> Result<Bytes, RequestError> {
        let running = &mut self.running;
        let next = match &mut self.feed {
            Feed::Journey(feed) => feed.next_event(running).await,
            Feed::Conversations(feed) => feed.next_event(running).await,
        };
        match &next {
            Ok(_) => {
                running.events += 1;
                running.active.count_event();
            }
            Err(RequestError::Identity(_)) => running.end_reason = Some(EndReason::Token),
            Err(error) => running.end_reason = Some(EndReason::Error(error.code().to_owned())),
        }
        next
    }

    /// The key that the inbound gates count this subscriber by.
    pub fn viewer_key(&self) -> ViewerKey {
        self.running.context.viewer_key()
    }
}
