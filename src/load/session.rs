//! One session by id, and the platform's pages of sessions and events.

use super::loaders::Loaders;
use super::source::Loaded;
use crate::cache::{EventPageKey, Events};
use crate::model::id::SessionId;
use crate::model::session::{Session, SessionPage, SessionPageKey};

impl Loaders {
    /// A page of a contact's sessions, as the platform returns it; `None` for an unknown contact.
    pub async fn session_page(&self, key: SessionPageKey) -> Loaded<SessionPage> {
        let _pending = self.lists_pending.begin();
        let customer = key.customer;
        let source = &self.source;
        source.cache.watch_customer(customer, &source.viewer.id);
        let found = self.cached_or_load(&self.session_pages, key).await?;
        self.record_customer(found.is_some().then_some(customer));
        Ok(found)
    }

    /// One session; `None` if it is unknown or the viewer may not see it.
    pub async fn session(&self, id: SessionId) -> Loaded<Session> {
        let _pending = self.lists_pending.begin();
        if let Some(list) = self.page_to_read_for(id) {
            // If the page cannot be read, the session is read by itself below.
            let _ = self.session_page(list).await;
        }
        let found = self.load_one(&self.sessions, id).await?;
        self.record_customer(found.as_deref().and_then(|session| session.customer));
        Ok(found)
    }

    /// The first page of a covered customer, to read instead of the customer's expired session: the page renews all of
    /// them.
    fn page_to_read_for(&self, id: SessionId) -> Option<SessionPageKey> {
        let cache = &self.source.cache;
        if !cache.has_watch() {
            return None;
        }
        let entry = cache.look_up::<Session>(&id)?;
        let session = entry.found.as_ref()?;
        // A hidden session must cost the same calls as an unknown one.
        if cache.is_usable(&entry) || entry.serves_stale() || !self.source.can_read_by_id(session) {
            return None;
        }
        cache.covered_first_page(session.customer?)
    }

    /// A page of a session's events.
    pub async fn event_page(&self, key: EventPageKey) -> Loaded<Events> {
        self.cached_or_load(&self.event_pages, key).await
    }
}
