//! A page of sessions as a client requests it, filled from as many of the platform's pages as needed.

use std::collections::HashSet;
use std::sync::Arc;

use ahash::RandomState;

use super::campaign::PageNeeds;
use super::loaders::Loaders;
use super::source::Loaded;
use super::visits::{cached_first_page, page_size_with_visits};
use crate::live::status::Activity;
use crate::model::id::{CustomerId, SessionId};
use crate::model::session::{Session, SessionPage, SessionPageKey};
use crate::platform::Error;

/// The platform's maximum page size.
const MAX_PAGE_SIZE: u32 = 200;

/// Maximum number of visible sessions that one page of the gateway examines. If too few of them pass the filter, the page is
/// short, `hasNextPage` is true, and its end cursor continues from there. Sessions that the viewer may not see do not
/// count: a page that is short because of them would reveal them.
const MAX_EXAMINED: usize = 2_000;

/// Maximum number of the platform's pages that fill one page of the gateway. No customer has as many sessions; the bound ends
/// the loop if the platform's cursors form a cycle, which the cache would serve without end.
const MAX_PAGES: usize = 500;

/// The end of a page of sessions: the platform's page of the last session, and the session's position in it. Sessions
/// that start later do not move it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The size of the platform's page.
    pub size: u32,
    /// The platform's cursor of the page.
    pub after: Option<Arc<str>>,
    /// The last session's start in milliseconds since 1970, and its id. `None`: continue at the start of the page.
    pub last: Option<(i64, SessionId)>,
}

/// A client's request for a page.
#[derive(Debug, Clone)]
pub struct PageRequest {
    /// The customer whose sessions are listed.
    pub customer: CustomerId,
    /// Whether the list includes the sessions of merged contact records.
    pub include_merged: bool,
    /// Maximum number of sessions.
    pub first: usize,
    /// Where the previous page ended.
    pub after: Option<Position>,
    /// The size of the first platform page.
    pub beginning: Beginning,
    /// Whether `hasNextPage` is selected, which may need another call.
    pub needs_has_next: bool,
    /// Whether the conversations of the sessions will be read.
    pub conversations: bool,
}

/// The size of the first platform page. A call costs the same for every size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beginning {
    /// A size that usually fills the client's page.
    Fitted,
    /// A size that also holds the customer's visits, on which statuses depend.
    WithVisits,
    /// The platform's maximum, if a filter will discard many sessions.
    Largest,
}

/// A page of sessions, newest first.
#[derive(Debug, Default)]
pub struct Page {
    /// Each session with its position, and the activity of the customer's visits that the viewer can see.
    pub sessions: Vec<(Arc<Session>, Position, Activity)>,
    /// Whether there are more sessions. If the request does not need to know, true if there may be more.
    pub has_next: bool,
    /// Where the next page starts; `None` if no session was found.
    pub end: Option<Position>,
}

impl PageRequest {
    /// The key of the first platform page. One session more than requested shows whether there is a next page; a
    /// quarter more usually replaces the sessions that the viewer may not see.
    pub(super) fn first_key(&self) -> SessionPageKey {
        let first = u32::try_from(self.first).unwrap_or(MAX_PAGE_SIZE);
        let fitted = first
            .saturating_add(1)
            .saturating_add(first / 4)
            .min(MAX_PAGE_SIZE);
        let (size, after) = match &self.after {
            Some(position) => (position.size, position.after.clone()),
            None => match self.beginning {
                Beginning::Fitted => (fitted, None),
                Beginning::WithVisits => (page_size_with_visits(fitted), None),
                Beginning::Largest => (MAX_PAGE_SIZE, None),
            },
        };
        SessionPageKey {
            customer: self.customer,
            include_merged: self.include_merged,
            size,
            after,
        }
    }
}

/// Tracks the sessions that earlier pages have returned. The platform does not document the order of its list, so the end
/// of an earlier page applies only to the platform page that contains it. The gateway sorts each platform page itself.
struct Returned {
    /// The last session of the earlier page, until the platform page that holds it was read. Newer sessions can push
    /// it to a later platform page than the one that the cursor points to.
    last: Option<(i64, SessionId)>,
    /// Sessions of the platform pages that this request has read. If the list changes between reads, a session may be on two pages.
    seen: HashSet<SessionId, RandomState>,
}

