//! The state that the tasks, the subscribers and the requests of one scope share.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use parking_lot::{Mutex, MutexGuard};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::cache_events::Origin;
use super::channel_state::ChannelState;
use super::credentials::Credentials;
use super::registry::WatchRegistry;
use super::settings::Settings;
use super::signal::Signal;
use crate::clock::Clock;
use crate::fleet::Feed;
use crate::model::id::CustomerId;
use crate::model::session::Session;
use crate::platform::{Credential, Platform, StaleIdentity, UpstreamCaller};

/// The shared state of one scope's watch.
pub(super) struct State {
    pub(super) platform: Platform,
    pub(super) clock: Clock,
    pub(super) settings: Settings,
    pub(super) credentials: Credentials,
    /// The watches of the scope on other nodes; `None` if the gateway is alone.
    pub(super) feed: Option<Feed>,
    registry: Mutex<WatchRegistry>,
    /// Contacts were added or removed, or another node does not report them any more.
    pub(super) leases_changed: Notify,
    /// The contacts of a channel or the number of channels changed.
    pub(super) topics_changed: Notify,
    /// A list waits to be read.
    pub(super) list_requested: Notify,
    /// The user's own conversations wait to be read.
    pub(super) own_requested: Notify,
    /// The instant of the next status change changed.
    pub(super) timers_changed: Notify,
}

impl State {
    pub(super) fn new(
        platform: Platform,
        clock: Clock,
        settings: Settings,
        credential: Credential,
        registry: WatchRegistry,
        feed: Option<Feed>,
    ) -> Self {
        Self {
            platform,
            clock,
            settings,
            credentials: Credentials::new(credential),
            feed,
            registry: Mutex::new(registry),
            leases_changed: Notify::new(),
            topics_changed: Notify::new(),
            list_requested: Notify::new(),
            own_requested: Notify::new(),
            timers_changed: Notify::new(),
        }
    }

    /// Locks the registry. No code awaits or calls the platform under this lock.
    pub(super) fn registry(&self) -> MutexGuard<'_, WatchRegistry> {
        self.registry.lock()
    }

    /// Changes the registry, and wakes every task, because any of them may have work afterwards.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut WatchRegistry) -> T) -> T {
        let changed = self.change_topics(change);
        self.leases_changed.notify_one();
        changed
    }

    /// Like [`change`](Self::change), but does not wake the task that requests leases.
    pub(super) fn change_topics<T>(&self, change: impl FnOnce(&mut WatchRegistry) -> T) -> T {
        let changed = change(&mut self.registry());
        self.topics_changed.notify_one();
        self.list_requested.notify_one();
        self.own_requested.notify_one();
        self.timers_changed.notify_one();
        changed
    }

    /// Records the state of a channel.
    pub(super) fn set_channel_state(&self, index: usize, state: ChannelState) {
        self.registry().set_channel_state(index, state);
    }

    /// A caller with the current credential. If the platform has rejected it, this waits for another one.
    pub(super) async fn caller(&self) -> UpstreamCaller {
        let credential = self.credentials.usable().await;
        let deadline = Instant::now() + self.settings.call_timeout;
        UpstreamCaller::new(credential, deadline)
    }

    /// Stops using the caller's credential if the platform has rejected it. The subscribers identify their viewers again:
    /// those of the rejected token end, and another one restores its credential.
    pub(super) fn check_credential(&self, caller: &UpstreamCaller) {
        if caller.stale_identity() == Some(StaleIdentity::Token) {
            self.credentials.reject(&caller.credential);
            self.recheck_viewers();
        }
    }

    /// Requests that the subscribers identify their viewers again, on all nodes.
    pub(super) fn recheck_viewers(&self) {
        self.registry().recheck_viewers();
        self.publish(&Signal::TokenRejected);
    }

    /// Gives up the leases of these contacts, so that other nodes can take them.
    pub(super) fn give_up(&self, contacts: Vec<CustomerId>) {
        if let Some(feed) = &self.feed {
            let ids: Vec<_> = contacts.iter().map(|contact| contact.0).collect();
            feed.release(&ids);
            self.publish(&Signal::Lost(contacts));
        }
    }

    /// Publishes a message to the watches of the scope on other nodes.
    pub(super) fn publish(&self, signal: &Signal) {
        if let Some(feed) = &self.feed
            && let Ok(content) = serde_json::to_vec(signal)
        {
            feed.send(&content);
        }
    }

    /// Number of nodes of the fleet that are present, with this one.
    pub(super) fn node_count(&self) -> usize {
        self.feed.as_ref().map_or(1, Feed::node_count)
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// A frame has reported a session of this contact.
    pub(super) fn apply_frame(&self, contact: CustomerId, session: &Arc<Session>, origin: Origin) {
        let now = self.now();
        self.registry().apply_frame(contact, session, now, origin);
        self.timers_changed.notify_one();
        if may_need_topic(session) {
            self.topics_changed.notify_one();
        }
    }
}

/// Whether the session may need a topic of its own, which reports whether a campaign made the call.
pub(super) fn may_need_topic(session: &Session) -> bool {
    session.ended_at.is_none() && session.campaign_call_candidate().is_some()
}
