//! The own conversations of the user to whom a scope's credential belongs: one list, which all subscribers share. It is read
//! when the first subscriber comes, after each notification about one of the conversations, and after each gap.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::model::conversation::Conversation;
use crate::model::id::AgentId;
use crate::platform::Error;

/// How long the first read waits for the confirmation of the topic. A list that is read earlier must be read again.
const MAX_WAIT_FOR_TOPIC: Duration = Duration::from_secs(2);

/// The user's active conversations at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnList {
    /// The conversations, in the platform's order.
    pub conversations: Arc<[Arc<Conversation>]>,
    /// When the gateway read them.
    pub at: DateTime<Utc>,
}

/// One update for a subscriber.
#[derive(Debug)]
pub enum OwnUpdate {
    /// The complete list, which has changed.
    List(OwnList),
    /// The platform has revoked or rejected a token, which may be this subscriber's.
    RecheckViewer,
    /// The subscription has ended.
    Ended(Error),
}

/// The subscribers, and the newest list.
#[derive(Debug, Default)]
pub(super) struct OwnConversations {
    user: Option<AgentId>,
    subscribers: Vec<Arc<PendingList>>,
    /// Whether the topic reports every change.
    is_confirmed: bool,
    /// When a read was requested that has not started.
    requested: Option<Instant>,
    newest: Option<OwnList>,
}

/// The newest list that one subscriber has not received.
#[derive(Debug, Default)]
pub(super) struct PendingList {
    state: Mutex<Pending>,
    added: Notify,
}

#[derive(Debug, Default)]
struct Pending {
    list: Option<OwnList>,
    /// Whether the subscriber has had a list.
    has_list: bool,
    recheck_viewer: bool,
    ended: Option<Error>,
}

impl OwnConversations {
    /// Adds a subscriber of the scope's user.
    pub(super) fn subscribe(&mut self, user: AgentId, subscriber: &Arc<PendingList>) {
        self.user = Some(user);
        self.subscribers.push(subscriber.clone());
        match &self.newest {
            Some(newest) if self.is_confirmed && self.requested.is_none() => {
                subscriber.set(newest);
            }
            _ => self.request(),
        }
    }

    pub(super) fn unsubscribe(&mut self, subscriber: &Arc<PendingList>) {
        self.subscribers
            .retain(|other| !Arc::ptr_eq(other, subscriber));
        if self.subscribers.is_empty() {
            // Without the topic, the list is outdated when the next subscriber comes.
            *self = Self::default();
        }
    }

    /// The user whose topic is needed, and whether it is confirmed; `None` without a subscriber.
    pub(super) fn topic(&self) -> Option<(AgentId, bool)> {
        Some((self.user?, self.is_confirmed))
    }

    /// The topic reports every change from now on.
    pub(super) fn confirm(&mut self) {
        if !std::mem::replace(&mut self.is_confirmed, true) {
            self.request();
        }
    }

    /// Changes may be missed from now on, until the topic is confirmed again.
    pub(super) fn channel_lost(&mut self) {
        self.is_confirmed = false;
    }

    /// Ends every subscription.
    pub(super) fn end(&mut self, error: &Error) {
        for subscriber in &self.subscribers {
            subscriber.end(error.clone());
        }
    }

    pub(super) fn recheck_viewers(&self) {
        for subscriber in &self.subscribers {
            subscriber.recheck_viewer();
        }
    }

    /// Requests a read, if there is a subscriber.
    pub(super) fn request(&mut self) {
        if self.user.is_some() {
            self.requested.get_or_insert_with(Instant::now);
        }
    }

    /// When the list must be read; `None` if it is current.
    pub(super) fn due(&self) -> Option<Instant> {
        let requested = self.requested?;
        Some(if self.is_confirmed {
            requested
        } else {
            requested + MAX_WAIT_FOR_TOPIC
        })
    }

    /// A read starts. A change during the read requests another one.
    pub(super) fn start_read(&mut self) {
        self.requested = None;
    }

    /// Sends a list that was read to all subscribers, or, if nothing has changed, to those that have had none.
    pub(super) fn publish(&mut self, list: OwnList) {
        let is_same = |newest: &OwnList| newest.conversations == list.conversations;
        let has_changed = !self.newest.as_ref().is_some_and(is_same);
        let subscribers = self.subscribers.iter();
        subscribers
            .filter(|subscriber| has_changed || !subscriber.has_list())
            .for_each(|subscriber| subscriber.set(&list));
        self.newest = Some(list);
    }
}

impl PendingList {
    fn has_list(&self) -> bool {
        self.state.lock().has_list
    }

    fn set(&self, list: &OwnList) {
        let mut state = self.state.lock();
        state.list = Some(list.clone());
        state.has_list = true;
        drop(state);
        self.added.notify_one();
    }

    /// Requests that the subscriber identifies its viewer again.
    pub(super) fn recheck_viewer(&self) {
        self.state.lock().recheck_viewer = true;
        self.added.notify_one();
    }

    fn end(&self, error: Error) {
        self.state.lock().ended = Some(error);
        self.added.notify_one();
    }

    /// Waits for the next update. If it is dropped before it resolves, none is lost.
    pub(super) async fn next(&self) -> OwnUpdate {
        loop {
            if let Some(update) = self.state.lock().take() {
                return update;
            }
            self.added.notified().await;
        }
    }
}

impl Pending {
    fn take(&mut self) -> Option<OwnUpdate> {
        if let Some(error) = &self.ended {
            return Some(OwnUpdate::Ended(error.clone()));
        }
        if std::mem::take(&mut self.recheck_viewer) {
            return Some(OwnUpdate::RecheckViewer);
        }
        self.list.take().map(OwnUpdate::List)
    }
}
