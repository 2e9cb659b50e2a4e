//! What the watch makes of the cache: it is told of what was read and what was heard.

use std::sync::Arc;

use super::Inner;
use super::book::Mark;
use crate::cache::{Sessions, SessionsKey};
use crate::model::customer::Customer;
use crate::model::id::CustomerId;
use crate::model::session::Session;

impl Inner {
    /// Keeps a page that was read, the reading having begun at `mark`.
    pub(super) async fn keep(&self, key: &SessionsKey, page: Sessions, mark: Mark) {
        self.notice(key, &page, mark);
        let page = Some(Arc::new(page));
        self.scope.insert(key, page, self.settings.open_ttl).await;
    }

    /// A session of this contact is like this now.
    pub(super) async fn hear_session(&self, record: CustomerId, session: Arc<Session>) {
        let now = self.now();
        self.book().hear(record, &session, now);
        self.turns.notify_one();
        let id = session.id;
        self.scope
            .insert(&id, Some(session), self.settings.open_ttl)
            .await;
    }

    /// The contact's record has changed.
    pub(super) async fn hear_contact(&self, record: CustomerId) {
        let _ = record;
        let _ = std::marker::PhantomData::<Customer>;
    }
}
