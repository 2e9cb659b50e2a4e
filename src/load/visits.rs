//! The customer's open visits, on which the status of web messaging depends. They are in the same list as the session,
//! so they cost no call, except for a session that is read by its id.
//!
//! For a list, a visit counts if it is on the session's platform page or on a page that the same request has read before.
//! A request that continues after a cursor also counts the visits on the cached first page. To make that page likely to
//! be cached, first pages have one of a few sizes. Even the smallest holds more sessions than a customer has open at once.

use std::sync::Arc;

use super::loaders::Loaders;
use super::source::Source;
use crate::live::status::{Activity, depends_on_visits};
use crate::model::id::CustomerId;
use crate::model::session::{Session, SessionPage, SessionPageKey};

/// Page sizes of the first page when the request selects a status. The watch also uses the smallest size, so that both use
/// the same cache entry.
const FIRST_PAGE_SIZES: [u32; 4] = [32, 64, 128, 200];

/// The smallest of these sizes that holds `min_size` sessions; `min_size` if none does.
pub(super) fn page_size_with_visits(min_size: u32) -> u32 {
    let enough = FIRST_PAGE_SIZES.into_iter().find(|size| *size >= min_size);
    enough.unwrap_or(min_size)
}

impl Loaders {
    /// The activity of the visits among `sessions` that the viewer can see.
    pub fn visible_activity(&self, sessions: &[Arc<Session>]) -> Activity {
        let rights = &self.source.viewer.rights;
        let sessions = sessions.iter().map(AsRef::as_ref);
        Activity::from_visits(
            sessions.filter(|session| session.is_visit() && rights.can_count_visit(session)),
        )
    }

    /// The activity of the visits that count for the sessions of a page: those on the page and, if a session depends
    /// on visits and the page is not the first one, those of the cached beginning of the list.
    pub(super) fn page_activity(&self, key: &SessionPageKey, page: &SessionPage) -> Activity {
        let activity = self.visible_activity(&page.sessions);
        let depends = |session: &Arc<Session>| {
            session.ended_at.is_none() && depends_on_visits(session, self.source.shown)
        };
        if key.after.is_none() || !page.sessions.iter().any(depends) {
            return activity;
        }
        let beginning = cached_beginning(&self.source, key.customer, key.include_merged);
        if let Some(beginning) = beginning {
            return activity.latest(self.visible_activity(&beginning.sessions));
        }
        // The response may differ once the beginning is cached.
        self.source.cache.record_uncached();
        activity
    }

    /// The activity of the customer's visits for a session that was read by its id. Uses the cached list, or reads it.
    /// No visit counts if the viewer has no permission for the list or the read fails.
    pub async fn activity_for(&self, session: &Session) -> Activity {
        let Some(customer) = session.customer else {
            return Activity::default();
        };
        if !self.source.viewer.rights.can_count_visits() {
            return Activity::default();
        }
        let list = match cached_beginning(&self.source, customer, true) {
            Some(list) => Some(list),
            None => self.read_beginning(customer).await,
        };
        list.map_or_else(Activity::default, |list| {
            self.visible_activity(&list.sessions)
        })
    }

    async fn read_beginning(&self, customer: CustomerId) -> Option<Arc<SessionPage>> {
        let source = &self.source;
        source.cache.watch_customer(customer, &source.viewer.id);
        let [size, ..] = FIRST_PAGE_SIZES;
        let covered = source.cache.covered_first_page(customer);
        let key = covered.unwrap_or(SessionPageKey {
            customer,
            include_merged: true,
            size,
            after: None,
        });
        self.cached_or_load(&self.session_pages, key).await.ok()?
    }
}

/// The key of a cached first page that contains the page `key`: that page itself, a larger one, or the whole list.
pub(super) fn cached_first_page(source: &Source, key: &SessionPageKey) -> Option<SessionPageKey> {
    let others = FIRST_PAGE_SIZES.into_iter().map(|size| SessionPageKey {
        size,
        ..key.clone()
    });
    let mut keys = std::iter::once(key.clone()).chain(others);
    keys.find(|cached| {
        if !source.cache.contains::<SessionPage>(cached) {
            return false;
        }
        // Also one that this request refreshes: the same page is read again.
        let entry = source.cache.peek_fresh::<SessionPage>(cached);
        entry.is_some_and(|entry| {
            let is_whole = |page: Arc<SessionPage>| page.next.is_none();
            cached.size >= key.size || entry.found.is_none_or(is_whole)
        })
    })
}

/// The first page of a customer's list, if it is cached.
fn cached_beginning(
    source: &Source,
    customer: CustomerId,
    include_merged: bool,
) -> Option<Arc<SessionPage>> {
    FIRST_PAGE_SIZES.into_iter().find_map(|size| {
        let key = SessionPageKey {
            customer,
            include_merged,
            size,
            after: None,
        };
        source.cache.get(&key).flatten()
    })
}