impl Returned {
    fn until(position: Option<&Position>) -> Self {
        Self {
            last: position.and_then(|position| position.last),
            seen: HashSet::default(),
        }
    }

    /// The sessions of the next platform page that were not returned yet.
    fn new_sessions<'a>(&mut self, page: &'a SessionPage) -> Vec<&'a Arc<Session>> {
        let last = self.last;
        let is_after = |session: &&Arc<Session>| {
            let position = (session.started_at.timestamp_millis(), session.id);
            last.is_none_or(|last| position < last)
        };
        if last.is_some_and(|(_, id)| page.sessions.iter().any(|session| session.id == id)) {
            self.last = None;
        }
        self.seen.reserve(page.sessions.len());
        let sessions = page.sessions.iter().filter(is_after);
        sessions
            .filter(|session| self.seen.insert(session.id))
            .collect()
    }
}

fn position_of(key: &SessionPageKey, session: &Session) -> Position {
    Position {
        size: key.size,
        after: key.after.clone(),
        last: Some((session.started_at.timestamp_millis(), session.id)),
    }
}

impl Loaders {
    /// The platform page with which a request begins; `None` for an unknown customer.
    pub async fn first_session_page(&self, request: &PageRequest) -> Loaded<SessionPage> {
        self.session_page(self.beginning_key(request)).await
    }

    /// The key of the platform page with which a request begins: a cached one if it contains the requested one.
    fn beginning_key(&self, request: &PageRequest) -> SessionPageKey {
        let key = request.first_key();
        if request.after.is_some() {
            return key;
        }
        cached_first_page(&self.source, &key).unwrap_or(key)
    }

    /// The sessions that the viewer may see and that pass the filter `accepts`; `None` for an unknown customer.
    pub async fn sessions_page(
        &self,
        request: &PageRequest,
        accepts: impl Fn(&Session, Activity) -> bool,
    ) -> Result<Option<Page>, Error> {
        let _pending = self.verdicts_pending.begin();
        let mut page = Page::default();
        let mut activity = Activity::default();
        let rights = &self.source.viewer.rights;
        let mut key = self.beginning_key(request);
        let mut examined = 0;
        let mut returned = Returned::until(request.after.as_ref());
        for _ in 0..MAX_PAGES {
            let Some(part) = self.session_page(key.clone()).await? else {
                return Ok(None);
            };
            activity = activity.latest(self.page_activity(&key, &part));
            let mut sessions = returned.new_sessions(&part);
            sessions.retain(|session| rights.can_list(session));
            examined += sessions.len();
            let needs = PageNeeds {
                room: request.first - page.sessions.len(),
                has_next: request.needs_has_next,
                conversations: request.conversations,
            };
            let verdicts = self
                .page_verdicts(&sessions, needs, |session| accepts(session, activity))
                .await;
            for session in sessions {
                let session = verdicts.apply(session);
                if accepts(&session, activity) {
                    if page.sessions.len() == request.first {
                        return Ok(Some(Page {
                            has_next: true,
                            ..page.end_at_last_session()
                        }));
                    }
                    let position = position_of(&key, &session);
                    page.sessions
                        .push((session.into_owned(), position, activity));
                }
            }
            let Some(next) = part.next.clone() else {
                return Ok(Some(page.end_at_last_session()));
            };
            if page.sessions.len() == request.first && !request.needs_has_next {
                return Ok(Some(Page {
                    has_next: true,
                    ..page.end_at_last_session()
                }));
            }
            // Further pages have the maximum size, because a call costs the same for every size.
            key = SessionPageKey {
                after: Some(next),
                size: MAX_PAGE_SIZE,
                ..key
            };
            if examined >= MAX_EXAMINED {
                return Ok(Some(Page {
                    has_next: true,
                    end: Some(Position {
                        size: key.size,
                        after: key.after,
                        last: None,
                    }),
                    ..page
                }));
            }
        }
        Err(Error::Invalid(None))
    }
}

impl Page {
    fn end_at_last_session(self) -> Self {
        let last = self.sessions.last();
        let end = last.map(|(_, position, _)| position.clone());
        Self { end, ..self }
    }
}
