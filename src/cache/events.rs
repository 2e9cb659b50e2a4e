//! Applies the events of [`live`](crate::live) to the entries of a scope. Entries of covered customers get a long
//! time to live, because every change arrives as an event. When coverage is lost, they expire at once.
//!
//! `live` emits events while its registry is locked, so they are applied in the order in which they happened.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::Instant;

use super::entry::lists_of;
use super::key::ConversationKey;
use super::resource::Entity;
use super::scope::Scope;
use crate::fleet::ChangeReason;
use crate::live::{CacheEvent, EventSink, Origin, PageCoverage};
use crate::model::conversation::{CampaignVerdict, Conversation};
use crate::model::customer::{Customer, Identifier, Organization};
use crate::model::id::{ConversationId, CustomerId, SessionId};
use crate::model::session::{Details, Session, SessionPage, SessionPageKey};
use crate::platform::Detail;

impl EventSink for Scope {
    fn apply(&self, event: CacheEvent<'_>) {
        match event {
            CacheEvent::SessionChanged {
                session,
                customers,
                is_covered,
                origin,
            } => {
                if origin == Origin::Channel {
                    self.report_session(session, customers);
                }
                self.session_changed(session, customers, is_covered);
            }
            CacheEvent::SessionPageRead {
                key,
                fetched,
                coverage,
                now,
            } => self.session_page_read(key, fetched, &coverage, now),
            CacheEvent::ConversationCovered { key } => self.conversation_covered(&key),
            CacheEvent::ContactNotCovered { contact } => {
                self.limit_ttl::<Customer>(&contact, self.freshness.open);
            }
            CacheEvent::ContactChanged { contact, origin } => {
                if origin == Origin::Channel {
                    self.report([contact.0], ChangeReason::Reported);
                }
                self.remove::<Customer>(&contact);
                self.remove::<Entity<Organization>>(&contact.0);
                self.remove::<Entity<Vec<Identifier>>>(&contact.0);
            }
            CacheEvent::CampaignCall {
                call,
                sessions,
                origin,
            } => {
                if origin == Origin::Channel {
                    self.report_campaign_call(call, sessions);
                }
                self.campaign_call(call, sessions);
            }
            CacheEvent::CoverageLost { customer, sessions } => {
                self.coverage_lost(customer, sessions);
            }
        }
    }

    fn session(&self, id: SessionId) -> Option<Arc<Session>> {
        self.look_up::<Session>(&id)?.found
    }

    fn campaign_verdict(&self, call: ConversationId) -> Option<bool> {
        let verdict = self.look_up::<CampaignVerdict>(&call)?.found;
        Some(verdict.is_some_and(|verdict| verdict.0))
    }
}

impl Scope {
    fn session_changed(&self, session: &Arc<Session>, customers: &[CustomerId], is_covered: bool) {
        // Without coverage the next change may be missed.
        let ttl = self.freshness.for_coverage(is_covered);
        self.insert(&session.id, Some(session.clone()), ttl);
        if let Details::Conversation(facts) = &session.details
            && let Some(conversation) = facts.conversation
        {
            for detail in [Detail::Analytics, Detail::OneByOne] {
                self.remove::<Conversation>(&(detail, conversation));
            }
        }
        for customer in customers {
            for key in self.watched_pages.of_customer(*customer) {
                self.update_page(&key, session);
            }
        }
    }

    /// Reports a changed session to the other nodes.
    fn report_session(&self, session: &Session, customers: &[CustomerId]) {
        let conversation = match &session.details {
            Details::Conversation(facts) => facts.conversation,
            _ => None,
        };
        let customers = customers.iter().map(|customer| lists_of(*customer));
        let conversation = conversation.map(|conversation| conversation.0);
        let changed = [session.id.0].into_iter().chain(conversation);
        self.report(changed.chain(customers), ChangeReason::Reported);
    }

    /// Replaces a session in a page. The page keeps its expiry, because its other sessions were not read again.
    fn update_page(&self, key: &SessionPageKey, session: &Arc<Session>) {
        let Some(current) = self.get::<SessionPage>(key) else {
            return;
        };
        let left = current
            .fresh_until
            .saturating_duration_since(Instant::now());
        let updated = current
            .found
            .and_then(|page| page_with(key, &page, session));
        if let Some(updated) = updated {
            self.insert(key, Some(Arc::new(updated)), left);
        }
    }

