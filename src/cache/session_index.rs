//! Finds sessions by id inside cached pages. A page has more sessions than are requested one by one. The index
//! avoids an entry per session: a session is found in its page and disappears with it.

use std::collections::HashMap;
use std::sync::Arc;

use ahash::RandomState;
use parking_lot::Mutex;
use tokio::time::Instant;

use super::lookup::Lookup;
use super::version::EntryVersion;
use crate::model::id::SessionId;
use crate::model::session::{Session, SessionPage};

/// Bytes that a session of a page adds to the index. The table may be half empty after it grows.
pub(super) const BYTES_PER_SESSION: usize = 2 * size_of::<(SessionId, Place)>();

/// The newest cached page of each session.
#[derive(Debug, Clone, Default)]
pub(super) struct SessionIndex(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// The number of the last page that was added.
    last: u64,
    pages: HashMap<u64, Page, RandomState>,
    sessions: HashMap<SessionId, Place, RandomState>,
}

#[derive(Debug)]
struct Page {
    content: Arc<SessionPage>,
    version: EntryVersion,
    fresh_until: Instant,
}

/// Where a session is.
#[derive(Debug, Clone, Copy)]
struct Place {
    page: u64,
    position: u32,
}

/// A page in the index; dropping it removes its sessions, except those that a later page has added again.
#[derive(Debug)]
pub(super) struct IndexedPage {
    index: SessionIndex,
    number: u64,
}

impl SessionIndex {
    /// Adds the sessions of a page, which can be found until `fresh_until`.
    pub(super) fn add(
        &self,
        page: &Arc<SessionPage>,
        version: &EntryVersion,
        fresh_until: Instant,
    ) -> IndexedPage {
        let mut index = self.0.lock();
        index.last += 1;
        let number = index.last;
        let ids = page.sessions.iter().map(|session| session.id).zip(0..);
        let places = ids.map(|(id, position)| {
            let page = number;
            (id, Place { page, position })
        });
        index.sessions.extend(places);
        let page = Page {
            content: page.clone(),
            version: version.clone(),
            fresh_until,
        };
        index.pages.insert(number, page);
        IndexedPage {
            index: self.clone(),
            number,
        }
    }

    /// The session, if the page that holds it is still cached.
    pub(super) fn get(&self, id: SessionId) -> Option<Lookup<Session>> {
        let index = self.0.lock();
        let place = index.sessions.get(&id)?;
        let Page {
            content: page,
            version,
            fresh_until,
        } = index.pages.get(&place.page)?;
        let session = page.sessions.get(place.position as usize)?;
        version.is_current().then(|| Lookup {
            found: Some(session.clone()),
            fresh_until: *fresh_until,
            // The session has ended: it does not change with the rest of its page.
            refresh_from: None,
            version: version.clone(),
            serve_stale_until: None,
        })
    }
}

impl State {
    fn remove(&mut self, number: u64) -> Option<Page> {
        let removed = self.pages.remove(&number)?;
        for session in &removed.content.sessions {
            let place = self.sessions.get(&session.id);
            if place.is_some_and(|place| place.page == number) {
                self.sessions.remove(&session.id);
            }
        }
        Some(removed)
    }
}

impl Drop for IndexedPage {
    fn drop(&mut self) {
        let removed = self.index.0.lock().remove(self.number);
        // Without the lock: the last owner of a page frees all of its sessions.
        drop(removed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(ids: &[u128]) -> Arc<SessionPage> {
        let session = |id: &u128| {
            let id = uuid::Uuid::from_u128(*id).to_string();
            let session = serde_json::json!({
                "id": id, "started_at": "2026-01-01T00:00:00Z", "event_count": 0, "divisions": [],
                "details": {"Other": "kind"},
            });
            serde_json::from_value(session).unwrap()
        };
        Arc::new(SessionPage {
            sessions: ids.iter().map(session).map(Arc::new).collect(),
            next: None,
        })
    }

    #[test]
    fn a_session_is_found_in_its_newest_page_until_that_is_dropped() {
        let index = SessionIndex::default();
        let until = Instant::now();
        let [old, new] = [&[1, 2][..], &[2, 3]].map(page);
        let [old_version, new_version] = [EntryVersion::default(), EntryVersion::default()];
        let id = |number| SessionId(uuid::Uuid::from_u128(number));
        let version_of = |number| index.get(id(number)).map(|found| found.version);
        let is_in = |number, version: &EntryVersion| {
            version_of(number).is_some_and(|found| found.address() == version.address())
        };
        let in_old = index.add(&old, &old_version, until);
        let in_new = index.add(&new, &new_version, until);
        assert!(is_in(1, &old_version) && is_in(2, &new_version) && is_in(3, &new_version));
        drop(in_old);
        assert!(version_of(1).is_none() && is_in(2, &new_version));
        new_version.end();
        assert!(version_of(2).is_none());
        drop(in_new);
        assert!(index.0.lock().sessions.is_empty() && index.0.lock().pages.is_empty());
    }
}
