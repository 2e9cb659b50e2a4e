//! Finds sessions by id inside cached pages. A page has more sessions than are requested one by one. The index
//! avoids an entry per session: a session is found in its page and disappears with it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use ahash::RandomState;
use parking_lot::Mutex;
use tokio::time::Instant;

use super::lookup::Lookup;
use super::version::EntryVersion;
use crate::model::id::SessionId;
use crate::model::session::{Session, SessionPage};

/// Bytes that a session of a page adds to the index. The table may be half empty after it grows.
pub(super) const BYTES_PER_SESSION: usize = 2 * size_of::<(SessionId, IndexedSession)>();

/// The newest cached page of each session.
#[derive(Debug, Clone, Default)]
pub(super) struct SessionIndex(Arc<Mutex<HashMap<SessionId, IndexedSession, RandomState>>>);

#[derive(Debug)]
pub(super) struct IndexedSession {
    session: Arc<Session>,
    fresh_until: Instant,
    page: EntryVersion,
}

impl SessionIndex {
    /// Adds the sessions of a page, which can be found until `fresh_until`.
    pub(super) fn add(&self, page: &SessionPage, version: &EntryVersion, fresh_until: Instant) {
        let sessions = page.sessions.iter().map(|session| {
            let indexed = IndexedSession {
                session: session.clone(),
                fresh_until,
                page: version.clone(),
            };
            (session.id, indexed)
        });
        self.0.lock().extend(sessions);
    }

    /// Removes the sessions of a page, except those that a later page has added again.
    pub(super) fn remove(&self, page: &SessionPage, version: &EntryVersion) {
        let mut index = self.0.lock();
        for session in &page.sessions {
            if let Entry::Occupied(indexed) = index.entry(session.id)
                && indexed.get().page.is_same(version)
            {
                indexed.remove();
            }
        }
    }

    /// The session, if the page that holds it is still cached.
    pub(super) fn get(&self, id: SessionId) -> Option<Lookup<Session>> {
        let index = self.0.lock();
        let indexed = index.get(&id)?;
        indexed.page.is_current().then(|| Lookup {
            found: Some(indexed.session.clone()),
            fresh_until: indexed.fresh_until,
            // The session has ended: it does not change with the rest of its page.
            refresh_from: None,
            version: indexed.page.clone(),
            serve_stale_until: None,
        })
    }
}
