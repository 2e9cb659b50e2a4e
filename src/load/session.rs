//! Sessions: the platform's pages of a customer's sessions, one session by id, and the page that a
//! client asked for, filled up out of as many of the platform's as it takes.

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::dataloader::Loader;

use super::batch::{each, through};
use super::dialed::Needs;
use super::visits::page_with_visits;
use super::{Loaded, Loaders, Source};
use crate::cache::{Sessions, SessionsKey};
use crate::live::status::Activity;
use crate::model::id::{CustomerId, SessionId};
use crate::model::session::Session;
use crate::platform::Error;

/// What the platform allows.
const LARGEST_PAGE: u32 = 200;

/// Sessions that the viewer may see and that one page of ours looks at. Where too few of them pass the filter, the
/// page is short, says that there is more, and its end cursor goes on from where it stopped. Sessions that the
/// viewer must not see do not count: a page that is short because of them would reveal them.
const MOST_EXAMINED: usize = 2_000;

/// The platform's pages that one page of ours may be filled from. No customer has as many sessions; cursors that
/// lead round in circles would be followed without end otherwise, out of the cache.
const MOST_PAGES: usize = 500;

pub(super) struct SessionPages(pub(super) Arc<Source>);

impl Loader<SessionsKey> for SessionPages {
    type Value = Loaded<Sessions>;
    type Error = Infallible;

    async fn load(
        &self,
        keys: &[SessionsKey],
    ) -> Result<HashMap<SessionsKey, Self::Value>, Infallible> {
        let source = &self.0;
        let watch = source.watch();
        let ttl = |key: &SessionsKey, found: Option<&Sessions>| match found {
            Some(_) => watch
                .and_then(|(live, mark)| live.page_ttl(key, mark))
                .unwrap_or(source.freshness.open),
            None => source.freshness.absent,
        };
        let fetched = Mutex::new(Vec::new());
        let fetch = |missing: Vec<SessionsKey>| async {
            fetched
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .extend(missing.iter().cloned());
            let outcomes = each(source.concurrency, missing, |key| {
                Box::pin(read(source, key))
            })
            .await;
            let pages = outcomes.values().flatten().flatten();
            // Those that have ended are found in their page.
            let now = source.clock.now();
            let sessions = pages.flat_map(|page| &page.sessions);
            for session in sessions.filter(|session| !source.freshness.has_ended(session, now)) {
                let found = Some(session.clone());
                source
                    .scope
                    .insert(&session.id, found, source.freshness.open);
            }
            outcomes
        };
        let outcomes = through(source, keys, ttl, fetch).await;
        if let Some((live, mark)) = watch {
            let fetched = fetched.into_inner().unwrap_or_else(PoisonError::into_inner);
            for key in fetched {
                match outcomes.get(&key) {
                    Some(Ok(Some(page))) => live.settle_page(&key, page, mark),
                    Some(Ok(None) | Err(_)) if key.after.is_none() => live.unread(key.customer),
                    _ => {}
                }
            }
        }
        Ok(outcomes)
    }
}

/// An unknown contact has no list.
async fn read(source: &Source, key: SessionsKey) -> Result<Option<Sessions>, Error> {
    let page = source
        .platform
        .sessions_of_contact(
            &source.caller,
            key.customer,
            key.size,
            key.after.as_deref(),
            key.include_merged,
        )
        .await;
    let page = match page {
        Err(Error::NotFound) => return Ok(None),
        page => page?,
    };
    let sessions = page.sessions.into_iter().map(Arc::new).collect();
    Ok(Some(Sessions::in_order(sessions, page.next.map(Arc::from))))
}

/// Where a page of sessions ends: the platform's page that the last session came from, and that
/// session's place in it. Newer sessions that arrive meanwhile move nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// Sessions a page of the platform's.
    pub size: u32,
    /// The platform's cursor of the page.
    pub after: Option<Arc<str>>,
    /// The last session's beginning, in milliseconds since 1970, and its id; absent where the page
    /// itself is where to go on.
    pub last: Option<(i64, SessionId)>,
}

/// What a client asks for.
#[derive(Debug, Clone)]
pub struct PageRequest {
    /// Whose sessions.
    pub customer: CustomerId,
    /// With those of merged records.
    pub include_merged: bool,
    /// How many.
    pub first: usize,
    /// After which.
    pub after: Option<Position>,
    /// How much of the list is read at first.
    pub beginning: Beginning,
    /// Whether it is to be told if there is more, which may take another call.
    pub tells_more: bool,
    /// The conversations of the sessions will be read.
    pub conversations: bool,
}

/// How much of a list is read at first. A call costs the same however much it reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beginning {
    /// What fills the page, most times.
    Fitted,
    /// The customer's visits as well: the status of the sessions depends on them.
    WithVisits,
    /// As much as the platform allows: much of it is expected not to be kept.
    Largest,
}

