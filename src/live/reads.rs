//! The interface for the cache: it reports its reads, and queries which of them are covered.

use std::sync::Arc;

use chrono::TimeDelta;

use super::sequence::Sequence;
use super::state::{State, may_need_topic};
use super::watch::ScopeWatch;
use crate::model::id::{ConversationId, CustomerId};
use crate::model::session::{Session, SessionPage, SessionPageKey};
use crate::platform::Detail;

/// Time after a session's last activity until its conversation's details are complete on the platform.
const DETAILS_COMPLETE_AFTER: TimeDelta = TimeDelta::seconds(30);

impl ScopeWatch {
    /// A request has queried this customer's journey. With `live.cover_queries` the customer is watched from now on.
    pub fn customer_queried(&self, customer: CustomerId, viewer: &Arc<str>) {
        let state = &self.state;
        if !state.settings.cover_queries {
            return;
        }
        let mut registry = state.registry();
        let is_new = !registry.is_watched(customer);
        // If the limit of watched customers is reached, the list is cached as an uncovered one.
        let _ = registry.watch(customer, viewer);
        drop(registry);
        if is_new {
            state.topics_changed.notify_one();
            state.leases_changed.notify_one();
        }
    }

    /// The list of this customer could not be read, or the customer does not exist. Without subscribers it is not
    /// watched any more, so that unknown ids use no topics.
    pub fn list_unreadable(&self, customer: CustomerId) {
        self.state.registry().forget_unsubscribed(customer);
    }

    /// The current position, for a read that is about to start.
    pub fn position(&self) -> Sequence {
        self.state.registry().position()
    }

    /// Whether every change of the customer's sessions since `started` was reported.
    pub fn covers_sessions(&self, customer: CustomerId, started: Sequence) -> bool {
        self.state.registry().covers_sessions(customer, started)
    }

    /// Whether every change of the contact since `started` was reported.
    pub fn covers_contact(&self, contact: CustomerId, started: Sequence) -> bool {
        self.state.registry().covers_contact(contact, started)
    }

    /// The covered customers to which a contact's sessions belong.
    pub fn covered_customers(&self, contact: CustomerId) -> Vec<CustomerId> {
        self.state.registry().covered_customers(contact)
    }

    /// The cache has stored a page whose read started at `started`.
    pub fn session_page_read(
        &self,
        key: &SessionPageKey,
        page: &Arc<SessionPage>,
        started: Sequence,
    ) {
        self.state.session_page_read(key, page, started, false);
    }

    /// The cache has stored a page that another node has read, so that not all changes since its read are known here.
    pub fn session_page_shared(&self, key: &SessionPageKey) {
        let state = &self.state;
        let registry = state.registry();
        registry.emit_page_read(key, None, Sequence::default(), state.now());
    }

    /// The cache has stored a contact whose read started at `started`.
    pub fn contact_read(&self, contact: CustomerId, started: Sequence) {
        self.state.registry().contact_read(contact, started);
    }

    /// The cache has stored a conversation whose read started at `started`. Details are not complete right after an
    /// activity; then the conversation keeps its short time to live.
    pub fn conversation_read(
        &self,
        session: &Session,
        key: &(Detail, ConversationId),
        started: Sequence,
    ) {
        let is_complete = session
            .last_activity_at
            .is_none_or(|last| self.state.now() - last >= DETAILS_COMPLETE_AFTER);
        if is_complete {
            let registry = self.state.registry();
            registry.conversation_read(session, key, started);
        }
    }
}

impl State {
    /// Merges a page whose read started at `started`. With `is_new` the cache stores the page.
    pub(super) fn session_page_read(
        &self,
        key: &SessionPageKey,
        page: &Arc<SessionPage>,
        started: Sequence,
        is_new: bool,
    ) {
        let now = self.now();
        let mut registry = self.registry();
        let mut needs_list = false;
        if key.after.is_none() && key.include_merged {
            needs_list = registry.apply_list(key, page, started, now);
        }
        let fetched = is_new.then(|| page.clone());
        registry.emit_page_read(key, fetched, started, now);
        drop(registry);
        self.timers_changed.notify_one();
        if needs_list || page.sessions.iter().any(|session| may_need_topic(session)) {
            self.topics_changed.notify_one();
            self.leases_changed.notify_one();
        }
        if needs_list {
            self.list_requested.notify_one();
        }
    }
}
