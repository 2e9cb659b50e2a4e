//! The watch over the customers of one scope.

use std::fmt;
use std::sync::Arc;

use tokio::task::AbortHandle;

use super::cache_events::EventSink;
use super::own_conversations::{OwnUpdate, PendingList};
use super::pending_changes::{PendingChanges, Update};
use super::registry::{Full, WatchRegistry};
use super::settings::Settings;
use super::state::State;
use super::tasks;
use crate::clock::Clock;
use crate::fleet::Feed;
use crate::model::id::{AgentId, CustomerId};
use crate::platform::{Credential, Platform};
use crate::telemetry::LiveReading;

/// Watches the customers of one scope. Its task ends when the last holder drops it.
pub struct ScopeWatch {
    pub(super) state: Arc<State>,
    task: AbortHandle,
}

impl ScopeWatch {
    /// A watch that emits events to `cache`. It does not call the platform until a customer is watched. With a
    /// feed, it divides the customers with the watches of the scope on other nodes.
    pub fn new(
        platform: Platform,
        cache: Arc<dyn EventSink>,
        clock: Clock,
        settings: Settings,
        credential: Credential,
        feed: Option<Feed>,
    ) -> Self {
        let is_divided = feed.as_ref().is_some_and(Feed::is_up);
        let registry = WatchRegistry::new(cache, &settings, is_divided);
        let state = State::new(platform, clock, settings, credential, registry, feed);
        let state = Arc::new(state);
        let task = tokio::spawn(tasks::run(state.clone())).abort_handle();
        Self { state, task }
    }

    /// Calls the platform with `credential` from now on, unless the platform has rejected it.
    pub fn set_credential(&self, credential: Credential) {
        self.state.credentials.set(credential);
    }

    /// Subscribes `viewer` to the sessions of a customer. `None` if the viewer can watch no more customers.
    pub fn subscribe(
        self: &Arc<Self>,
        customer: CustomerId,
        viewer: &Arc<str>,
        credential: &Credential,
    ) -> Option<Subscription> {
        let pending = Arc::new(PendingChanges::default());
        let now = self.state.now();
        self.state
            .change(|registry| {
                registry.watch(customer, viewer)?;
                registry.pin(customer, viewer)?;
                registry.subscribe(customer, &pending, now);
                Ok::<_, Full>(())
            })
            .ok()?;
        if self.state.credentials.is_rejected(credential) {
            // The viewer was cached before the rejection.
            pending.recheck_viewer();
        }
        Some(Subscription {
            watch: self.clone(),
            customer,
            pending,
        })
    }

    /// Subscribes the scope's user, to whom `credential` belongs, to its own conversations.
    pub fn subscribe_own(
        self: &Arc<Self>,
        user: AgentId,
        credential: &Credential,
    ) -> OwnSubscription {
        let pending = Arc::new(PendingList::default());
        self.state
            .change(|registry| registry.subscribe_own(user, &pending));
        if self.state.credentials.is_rejected(credential) {
            // The viewer was cached before the rejection.
            pending.recheck_viewer();
        }
        OwnSubscription {
            watch: self.clone(),
            pending,
        }
    }

    /// Whether notifications of this contact, on a channel of this node, report every change of the contact's sessions.
    pub(crate) fn reports_alone(&self, contact: CustomerId) -> bool {
        self.state.registry().reports_alone(contact)
    }

    /// The state for the metrics.
    pub fn reading(&self) -> LiveReading {
        self.state.registry().reading()
    }

    /// Whether nothing is watched.
    pub fn is_empty(&self) -> bool {
        self.state.registry().is_empty()
    }

    /// Discards the known sessions of a contact's customers, and reads them again for those with subscribers.
    pub fn purge(&self, contact: CustomerId) {
        let now = self.state.now();
        self.state.change(|registry| registry.purge(contact, now));
    }

    /// Discards the known sessions of all customers, and reads them again for those with subscribers.
    pub fn purge_all(&self) {
        let now = self.state.now();
        self.state.change(|registry| registry.purge_all(now));
    }
}

impl fmt::Debug for ScopeWatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ScopeWatch")
    }
}

impl Drop for ScopeWatch {
    fn drop(&mut self) {
        self.task.abort();
        let contacts = self.state.registry().on_channels();
        if !contacts.is_empty() {
            self.state.give_up(contacts);
        }
    }
}

/// A subscription to one customer. It ends when it is dropped.
#[derive(Debug)]
pub struct Subscription {
    watch: Arc<ScopeWatch>,
    customer: CustomerId,
    pending: Arc<PendingChanges>,
}

impl Subscription {
    /// Waits for the next update. The future can be dropped without losing a change.
    pub async fn next(&self) -> Update {
        self.pending.next().await
    }

    /// Reports that the platform accepts the subscriber's credential now, after [`Update::RecheckViewer`].
    pub fn restore_credential(&self, credential: Credential) {
        self.watch.state.credentials.restore(credential);
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.watch
            .state
            .change(|registry| registry.unsubscribe(self.customer, &self.pending));
    }
}

/// A subscription to the own conversations of a scope's user. It ends when it is dropped.
#[derive(Debug)]
pub struct OwnSubscription {
    watch: Arc<ScopeWatch>,
    pending: Arc<PendingList>,
}

impl OwnSubscription {
    /// Waits for the next update. The future can be dropped without losing one.
    pub async fn next(&self) -> OwnUpdate {
        self.pending.next().await
    }

    /// Reports that the platform accepts the subscriber's credential now, after [`OwnUpdate::RecheckViewer`].
    pub fn restore_credential(&self, credential: Credential) {
        self.watch.state.credentials.restore(credential);
    }
}

impl Drop for OwnSubscription {
    fn drop(&mut self) {
        self.watch
            .state
            .change(|registry| registry.own.unsubscribe(&self.pending));
    }
}
