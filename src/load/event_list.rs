//! A page of events as a client requests it, filled from as many of the platform's pages as needed.

use std::sync::Arc;

use futures_util::future::join;

use super::loaders::Loaders;
use crate::cache::EventPageKey;
use crate::model::event::Event;
use crate::model::session::Session;
use crate::platform::Error;

/// The platform's maximum page size.
const MAX_PAGE_SIZE: u32 = 200;

/// Maximum number of events that are read for a field that needs all events of a session.
const MAX_EVENTS: usize = 1_000;

/// Maximum number of the platform's pages that fill one page of the gateway. The bound ends the loop if the platform's cursors
/// form a cycle, which the cache would serve without waiting.
const MAX_PAGES: usize = 100;

/// Events that a session may gain between the read of the session and the read of its events.
const GROWTH: u32 = 10;

/// The end of a page of events; see [`super::Position`] for sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventPosition {
    /// The size of the platform's page.
    pub size: u32,
    /// The platform's cursor of the page.
    pub after: Option<Arc<str>>,
    /// The last event's time in milliseconds since 1970.
    pub created_at: i64,
    /// The last event's id.
    pub event: String,
}

/// The platform's page on which an event was read.
#[derive(Debug, Clone)]
pub struct PlatformPage {
    /// The size of the page.
    pub size: u32,
    /// The platform's cursor of the page.
    pub after: Option<Arc<str>>,
}

/// A page of events, oldest first.
#[derive(Debug, Default)]
pub struct EventPage {
    /// Each event with the platform's page, from which its position follows.
    pub events: Vec<(Arc<Event>, PlatformPage)>,
    /// Whether there are more events.
    pub has_next: bool,
}

/// Which segment assignments a list of events leaves out.
#[derive(Debug, Clone, Copy)]
enum LeftOut {
    /// Assignments to hidden segments, which may need a look-up.
    HiddenSegments,
    /// All assignments.
    AllSegments,
}

impl EventPosition {
    fn is_passed(&self, event: &Event) -> bool {
        (event.created_at.timestamp_millis(), event.id.as_str())
            <= (self.created_at, self.event.as_str())
    }
}

impl Loaders {
    /// `first` events of a session after `after`. Assignments to hidden segments are left out, so a page may need more
    /// of the platform's pages.
    pub async fn events_page(
        &self,
        session: &Session,
        first: usize,
        after: Option<&EventPosition>,
    ) -> Result<EventPage, Error> {
        self.fill_event_page(session, first, after, LeftOut::HiddenSegments)
            .await
    }

    /// Every event of a session, at most [`MAX_EVENTS`], without assignments to segments, because hidden segments are
    /// not looked up here.
    pub async fn all_events_but_segments(
        &self,
        session: &Session,
    ) -> Result<Vec<Arc<Event>>, Error> {
        let page = self
            .fill_event_page(session, MAX_EVENTS, None, LeftOut::AllSegments)
            .await?;
        Ok(page.events.into_iter().map(|(event, _)| event).collect())
    }

    async fn fill_event_page(
        &self,
        session: &Session,
        first: usize,
        after: Option<&EventPosition>,
        left_out: LeftOut,
    ) -> Result<EventPage, Error> {
        let mut page = EventPage::default();
        let mut key = self.first_event_page_key(session, first, after);
        // The last event of the earlier page, until the platform page that holds it was read. As with sessions, it does
        // not apply to later platform pages.
        let mut last = after;
        let assigned = session.assigned_segments();
        let mut first_part = None;
        if after.is_none() && !assigned.is_empty() && matches!(left_out, LeftOut::HiddenSegments) {
            // The session names the segments that its events assign. They are looked up at the same time as the events;
            // the loop below finds the results in the cache.
            let assigned = assigned.iter().map(|assignment| assignment.segment);
            let segments = self.hidden_segments(assigned);
            let (part, _) = join(self.event_page(key.clone()), segments).await;
            first_part = Some(part);
        }
        for _ in 0..MAX_PAGES {
            let part = match first_part.take() {
                Some(part) => part,
                None => self.event_page(key.clone()).await,
            };
            let Some(part) = part? else {
                return Ok(page);
            };
            let passed = last;
            if last.is_some_and(|last| part.events.iter().any(|event| event.id == last.event)) {
                last = None;
            }
            let segments = part.events.iter().filter_map(|event| event.segment());
            let left_out = match left_out {
                LeftOut::HiddenSegments => self.hidden_segments(segments).await?,
                LeftOut::AllSegments => segments.collect(),
            };
            let is_left_out =
                |event: &Event| event.segment().is_some_and(|id| left_out.contains(&id));
            let events = part.events.iter().filter(|event| {
                !passed.is_some_and(|passed| passed.is_passed(event)) && !is_left_out(event)
            });
            for event in events {
                if page.events.len() == first {
                    page.has_next = true;
                    return Ok(page);
                }
                let from = PlatformPage {
                    size: key.size,
                    after: key.after.clone(),
                };
                page.events.push((event.clone(), from));
            }
            let Some(next) = part.next.clone() else {
                return Ok(page);
            };
            key = EventPageKey {
                after: Some(next),
                ..key
            };
        }
        if page.events.is_empty() {
            return Err(Error::Invalid(None));
        }
        page.has_next = true;
        Ok(page)
    }

    fn first_event_page_key(
        &self,
        session: &Session,
        first: usize,
        after: Option<&EventPosition>,
    ) -> EventPageKey {
        let source = &self.source;
        let freshness = source.cache.freshness();
        let ended = freshness.has_ended(session, source.clock.now());
        // An open session may have gained events since its count was read.
        let growth = if ended { 0 } else { GROWTH };
        let all = session.event_count.saturating_add(growth);
        let fitted = u32::try_from(first)
            .unwrap_or(MAX_PAGE_SIZE)
            .saturating_add(1);
        let size = if all <= MAX_PAGE_SIZE {
            all.max(1)
        } else {
            fitted.min(MAX_PAGE_SIZE)
        };
        EventPageKey {
            session: session.id,
            ended,
            count: session.event_count,
            size: after.map_or(size, |position| position.size),
            after: after.and_then(|position| position.after.clone()),
        }
    }
}
