//! Reads that the cache has stored.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::WatchRegistry;
use crate::live::cache_events::{CacheEvent, PageCoverage};
use crate::live::sequence::Sequence;
use crate::model::id::{ConversationId, CustomerId};
use crate::model::session::{Session, SessionPage, SessionPageKey};
use crate::platform::Detail;

impl WatchRegistry {
    /// A page was read; the read started at `started`.
    pub(in crate::live) fn emit_page_read(
        &self,
        key: &SessionPageKey,
        fetched: Option<Arc<SessionPage>>,
        started: Sequence,
        now: DateTime<Utc>,
    ) {
        let coverage = match self.customers.get(&key.customer) {
            None => PageCoverage::NotWatched,
            Some(customer) if self.covers_sessions(key.customer, started) => {
                PageCoverage::Covered {
                    sessions: &customer.sessions,
                    since: started,
                }
            }
            Some(_) => PageCoverage::NotCovered,
        };
        self.cache.apply(CacheEvent::SessionPageRead {
            key,
            fetched,
            coverage,
            now,
        });
    }

    /// A session's conversation was read; the read started at `started`.
    pub(in crate::live) fn conversation_read(
        &self,
        session: &Session,
        key: &(Detail, ConversationId),
        started: Sequence,
    ) {
        let contact = session.customer;
        if contact.is_some_and(|contact| self.is_confirmed(contact, started)) {
            self.cache
                .apply(CacheEvent::ConversationCovered { key: *key });
        }
    }

    /// A contact was read; the read started at `started`.
    pub(in crate::live) fn contact_read(&self, contact: CustomerId, started: Sequence) {
        if !self.covers_contact(contact, started) && self.contacts.contains_key(&contact) {
            self.cache.apply(CacheEvent::ContactNotCovered { contact });
        }
    }
}
