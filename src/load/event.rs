//! Events: one call a session and page.
//!
//! In which order the platform sends events is not documented. A session with no more events than a
//! page holds is therefore read whole and sorted; a longer one page by page, each page sorted.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use futures_util::future::join;

use super::batch::{each, through};
use super::{Loaded, Loaders, Source};
use crate::cache::{Events, EventsKey};
use crate::model::event::Event;
use crate::model::session::Session;
use crate::platform::Error;

/// What the platform allows.
const LARGEST_PAGE: u32 = 200;

/// Where a field needs all events of a session, it looks no further than this.
const MOST_EVENTS: usize = 1_000;

/// The platform's pages that one page of ours may be filled from. Cursors that lead round in circles
/// would be followed for ever otherwise: what was read before is at hand, so nothing waits.
const MOST_PAGES: usize = 100;

/// Events that a session may have gained between its own reading and that of its events.
const GROWTH: u32 = 10;

pub(super) struct EventPages(pub(super) Arc<Source>);

impl Loader<EventsKey> for EventPages {
    type Value = Loaded<Events>;
    type Error = Infallible;

    async fn load(
        &self,
        keys: &[EventsKey],
    ) -> Result<HashMap<EventsKey, Self::Value>, Infallible> {
        let source = &self.0;
        // With as many events as the session counts there is nothing to come: with more of them it is
        // asked for by another key.
        let ttl = |key: &EventsKey, found: Option<&Events>| {
            let is_all = found
                .is_some_and(|page| key.after.is_none() && page.events.len() >= key.count as usize);
            source.freshness.of_state(key.ended || is_all)
        };
        let fetch = |missing| each(source.concurrency, missing, |key| read(source, key));
        Ok(through(source, keys, ttl, fetch).await)
    }
}

async fn read(source: &Source, key: EventsKey) -> Result<Option<Events>, Error> {
    let page = source
        .platform
        .events(&source.caller, key.session, key.size, key.after.as_deref())
        .await?;
    let mut events = page.events;
    events.sort_by(|a, b| {
        a.created_at
            .cmp(&b.created_at)
            .then_with(|| a.id.cmp(&b.id))
    });
    Ok(Some(Events {
        events: events.into_iter().map(Arc::new).collect(),
        next: page.next.map(Arc::from),
    }))
}

/// Where a page of events ends, as [`super::Position`] for sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventPosition {
    /// Events a page of the platform's.
    pub size: u32,
    /// The platform's cursor of the page.
    pub after: Option<Arc<str>>,
    /// The last event's instant, in milliseconds since 1970.
    pub created_at: i64,
    /// The last event.
    pub event: String,
}

/// What a client gets: oldest first.
#[derive(Debug, Default)]
pub struct EventPage {
    /// Each with its own position.
    pub events: Vec<(Arc<Event>, EventPosition)>,
    /// Whether there is more.
    pub has_next: bool,
}

/// Whose assignments are left out of a list of events.
#[derive(Debug, Clone, Copy)]
enum Segments {
    /// Those of segments that the viewer must not see; finding them may take a call.
    Hidden,
    /// Those of every segment.
    All,
}

impl EventPosition {
    fn is_passed(&self, event: &Event) -> bool {
        (event.created_at.timestamp_millis(), event.id.as_str())
            <= (self.created_at, self.event.as_str())
    }
}

impl Loaders {
    /// `first` events of a session after `after`. Assignments to segments that the viewer must not see
    /// are left out, so a page may be filled from more of the platform's pages.
    pub async fn events_page(
        &self,
        session: &Session,
        first: usize,
        after: Option<&EventPosition>,
    ) -> Result<EventPage, Error> {
        self.page_of(session, first, after, Segments::Hidden).await
    }

    async fn page_of(
        &self,
        session: &Session,
        first: usize,
        after: Option<&EventPosition>,
        left_out: Segments,
    ) -> Result<EventPage, Error> {
        let mut page = EventPage::default();
        let mut key = self.first_key(session, first, after);
        // The last event of the earlier page, until the platform's page that holds it was read: as with
        // sessions, it says nothing about later pages.
        let mut last = after;
        if after.is_none() && matches!(left_out, Segments::Hidden) {
            // The session names the segments that its events assign: they are looked up beside the events,
            // not after them. What comes of it is found below.
            let assigned = session.assigned_segments().iter();
            let segments = self.hidden(assigned.map(|one| one.segment));
            let _ = join(self.event_page(key.clone()), segments).await;
        }
        for _ in 0..MOST_PAGES {
            let Some(part) = self.event_page(key.clone()).await? else {
                return Ok(page);
            };
            let passed = last;
            if last.is_some_and(|last| part.events.iter().any(|event| event.id == last.event)) {
                last = None;
            }
            let segments = part.events.iter().filter_map(|event| event.segment());
            let left_out = match left_out {
                Segments::Hidden => self.hidden(segments).await?,
                Segments::All => segments.collect(),
            };
            let is_left_out =
                |event: &Event| event.segment().is_some_and(|id| left_out.contains(&id));
            let fresh = part.events.iter().filter(|event| {
                !passed.is_some_and(|passed| passed.is_passed(event)) && !is_left_out(event)
            });
            for event in fresh {
                if page.events.len() == first {
                    page.has_next = true;
                    return Ok(page);
                }
                let position = EventPosition {
                    size: key.size,
                    after: key.after.clone(),
                    created_at: event.created_at.timestamp_millis(),
                    event: event.id.clone(),
                };
                page.events.push((event.clone(), position));
            }
            let Some(next) = part.next.clone() else {
                return Ok(page);
            };
            key = EventsKey {
                after: Some(next),
                ..key
            };
        }
        if page.events.is_empty() {
            return Err(Error::Invalid);
        }
        page.has_next = true;
        Ok(page)
    }

    /// Every event of a session, as far as `MOST_EVENTS` goes, except assignments to segments: which of
    /// those the viewer must not see is not looked up here.
    pub async fn all_events_but_segments(
        &self,
        session: &Session,
    ) -> Result<Vec<Arc<Event>>, Error> {
        let page = self
            .page_of(session, MOST_EVENTS, None, Segments::All)
            .await?;
        Ok(page.events.into_iter().map(|(event, _)| event).collect())
    }

    fn first_key(
        &self,
        session: &Session,
        first: usize,
        after: Option<&EventPosition>,
    ) -> EventsKey {
        let source = &self.source;
        let ended = source.freshness.has_ended(session, source.clock.now());
        // A session that goes on may have grown since its count was read.
        let whole = session
            .event_count
            .saturating_add(if ended { 0 } else { GROWTH });
        let fitted = u32::try_from(first)
            .unwrap_or(LARGEST_PAGE)
            .saturating_add(1);
        let size = if whole <= LARGEST_PAGE {
            whole.max(1)
        } else {
            fitted.min(LARGEST_PAGE)
        };
        EventsKey {
            session: session.id,
            ended,
            count: session.event_count,
            size: after.map_or(size, |position| position.size),
            after: after.and_then(|position| position.after.clone()),
        }
    }
}
