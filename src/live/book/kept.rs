//! What the cache keeps of customers who are watched: it may be kept long, because every frame goes
//! into it, and it is out of date at once when frames may have been missed.
//!
//! All of this happens under the lock of the book, so that no frame falls between a page being read
//! and its being known as one to be kept up to date.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::Instant;

use super::{Book, Customer, Mark};
use crate::cache::freshness::has_ended;
use crate::cache::{ConversationKey, Kept, Scope, Sessions, SessionsKey};
use crate::model::conversation::Conversation;
use crate::model::customer::{Customer as Contact, Identifier, Organization};
use crate::model::id::CustomerId;
use crate::model::session::{Details, Session};
use crate::platform::Detail;

/// Pages kept of one customer. Nobody pages so far while anything changes.
const MOST_PAGES: usize = 32;

impl Book {
    /// How long a page whose reading began at `mark` may be kept, if longer than usual.
    pub(in crate::live) fn page_ttl(&self, key: &SessionsKey, mark: Mark) -> Option<Duration> {
        self.covers(key.customer, mark).then_some(self.covered_ttl)
    }

    /// A list that was read of a contact's customer before that was covered.
    pub(in crate::live) fn list_of(&self, record: CustomerId) -> Option<SessionsKey> {
        let customers = self.of_record(record).into_iter();
        let mut covered = customers.filter(|id| self.covers(*id, self.mark()));
        covered.find_map(|id| {
            let pages = &self.customers.get(&id)?.pages;
            pages.iter().find(|key| key.after.is_none()).cloned()
        })
    }

    /// A page was read, the reading having begun at `mark`, and is kept: what was heard meanwhile goes
    /// into it, and it is kept up to date from now on.
    pub(in crate::live) fn settle_page(
        &mut self,
        key: &SessionsKey,
        mark: Mark,
        now: DateTime<Utc>,
    ) {
        let Some(known) = self.scope.look::<Sessions>(key) else {
            return;
        };
        let Some(page) = known.found else { return };
        let is_covered = self.covers(key.customer, mark);
        let Some(customer) = self.customers.get_mut(&key.customer) else {
            expire::<Sessions>(&self.scope, key, self.open_ttl);
            return;
        };
        let has_room = customer.pages.len() < MOST_PAGES || customer.pages.contains(key);
        if has_room {
            customer.pages.insert(key.clone());
        }
        if !is_covered || !has_room {
            // It may have been kept as one that is covered just before that ended.
            expire::<Sessions>(&self.scope, key, self.open_ttl);
            return;
        }
        let mut renewed = None;
        for session in customer.sessions.heard_since(mark.0) {
            let current = renewed.as_ref().unwrap_or(&*page);
            if let Some(with) = page_with(key, current, session) {
                renewed = Some(with);
            }
        }
        for session in &page.sessions {
            if !has_ended(session, self.wrap_up_grace, now) {
                let newest = customer.sessions.get(session.id).unwrap_or(session);
                let found = Some(newest.with_record_of(session));
                self.scope.insert(&session.id, found, self.covered_ttl);
            }
        }
        if let Some(renewed) = renewed {
            let found = Some(Arc::new(renewed));
            self.scope.insert(key, found, self.covered_ttl);
        }
    }

    /// A conversation was read, the reading having begun at `mark`, and is kept.
    pub(in crate::live) fn settle_conversation(
        &self,
        session: &Session,
        key: &ConversationKey,
        mark: Mark,
    ) {
        let is_covered = session.customer.is_some_and(|record| {
            let record = self.records.get(&record);
            record.is_some_and(|record| record.since.is_some_and(|since| since <= mark))
        });
        if is_covered
            && let Some(known) = self.scope.look::<Conversation>(key)
            && known.until < Instant::now() + self.covered_ttl
        {
            self.scope.insert(key, known.found, self.covered_ttl);
        }
    }

