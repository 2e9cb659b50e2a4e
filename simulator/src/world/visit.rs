//! A visit to the web site or the app: all its fields derive from its events.

use std::time::Duration;

use chrono::TimeDelta;

use super::organization::Division;
use super::site::{
    ACTION_MAPS, ActionMap, CAMPAIGNS, CUSTOM_EVENTS, Campaign, DEVICES, Device, PAGES, Page,
    REFERRERS, Referrer, SCREENS, SEARCHES, Segment,
};
use crate::clock::Time;
use crate::rng::SeededRng;

/// A visit ends after this long without an event (help page "Web sessions").
pub(crate) const SILENCE: TimeDelta = TimeDelta::minutes(20);

/// Maximum of both times, so that they do not overflow a date.
const LONGEST: Duration = Duration::from_hours(24);

/// The silence after which a session is idle and away. The platform's is 45 s and 60 s (a published live payload and the
/// product page).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Silence {
    /// Time from the last event to `idleDate`.
    pub(crate) idle: TimeDelta,
    /// Time from the last event to `awayDate`.
    pub(crate) away: TimeDelta,
}

impl Silence {
    pub(crate) fn new(idle: Duration, away: Duration) -> Self {
        let delta = |time: Duration| TimeDelta::from_std(time.min(LONGEST)).unwrap_or_default();
        Self {
            idle: delta(idle),
            away: delta(away.max(idle)),
        }
    }
}

/// One visit.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    /// Whether the visit is in the app instead of on the web site.
    pub(crate) app: bool,
    pub(crate) start: Time,
    pub(crate) events: Vec<VisitEvent>,
    pub(crate) device: &'static Device,
    pub(crate) campaign: Option<&'static Campaign>,
    pub(crate) referrer: Option<&'static Referrer>,
    /// `None` if the platform reports no divisions.
    pub(crate) division: Option<&'static Division>,
}

/// An event and its time.
#[derive(Clone, Debug)]
pub(crate) struct VisitEvent {
    pub(crate) at: Time,
    pub(crate) kind: VisitEventKind,
}

