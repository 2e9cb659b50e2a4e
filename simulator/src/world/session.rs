//! A session as the world knows it, and the plan it is composed from.

use super::channel::{Channel, Manner};
use super::organization::Division;
use super::site::{ACTION_MAPS, Segment};
use super::story::{Story, Twist};
use super::visit::{Visit, What};
use crate::clock::Time;
use crate::dice::Dice;

/// Numbers from here on belong to sessions that began while the simulator ran (or are in progress when it starts); the
/// history's sessions count up from zero, newest first.
pub(crate) const LIVE: u32 = 1 << 20;

/// One session of one customer.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) customer: u32,
    /// Which of the customer's merged records it was filed under; 0 is the canonical one.
    pub(crate) record: u32,
    pub(crate) number: u32,
    pub(crate) created: Time,
    /// Absent fields are written as `null`, as the platform does at times.
    pub(crate) nulls: bool,
    pub(crate) body: Body,
}

/// What kind of session it is.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    Visit(Visit),
    Conversation(Story),
    Case {
        open: bool,
        ended: Option<Time>,
        division: &'static Division,
    },
    /// A session type that no version of the API has yet.
    Future,
}

/// What a session will be, before its details are drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) what: Planned,
    pub(crate) division: &'static Division,
}

/// The kinds of session one can ask for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Planned {
    /// So many events on the web site.
    Web(usize),
    /// A web visit whose divisions the platform does not tell.
    WebNowhere(usize),
    App(usize),
    Talk(&'static Channel, Twist),
    /// A conversation on the channel of the first name, whose session lists the channels of the others.
    Listed(&'static str, &'static [&'static str]),
    /// A web visit that got into a segment which agents are not meant to see.
    Hidden,
    /// A scripted web visit with a search, a segment, an accepted and an ignored offer.
    Tour,
    /// A web visit with an event type that no version of the API has yet.
    FutureEvents,
    Case,
    Future,
}

impl Session {
    /// The divisions it belongs to; none at all for some web visits.
    pub(crate) fn divisions(&self) -> Vec<&'static Division> {
        match &self.body {
            Body::Visit(visit) => visit.division.into_iter().collect(),
            Body::Conversation(story) => story.divisions(),
            Body::Case { division, .. } => vec![division],
            Body::Future => Vec::new(),
        }
    }

    /// As `type` spells it.
    pub(crate) fn kind(&self) -> &'static str {
        match &self.body {
            Body::Visit(visit) if visit.app => "app",
            Body::Visit(_) => "web",
            Body::Conversation(_) => "conversation",
            Body::Case { .. } => "case",
            Body::Future => "kiosk",
        }
    }

    pub(crate) fn story(&self) -> Option<&Story> {
        match &self.body {
            Body::Conversation(story) => Some(story),
            _ => None,
        }
    }
}

impl Planned {
    /// A visit of the web site, on which a conversation may begin.
    pub(crate) fn is_web(self) -> bool {
        matches!(self, Self::Web(1..) | Self::WebNowhere(_) | Self::Tour)
    }

    /// A conversation that begins on the web site.
    pub(crate) fn begins_on_the_site(self) -> bool {
        matches!(self, Self::Talk(channel, _) if matches!(channel.name, "WEB_MESSAGING" | "WEB_CHAT"))
    }
}

impl Plan {
    pub(crate) fn compose(self, dice: &mut Dice, start: Time) -> Body {
        let division = self.division;
        match self.what {
            Planned::Web(events) => Body::Visit(Visit::of_the_past(
                dice,
                false,
                start,
                events,
                Some(division),
            )),
            Planned::WebNowhere(events) => {
                Body::Visit(Visit::of_the_past(dice, false, start, events, None))
            }
            Planned::Tour => Body::Visit(Visit::tour(dice, start, division)),
            Planned::FutureEvents => {
                let mut visit = Visit::of_the_past(dice, false, start, 3, Some(division));
                visit.push(visit.last() + dice.seconds(5, 20), What::Future);
                Body::Visit(visit)
            }
            Planned::App(events) => Body::Visit(Visit::of_the_past(
                dice,
                true,
                start,
                events,
                Some(division),
            )),
            Planned::Talk(channel, twist) => {
                Body::Conversation(Story::of_the_past(dice, channel, twist, division, start))
            }
            Planned::Listed(channel, listed) => {
                let channel = Channel::named(channel);
                let mut story = Story::of_the_past(dice, channel, Twist::Plain, division, start);
                story.listed = Some(listed);
                Body::Conversation(story)
            }
            Planned::Hidden => {
                let mut visit = Visit::of_the_past(dice, false, start, 4, Some(division));
                for map in ACTION_MAPS.iter().filter(|map| Segment::of(map).hidden) {
                    let at = visit.last() + dice.seconds(3, 20);
                    visit.push(at, What::Assigned(Segment::of(map)));
                    visit.push(at, What::Offer(map, "offered", 0));
                }
                Body::Visit(visit)
            }
            Planned::Case => {
                let open = dice.chance(30);
                let ended = (!open).then(|| start + dice.seconds(600, 7000));
                Body::Case {
                    open,
                    ended,
                    division,
                }
            }
            Planned::Future => Body::Future,
        }
    }

    /// What an ordinary customer's session is.
    pub(crate) fn drawn(dice: &mut Dice, home: &'static Division) -> Self {
        let division = if dice.chance(85) {
            home
        } else {
            *dice.pick(&super::organization::DIVISIONS)
        };
        let what = match dice.between(1, 1000) {
            1..=30 => Planned::Web(0),
            31..=90 => Planned::WebNowhere(events(dice)),
            91..=520 => Planned::Web(events(dice)),
            521..=560 => Planned::App(events(dice)),
            561..=580 => Planned::Case,
            581 => Planned::Future,
            _ => {
                let channel = Channel::drawn(dice);
                Planned::Talk(channel, twist(dice, channel))
            }
        };
        Self { what, division }
    }
}

/// Most visits are short, a few long.
fn events(dice: &mut Dice) -> usize {
    let most = if dice.chance(80) { 12 } else { 40 };
    usize::try_from(dice.between(1, most)).unwrap_or(1)
}

fn twist(dice: &mut Dice, channel: &Channel) -> Twist {
    match dice.between(1, 100) {
        1..=8 => Twist::Abandoned,
        9..=11 => Twist::FormerAgent,
        12..=15 => Twist::Transferred,
        61.. if channel.manner == Manner::Campaign => Twist::AgentsCode,
        _ => Twist::Plain,
    }
}
