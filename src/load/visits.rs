//! The customer's open visits beside a web messaging session, whose status depends on them. They are in
//! the list that the session is in; no call is made for them but for a session that was read by its id.
//!
//! Of a list count the visits on the platform's page that the session is on, and on those that the same
//! request has read before it. A request that goes on after a cursor adds the beginning of the list where
//! that is cached. So a list that is read for its statuses begins with a page of one of a few sizes; even
//! the smallest holds more sessions than a customer has open at once.

use std::sync::Arc;

use super::{Loaders, Source};
use crate::cache::{Sessions, SessionsKey};
use crate::live::status::{Activity, follows_visits};
use crate::model::id::CustomerId;
use crate::model::session::Session;

/// Sizes of the pages that lists begin with where the status matters. The first is the size that the
/// watch over customers reads, so that both share an entry of the cache.
const SIZES: [u32; 4] = [32, 64, 128, 200];

/// The smallest of these sizes that holds `fitted` sessions.
pub(super) fn page_with_visits(fitted: u32) -> u32 {
    let enough = SIZES.into_iter().find(|size| *size >= fitted);
    enough.unwrap_or(fitted)
}

impl Loaders {
    /// The activity of the visits among `sessions` that the viewer can see.
    pub fn activity_of(&self, sessions: &[Arc<Session>]) -> Activity {
        let rights = &self.source.viewer.rights;
        let sessions = sessions.iter().map(AsRef::as_ref);
        Activity::of_visits(sessions.filter(|one| one.is_visit() && rights.counts_visit(one)))
    }

    /// The activity of the visits that count for the sessions of a page: those on it and, where a session
    /// depends on visits and the page is not the first one, those of the cached beginning of the list.
    pub(super) fn visits_on(&self, key: &SessionsKey, page: &Sessions) -> Activity {
        let visits = self.activity_of(&page.sessions);
        let depends = |session: &Arc<Session>| {
            session.ended_at.is_none() && follows_visits(session, self.source.shown)
        };
        if key.after.is_none() || !page.sessions.iter().any(depends) {
            return visits;
        }
        if let Some(beginning) = self.source.kept_beginning(key.customer, key.include_merged) {
            return visits.latest(self.activity_of(&beginning.sessions));
        }
        // Once it is cached, the answer may be another one.
        self.source.notes.unknown();
        visits
    }

    /// The activity of the customer's visits for a session that was read by its id: out of the cached list
    /// of the customer, else of one that is read now. Nothing without the permission for that list, and
    /// where it cannot be read: the session's own dates count then.
    pub async fn visits_beside(&self, session: &Session) -> Activity {
        let Some(customer) = session.customer else {
            return Activity::default();
        };
        if !self.source.viewer.rights.counts_visits() {
            return Activity::default();
        }
        let kept = self.source.kept_beginning(customer, true);
        let list = match kept {
            Some(list) => Some(list),
            None => self.read_beginning(customer).await,
        };
        list.map_or_else(Activity::default, |list| self.activity_of(&list.sessions))
    }

    async fn read_beginning(&self, customer: CustomerId) -> Option<Arc<Sessions>> {
        let covered = self.source.live.as_ref().and_then(|live| {
            live.queried(customer, &self.source.viewer.id);
            live.list_of(customer)
        });
        let [size, ..] = SIZES;
        let key = covered.unwrap_or(SessionsKey {
            customer,
            include_merged: true,
            size,
            after: None,
        });
        self.known_or_one(&self.session_pages, key).await.ok()?
    }
}

impl Source {
    /// The first page of a customer's list, where one is cached.
    fn kept_beginning(&self, customer: CustomerId, include_merged: bool) -> Option<Arc<Sessions>> {
        SIZES.into_iter().find_map(|size| {
            let key = SessionsKey {
                customer,
                include_merged,
                size,
                after: None,
            };
            self.recall(&key).flatten()
        })
    }
}
