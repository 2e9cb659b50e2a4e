//! A visit to the web site or the app: all its fields derive from its events.

use chrono::TimeDelta;

use super::organization::Division;
use super::site::{
    ACTION_MAPS, ActionMap, CAMPAIGNS, CUSTOM_EVENTS, Campaign, DEVICES, Device, PAGES, Page,
    REFERRERS, Referrer, SCREENS, SEARCHES, Segment,
};
use crate::clock::Time;
use crate::dice::Dice;

/// A visit ends after this long without an event (help page "Web sessions").
pub(crate) const SILENCE: TimeDelta = TimeDelta::minutes(20);
/// Time from the last event to `idleDate` (a published live payload and the product page).
pub(crate) const IDLE: TimeDelta = TimeDelta::seconds(45);
/// Time from the last event to `awayDate`.
pub(crate) const AWAY: TimeDelta = TimeDelta::seconds(60);

/// One visit.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    /// Whether the visit is in the app instead of on the web site.
    pub(crate) app: bool,
    pub(crate) start: Time,
    pub(crate) events: Vec<Happening>,
    pub(crate) device: &'static Device,
    pub(crate) campaign: Option<&'static Campaign>,
    pub(crate) referrer: Option<&'static Referrer>,
    /// `None` if the platform reports no divisions.
    pub(crate) division: Option<&'static Division>,
}

/// An event and its time.
#[derive(Clone, Debug)]
pub(crate) struct Happening {
    pub(crate) at: Time,
    pub(crate) what: What,
}

/// An action of the visitor, or the platform's reaction.
#[derive(Clone, Debug)]
pub(crate) enum What {
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
        dice: &mut Dice,
        app: bool,
        start: Time,
        division: Option<&'static Division>,
    ) -> Self {
        Self {
            app,
            start,
            events: Vec::new(),
            device: dice.pick(&DEVICES),
            campaign: dice.chance(25).then(|| dice.pick(&CAMPAIGNS)),
            referrer: dice.chance(45).then(|| dice.pick(&REFERRERS)),
            division,
        }
    }

    /// Generates a past visit with this many events.
    pub(crate) fn of_the_past(
        dice: &mut Dice,
        app: bool,
        start: Time,
        events: usize,
        division: Option<&'static Division>,
    ) -> Self {
        let mut visit = Self::empty(dice, app, start, division);
        let mut at = start;
        while visit.events.len() < events {
            let room = events - visit.events.len();
            at = visit.step(dice, at, room) + dice.seconds(2, if events > 100 { 12 } else { 70 });
        }
        visit
    }

    /// A visit with every type of event: pages, a search, a segment, one accepted and one ignored offer.
    pub(crate) fn tour(dice: &mut Dice, start: Time, division: &'static Division) -> Self {
        let mut visit = Self::empty(dice, false, start, Some(division));
        visit.campaign = Some(dice.pick(&CAMPAIGNS));
        visit.referrer = Some(dice.pick(&REFERRERS));
        let [home, pricing, fibre, _, support, .., contact] = &PAGES;
        let [winter, cart, ..] = &ACTION_MAPS;
        let script = [
            What::Page(home),
            What::Page(pricing),
            What::Assigned(Segment::of(winter)),
            What::Offer(winter, "offered", 0),
            What::Offer(winter, "accepted", 4_200),
            What::Page(fibre),
            What::Custom("product_added"),
            What::Search("fibre availability"),
            What::Assigned(Segment::of(cart)),
            What::Offer(cart, "offered", 0),
            What::Offer(cart, "ignored", 8_000),
            What::Page(support),
            What::Search("wifi slow"),
            What::Custom("form_submitted"),
            What::Page(contact),
        ];
        let mut at = start;
        for what in script {
            visit.push(at, what);
            at += dice.seconds(3, 30);
        }
        visit
    }

    /// Adds an action of the visitor at `at` and the events that follow from it, at most `room`. Returns the last time.
    pub(crate) fn step(&mut self, dice: &mut Dice, at: Time, room: usize) -> Time {
        if self.app {
            self.push(
                at,
                if dice.chance(80) {
                    What::Screen(dice.word(&SCREENS))
                } else {
                    custom(dice)
                },
            );
            return at;
        }
        let first = self.events.is_empty();
        let what = match dice.between(1, 100) {
            share if first || share <= 62 => What::Page(dice.pick(&PAGES)),
            63..=74 => What::Search(dice.word(&SEARCHES)),
            75..=86 if room >= 3 => return self.offer(dice, at),
            _ => custom(dice),
        };
        self.push(at, what);
        at
    }

    /// Assigns a segment and shows its offer, which the visitor answers or ignores.
    fn offer(&mut self, dice: &mut Dice, at: Time) -> Time {
        let map = dice.pick(&ACTION_MAPS);
        let shown = at + TimeDelta::milliseconds(400);
        let waited = dice.between(1_500, 9_000);
        let answer = *dice.pick(&[
            "accepted", "accepted", "rejected", "ignored", "ignored", "timedout",
        ]);
        self.push(at, What::Assigned(Segment::of(map)));
        self.push(shown, What::Offer(map, "offered", 0));
        let answered = shown + TimeDelta::milliseconds(waited);
        self.push(answered, What::Offer(map, answer, waited));
        answered
    }

    pub(crate) fn push(&mut self, at: Time, what: What) {
        self.events.push(Happening { at, what });
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
        self.events.iter().filter_map(|event| match event.what {
            What::Page(page) => Some(page),
            _ => None,
        })
    }

    /// Each assigned segment, with its time.
    pub(crate) fn assignments(&self) -> impl Iterator<Item = (Time, &'static Segment)> {
        self.events.iter().filter_map(|event| match event.what {
            What::Assigned(segment) => Some((event.at, segment)),
            _ => None,
        })
    }
}

fn custom(dice: &mut Dice) -> What {
    What::Custom(dice.word(&CUSTOM_EVENTS))
}

impl What {
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