    /// A session is like this now: wherever it is kept, it is kept so.
    pub(super) fn renew(&self, customers: &[CustomerId], session: &Arc<Session>) {
        let is_covered = |id: &CustomerId| self.covers(*id, self.mark());
        // Without cover the next change may be missed.
        let ttl = if customers.iter().any(is_covered) {
            self.covered_ttl
        } else {
            self.open_ttl
        };
        self.scope.insert(&session.id, Some(session.clone()), ttl);
        if let Details::Conversation(facts) = &session.details
            && let Some(conversation) = facts.conversation
        {
            for detail in [Detail::Analytics, Detail::OneByOne] {
                self.scope.remove::<Conversation>(&(detail, conversation));
            }
        }
        for id in customers {
            let pages = self.customers.get(id).map(|customer| &customer.pages);
            for key in pages.into_iter().flatten() {
                // Its time runs on: it was read when it was read.
                let Some(known) = self.scope.get::<Sessions>(key) else {
                    continue;
                };
                let left = known.until.saturating_duration_since(Instant::now());
                let renewed = known.found.and_then(|page| page_with(key, &page, session));
                if let Some(renewed) = renewed {
                    self.scope.insert(key, Some(Arc::new(renewed)), left);
                }
            }
        }
    }

    /// A contact has changed: what is kept of it is out of date.
    pub(in crate::live) fn renew_contact(&mut self, id: CustomerId) {
        let stamp = Mark(self.next_stamp());
        if let Some(record) = self.records.get_mut(&id) {
            record.contact_since = record.contact_since.map(|_| stamp);
        }
        self.scope.remove::<Contact>(&id);
        self.scope.remove::<Organization>(&id);
        self.scope.remove::<Vec<Identifier>>(&id);
    }

    /// How long a contact whose reading began at `mark` may be kept, if longer than usual.
    pub(in crate::live) fn contact_ttl(&self, id: CustomerId, mark: Mark) -> Option<Duration> {
        self.covers_contact(id, mark).then_some(self.covered_ttl)
    }

    /// A contact was read, the reading having begun at `mark`, and is kept.
    pub(in crate::live) fn settle_contact(&self, id: CustomerId, mark: Mark) {
        if !self.covers_contact(id, mark) && self.records.contains_key(&id) {
            expire::<Contact>(&self.scope, &id, self.open_ttl);
        }
    }

    /// Forgets a customer that no subscriber is sent.
    pub(in crate::live) fn forget_unsubscribed(&mut self, id: CustomerId) {
        let customer = self.customers.get(&id);
        if customer.is_some_and(|customer| customer.mailboxes.is_empty()) {
            self.forget(id);
        }
    }

    /// Frames may be missed from now on: what was kept because of them is kept no longer.
    pub(super) fn expire_customer(scope: &Scope, id: CustomerId, customer: &mut Customer) {
        for key in std::mem::take(&mut customer.pages) {
            expire::<Sessions>(scope, &key, Duration::ZERO);
        }
        for session in customer.sessions.ids() {
            expire::<Session>(scope, &session, Duration::ZERO);
        }
        expire::<Contact>(scope, &id, Duration::ZERO);
    }
}

/// Lets what is kept be taken for true no longer than `ttl`. It may still stand in where the platform
/// gives no answer.
fn expire<V: Kept>(scope: &Scope, key: &V::Key, ttl: Duration) {
    if let Some(known) = scope.get::<V>(key)
        && known.until > Instant::now() + ttl
    {
        scope.insert(key, known.found, ttl);
    }
}

/// The page as it is with `session`; nothing where it stays as it was.
fn page_with(key: &SessionsKey, page: &Sessions, session: &Arc<Session>) -> Option<Sessions> {
    let mut sessions = page.sessions.clone();
    if let Some(place) = sessions.iter_mut().find(|one| one.id == session.id) {
        let session = session.with_record_of(place);
        if *place == session {
            return None;
        }
        *place = session;
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
    Some(Sessions::in_order(sessions, page.next.clone()))
}