    fn session_page_read(
        &self,
        key: &SessionPageKey,
        fetched: Option<Arc<SessionPage>>,
        coverage: &PageCoverage<'_>,
        now: DateTime<Utc>,
    ) {
        if fetched.is_some() {
            let ttl = self.freshness.for_coverage(coverage.is_covered());
            self.insert(key, fetched, ttl);
        }
        let Some(page) = self.look_up::<SessionPage>(key).and_then(|page| page.found) else {
            return;
        };
        let is_watched = !matches!(coverage, PageCoverage::NotWatched);
        let is_kept_current = is_watched && self.watched_pages.add(key, coverage.is_covered());
        let PageCoverage::Covered { sessions, since } = *coverage else {
            // The page may have been stored as covered just before coverage was lost.
            return self.limit_ttl::<SessionPage>(key, self.freshness.open);
        };
        if !is_kept_current {
            return self.limit_ttl::<SessionPage>(key, self.freshness.open);
        }
        let mut updated = None;
        for session in sessions.changed_since(since) {
            let current = updated.as_ref().unwrap_or(&*page);
            if let Some(page) = page_with(key, current, session) {
                updated = Some(page);
            }
        }
        for session in &page.sessions {
            if !self.freshness.has_ended(session, now) {
                let newest = sessions.get(session.id).unwrap_or(session);
                let found = Some(newest.with_record_of(session));
                self.insert(&session.id, found, self.freshness.covered);
            }
        }
        if let Some(updated) = updated {
            self.insert(key, Some(Arc::new(updated)), self.freshness.covered);
        }
    }

    fn conversation_covered(&self, key: &ConversationKey) {
        let covered = self.freshness.covered;
        if let Some(current) = self.look_up::<Conversation>(key)
            && current.fresh_until < Instant::now() + covered
        {
            self.insert(key, current.found, covered);
        }
    }

    /// Reports a campaign call to the other nodes.
    fn report_campaign_call(&self, call: ConversationId, sessions: &[(CustomerId, SessionId)]) {
        let changed = sessions
            .iter()
            .flat_map(|(customer, session)| [lists_of(*customer), session.0]);
        self.report(changed.chain([call.0]), ChangeReason::Reported);
    }

    fn campaign_call(&self, call: ConversationId, sessions: &[(CustomerId, SessionId)]) {
        let verdict = Some(Arc::new(CampaignVerdict(true)));
        self.insert(&call, verdict, self.freshness.ended);
        for (customer, session) in sessions {
            for key in self.watched_pages.of_customer(*customer) {
                self.renew_version::<SessionPage>(&key);
            }
            self.renew_version::<Session>(session);
        }
    }

    fn coverage_lost(&self, customer: CustomerId, sessions: &mut dyn Iterator<Item = SessionId>) {
        // Other nodes may use values of this node only as long as it reports their changes.
        let values = [lists_of(customer), customer.0];
        self.report(values, ChangeReason::Reported);
        for key in self.watched_pages.remove(customer) {
            self.limit_ttl::<SessionPage>(&key, Duration::ZERO);
        }
        for session in sessions {
            self.limit_ttl::<Session>(&session, Duration::ZERO);
        }
        self.limit_ttl::<Customer>(&customer, Duration::ZERO);
    }
}

/// The page with the session's new state; `None` if the page does not change.
fn page_with(
    key: &SessionPageKey,
    page: &SessionPage,
    session: &Arc<Session>,
) -> Option<SessionPage> {
    let mut sessions = page.sessions.clone();
    if let Some(listed) = sessions.iter_mut().find(|listed| listed.id == session.id) {
        let session = session.with_record_of(listed);
        if *listed == session {
            return None;
        }
        *listed = session;
    } else {
        let belongs = key.include_merged || session.customer == Some(key.customer);
        let oldest = page.sessions.last().map(|last| last.started_at);
        let is_within =
            page.next.is_none() || oldest.is_some_and(|oldest| session.started_at > oldest);
        if key.after.is_some() || !belongs || !is_within {
            return None;
        }
        sessions.push(session.clone());
    }
    Some(SessionPage::in_order(sessions, page.next.clone()))
}