/// An action of the visitor, or the platform's reaction.
#[derive(Clone, Debug)]
pub(crate) enum VisitEventKind {
    Page(&'static Page),
    Search(&'static str),
    Custom(&'static str),
    Screen(&'static str),
    Assigned(&'static Segment),
    /// The state of an offer and the milliseconds that it took to reach it.
    Offer(&'static ActionMap, &'static str, i64),
    /// An event type that no version of the API has yet.
    Future,
}

impl Visit {
    pub(crate) fn empty(
        rng: &mut SeededRng,
        app: bool,
        start: Time,
        division: Option<&'static Division>,
    ) -> Self {
        Self {
            app,
            start,
            events: Vec::new(),
            device: rng.pick(&DEVICES),
            campaign: rng.chance(25).then(|| rng.pick(&CAMPAIGNS)),
            referrer: rng.chance(45).then(|| rng.pick(&REFERRERS)),
            division,
        }
    }

    /// Generates a past visit with this many events.
    pub(crate) fn generate_past(
        rng: &mut SeededRng,
        app: bool,
        start: Time,
        events: usize,
        division: Option<&'static Division>,
    ) -> Self {
        let mut visit = Self::empty(rng, app, start, division);
        let mut at = start;
        while visit.events.len() < events {
            let room = events - visit.events.len();
            at = visit.step(rng, at, room) + rng.seconds(2, if events > 100 { 12 } else { 70 });
        }
        visit
    }

    /// A visit with every type of event: pages, a search, a segment, one accepted and one ignored offer.
    pub(crate) fn tour(rng: &mut SeededRng, start: Time, division: &'static Division) -> Self {
        let mut visit = Self::empty(rng, false, start, Some(division));
        visit.campaign = Some(rng.pick(&CAMPAIGNS));
        visit.referrer = Some(rng.pick(&REFERRERS));
        let [home, pricing, fibre, _, support, .., contact] = &PAGES;
        let [winter, cart, ..] = &ACTION_MAPS;
        let script = [
            VisitEventKind::Page(home),
            VisitEventKind::Page(pricing),
            VisitEventKind::Assigned(Segment::for_action_map(winter)),
            VisitEventKind::Offer(winter, "offered", 0),
            VisitEventKind::Offer(winter, "accepted", 4_200),
            VisitEventKind::Page(fibre),
            VisitEventKind::Custom("product_added"),
            VisitEventKind::Search("fibre availability"),
            VisitEventKind::Assigned(Segment::for_action_map(cart)),
            VisitEventKind::Offer(cart, "offered", 0),
            VisitEventKind::Offer(cart, "ignored", 8_000),
            VisitEventKind::Page(support),
            VisitEventKind::Search("wifi slow"),
            VisitEventKind::Custom("form_submitted"),
            VisitEventKind::Page(contact),
        ];
        let mut at = start;
        for kind in script {
            visit.push(at, kind);
            at += rng.seconds(3, 30);
        }
        visit
    }

    /// Adds an action of the visitor at `at` and the events that follow from it, at most `room`. Returns the last time.
    pub(crate) fn step(&mut self, rng: &mut SeededRng, at: Time, room: usize) -> Time {
        if self.app {
            self.push(
                at,
                if rng.chance(80) {
                    VisitEventKind::Screen(rng.word(&SCREENS))
                } else {
                    custom(rng)
                },
            );
            return at;
        }
        let first = self.events.is_empty();
        let kind = match rng.between(1, 100) {
            share if first || share <= 62 => VisitEventKind::Page(rng.pick(&PAGES)),
            63..=74 => VisitEventKind::Search(rng.word(&SEARCHES)),
            75..=86 if room >= 3 => return self.offer(rng, at),
            _ => custom(rng),
        };
        self.push(at, kind);
        at
    }

    /// Assigns a segment and shows its offer, which the visitor answers or ignores.
    fn offer(&mut self, rng: &mut SeededRng, at: Time) -> Time {
        let map = rng.pick(&ACTION_MAPS);
        let shown = at + TimeDelta::milliseconds(400);
        let waited = rng.between(1_500, 9_000);
        let outcome = *rng.pick(&[
            "accepted", "accepted", "rejected", "ignored", "ignored", "timedout",
        ]);
        self.push(at, VisitEventKind::Assigned(Segment::for_action_map(map)));
        self.push(shown, VisitEventKind::Offer(map, "offered", 0));
        let answered = shown + TimeDelta::milliseconds(waited);
        self.push(answered, VisitEventKind::Offer(map, outcome, waited));
        answered
    }

    pub(crate) fn push(&mut self, at: Time, kind: VisitEventKind) {
        self.events.push(VisitEvent { at, kind });
    }

    /// The time of the last event.
    pub(crate) fn last(&self) -> Time {
        self.events.last().map_or(self.start, |event| event.at)
    }

    /// When the visit ended, if it has by `now`.
    pub(crate) fn ended(&self, now: Time) -> Option<Time> {
        let end = self.last() + SILENCE;
        (end <= now).then_some(end)
    }

    pub(crate) fn pages(&self) -> impl DoubleEndedIterator<Item = &'static Page> {
        self.events.iter().filter_map(|event| match event.kind {
            VisitEventKind::Page(page) => Some(page),
            _ => None,
        })
    }

    /// Each assigned segment, with its time.
    pub(crate) fn assignments(&self) -> impl Iterator<Item = (Time, &'static Segment)> {
        self.events.iter().filter_map(|event| match event.kind {
            VisitEventKind::Assigned(segment) => Some((event.at, segment)),
            _ => None,
        })
    }
}

fn custom(rng: &mut SeededRng) -> VisitEventKind {
    VisitEventKind::Custom(rng.word(&CUSTOM_EVENTS))
}

impl VisitEventKind {
    /// The event's name for `lastEvent.eventName`.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Page(_) => "page_viewed",
            Self::Search(_) => "search_performed",
            Self::Custom(name) => name,
            Self::Screen(_) => "screen_viewed",
            Self::Assigned(_) => "segment_assigned",
            Self::Offer(_, "offered", _) => "action_offered",
            Self::Offer(..) => "action_answered",
            Self::Future => "aura_sensed",
        }
    }

    /// The event's type in the REST API.
    pub(crate) fn event_type(&self) -> &'static str {
        match self {
            Self::Page(_) | Self::Search(_) | Self::Custom(_) => "com.genesys.journey.WebEvent",
            Self::Screen(_) => "com.genesys.journey.AppEvent",
            Self::Assigned(_) => "com.genesys.journey.SegmentAssignmentEvent",
            Self::Offer(..) => "com.genesys.journey.WebActionEvent",
            Self::Future => "com.genesys.journey.AuraEvent",
        }
    }
}