/// What a client gets: newest first.
#[derive(Debug, Default)]
pub struct Page {
    /// Each with its own position, and the activity of the customer's visits that the viewer can see.
    pub sessions: Vec<(Arc<Session>, Position, Activity)>,
    /// Whether there is more.
    pub has_next: bool,
    /// Where to go on; nothing where nothing was found.
    pub end: Option<Position>,
}

impl PageRequest {
    /// The platform's page to begin with. One more than asked for tells whether there is a next
    /// page; a quarter more makes up for what the viewer does not get to see, most times.
    pub fn first_key(&self) -> SessionsKey {
        let first = u32::try_from(self.first).unwrap_or(LARGEST_PAGE);
        let fitted = first
            .saturating_add(1)
            .saturating_add(first / 4)
            .min(LARGEST_PAGE);
        let (size, after) = match &self.after {
            Some(position) => (position.size, position.after.clone()),
            None => match self.beginning {
                Beginning::Fitted => (fitted, None),
                Beginning::WithVisits => (page_with_visits(fitted), None),
                Beginning::Largest => (LARGEST_PAGE, None),
            },
        };
        SessionsKey {
            customer: self.customer,
            include_merged: self.include_merged,
            size,
            after,
        }
    }
}

/// Which sessions of the platform's pages earlier pages of ours have reported already. The order of the
/// platform's list is not documented, so the end of an earlier page says nothing about the platform's later
/// pages; within one page the order is ours.
struct Reported {
    /// The last session of the earlier page, until the page that holds it was read. While newer sessions
    /// push it out of the platform's page that the cursor points to, it is on a later one.
    last: Option<(i64, SessionId)>,
    /// Sessions of the pages that this request has read: a list that moves may show one on two pages.
    seen: HashSet<SessionId>,
}

impl Reported {
    fn until(position: Option<&Position>) -> Self {
        Self {
            last: position.and_then(|position| position.last),
            seen: HashSet::new(),
        }
    }

    /// The sessions of the next page that were not reported yet.
    fn leave<'a>(&mut self, page: &'a Sessions) -> Vec<&'a Arc<Session>> {
        let last = self.last;
        let is_new = |session: &&Arc<Session>| {
            let place = (session.started_at.timestamp_millis(), session.id);
            last.is_none_or(|last| place < last)
        };
        let is_found = last.is_some_and(|(_, id)| page.sessions.iter().any(|one| one.id == id));
        if is_found {
            self.last = None;
        }
        let sessions = page.sessions.iter().filter(is_new);
        sessions
            .filter(|session| self.seen.insert(session.id))
            .collect()
    }
}

impl SessionsKey {
    fn position_of(&self, session: &Session) -> Position {
        Position {
            size: self.size,
            after: self.after.clone(),
            last: Some((session.started_at.timestamp_millis(), session.id)),
        }
    }
}

impl Loaders {
    /// The sessions that the viewer may see and `keep` lets through; `None` for an unknown customer.
    pub async fn sessions_page(
        &self,
        request: &PageRequest,
        keep: impl Fn(&Session, Activity) -> bool,
    ) -> Result<Option<Page>, Error> {
        let _deciding = self.deciding.begin();
        let mut page = Page::default();
        let mut visits = Activity::default();
        let rights = &self.source.viewer.rights;
        let mut key = request.first_key();
        let mut examined = 0;
        let mut reported = Reported::until(request.after.as_ref());
        for _ in 0..MOST_PAGES {
            let Some(part) = self.session_page(key.clone()).await? else {
                return Ok(None);
            };
            visits = visits.latest(self.visits_on(&key, &part));
            let sessions: Vec<_> = reported
                .leave(&part)
                .into_iter()
                .filter(|session| rights.lists(session))
                .collect();
            examined += sessions.len();
            let needs = Needs {
                room: request.first - page.sessions.len(),
                more: request.tells_more,
                conversations: request.conversations,
            };
            let verdicts = self
                .verdicts(&sessions, needs, |session| keep(session, visits))
                .await;
            for session in sessions {
                let session = &verdicts.apply(session);
                if keep(session, visits) {
                    if page.sessions.len() == request.first {
                        return Ok(Some(Page {
                            has_next: true,
                            ..page.ended()
                        }));
                    }
                    page.sessions
                        .push((session.clone(), key.position_of(session), visits));
                }
            }
            let Some(next) = part.next.clone() else {
                return Ok(Some(page.ended()));
            };
            if page.sessions.len() == request.first && !request.tells_more {
                return Ok(Some(page.ended()));
            }
            // What the first page did not hold is looked for in large steps: a call is a call.
            key = SessionsKey {
                after: Some(next),
                size: LARGEST_PAGE,
                ..key
            };
            if examined >= MOST_EXAMINED {
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
        Err(Error::Invalid)
    }
}

impl Page {
    /// Whoever goes on does so from the last session.
    fn ended(self) -> Self {
        let end = self
            .sessions
            .last()
            .map(|(_, position, _)| position.clone());
        Self { end, ..self }
    }
}
