//! The customer's open visits, on which the status of web messaging depends. They are in the same list as the session,
//! so they cost no call, except for a session that is read by its id.
//!
//! For a list, visits count that are on the session's platform page or on pages that the same request has read before.
//! A request that continues after a cursor adds the beginning of the list if that is cached. A list that is read for
//! its statuses therefore begins with a page of one of a few sizes; even the smallest holds more sessions than a
//! customer has open at once.

use std::sync::Arc;

use super::loaders::Loaders;
use super::source::Source;
use crate::live::status::{Activity, follows_visits};
use crate::model::id::CustomerId;
use crate::model::session::{Session, SessionPage, SessionPageKey};

/// Sizes of first pages of lists that are read for their statuses. The first is the size that the watch reads, so that
/// both use the same cache entry.
const SIZES: [u32; 4] = [32, 64, 128, 200];

/// The smallest of these sizes that holds `fitted` sessions.
pub(super) fn page_size_with_visits(fitted: u32) -> u32 {
    let enough = SIZES.into_iter().find(|size| *size >= fitted);
    enough.unwrap_or(fitted)
}

impl Loaders {
    /// The activity of the visits among `sessions` that the viewer can see.
    pub fn visible_activity(&self, sessions: &[Arc<Session>]) -> Activity {
        let rights = &self.source.viewer.rights;
        let sessions = sessions.iter().map(AsRef::as_ref);
        Activity::from_visits(sessions.filter(|one| one.is_visit() && rights.counts_visit(one)))
    }

    /// The activity of the visits that count for the sessions of a page: those on the page and, if a session depends
    /// on visits and the page is not the first one, those of the cached beginning of the list.
    pub(super) fn page_activity(&self, key: &SessionPageKey, page: &SessionPage) -> Activity {
        let activity = self.visible_activity(&page.sessions);
        let depends = |session: &Arc<Session>| {
            session.ended_at.is_none() && follows_visits(session, self.source.shown)
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

    /// The activity of the customer's visits for a session that was read by its id: out of the cached list, or else of
    /// one that is read now. Without the permission for that list, and if it cannot be read, no visit counts.
    pub async fn activity_for(&self, session: &Session) -> Activity {
        let Some(customer) = session.customer else {
            return Activity::default();
        };
        if !self.source.viewer.rights.counts_visits() {
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
        let [size, ..] = SIZES;
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

/// The first page of a customer's list, if it is cached.
fn cached_beginning(
    source: &Source,
    customer: CustomerId,
    include_merged: bool,
) -> Option<Arc<SessionPage>> {
    SIZES.into_iter().find_map(|size| {
        let key = SessionPageKey {
            customer,
            include_merged,
            size,
            after: None,
        };
        source.cache.get(&key).flatten()
    })
}
