//! What requests and the watch have to do with each other: requests tell what they read, and learn how
//! long it may be kept.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;

use super::{Inner, Live, Mark};
use crate::cache::{ConversationKey, Sessions, SessionsKey};
use crate::model::id::CustomerId;
use crate::model::session::Session;

/// So long after its last change what is told of a conversation is believed to be all.
const SETTLED: TimeDelta = TimeDelta::seconds(30);

impl Live {
    /// Somebody asks for this customer's journey: where queries are covered, it is watched.
    pub fn queried(&self, customer: CustomerId, viewer: &Arc<str>) {
        let inner = &self.inner;
        if !inner.settings.cover_queries {
            return;
        }
        let mut book = inner.book();
        let is_new = !book.is_watched(customer);
        // Where there is no room, it is read as often as without.
        let _ = book.watch(customer, viewer);
        drop(book);
        if is_new {
            inner.topics.notify_one();
        }
    }

    /// The list of this customer could not be read, or there is no such customer: it is watched for
    /// subscribers only, so that unknown ids cost no topics.
    pub fn unread(&self, customer: CustomerId) {
        self.inner.book().forget_unsubscribed(customer);
    }

    /// Now, for who is about to read something.
    pub fn mark(&self) -> Mark {
        self.inner.book().mark()
    }

    /// How long a page whose reading began at `mark` may be kept, if longer than usual.
    pub fn page_ttl(&self, key: &SessionsKey, mark: Mark) -> Option<Duration> {
        self.inner.book().page_ttl(key, mark)
    }

    /// A list that is to be read anew rather than one session of this contact: it costs a call as well,
    /// and from then on its customer is covered. Nothing where it would not be.
    pub fn list_of(&self, record: CustomerId) -> Option<SessionsKey> {
        self.inner.book().list_of(record)
    }

    /// A page was read and kept, the reading having begun at `mark`.
    pub fn settle_page(&self, key: &SessionsKey, page: &Sessions, mark: Mark) {
        self.inner.settle(key, page, mark);
    }

    /// How long a contact whose reading began at `mark` may be kept, if longer than usual.
    pub fn contact_ttl(&self, customer: CustomerId, mark: Mark) -> Option<Duration> {
        self.inner.book().contact_ttl(customer, mark)
    }

    /// A contact was read and kept, the reading having begun at `mark`.
    pub fn settle_contact(&self, customer: CustomerId, mark: Mark) {
        self.inner.book().settle_contact(customer, mark);
    }

    /// A conversation was read and kept, the reading having begun at `mark`. It is kept as long as its
    /// session, unless that has only just changed: the platform tells of conversations a little later.
    pub fn settle_conversation(&self, session: &Session, key: &ConversationKey, mark: Mark) {
        let is_settled = session
            .last_activity_at
            .is_none_or(|last| self.inner.now() - last >= SETTLED);
        if is_settled {
            self.inner.book().settle_conversation(session, key, mark);
        }
    }
}

impl Inner {
    /// Keeps a page that was read for the watch itself, the reading having begun at `mark`.
    pub(super) fn keep(&self, key: &SessionsKey, page: Sessions, mark: Mark) {
        let ttl = self.book().page_ttl(key, mark);
        let page = Arc::new(page);
        let ttl = ttl.unwrap_or(self.settings.open_ttl);
        self.scope.insert(key, Some(page.clone()), ttl);
        self.settle(key, &page, mark);
    }

    fn settle(&self, key: &SessionsKey, page: &Sessions, mark: Mark) {
        let now = self.now();
        let mut book = self.book();
        let mut is_wanting = false;
        if key.after.is_none() && key.include_merged {
            is_wanting = book.read(key, page, mark, now);
        }
        book.settle_page(key, mark, now);
        drop(book);
        self.turns.notify_one();
        if is_wanting || page.sessions.iter().any(is_undecided) {
            self.topics.notify_one();
        }
        if is_wanting {
            self.lists.notify_one();
        }
    }

    /// A session of this contact is like this now.
    pub(super) fn hear_session(&self, record: CustomerId, session: &Arc<Session>) {
        let now = self.now();
        self.book().hear(record, session, now);
        self.turns.notify_one();
        if is_undecided(session) {
            self.topics.notify_one();
        }
    }
}

/// Whether the session may take a topic of its own.
fn is_undecided(session: &Arc<Session>) -> bool {
    session.ended_at.is_none() && session.maybe_dialed().is_some()
}
