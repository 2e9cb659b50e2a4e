//! A session of the world, and the plan that it is generated from.

use super::channel::{Channel, Manner};
use super::organization::Division;
use super::site::{ACTION_MAPS, Segment};
use super::story::{Story, Twist};
use super::visit::{Visit, What};
use crate::clock::Time;
use crate::dice::Dice;

/// Sessions that began during the run, or are open at the start, have numbers from here; those of the history count up
/// from zero, newest first.
pub(crate) const LIVE: u32 = 1 << 20;

/// One session of one customer.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) customer: u32,
    /// The merged record that the session belongs to; 0 is the canonical one.
    pub(crate) record: u32,
    pub(crate) number: u32,
    pub(crate) created: Time,
    /// Whether absent fields are `null`, as the platform sometimes sends them.
    pub(crate) nulls: bool,
    pub(crate) body: Body,
}

/// The kind of session, with its details.
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

/// The plan of a session, before its details are generated.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) what: Planned,
    pub(crate) division: &'static Division,
}

/// The kinds of session that a plan can request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Planned {
    /// A web visit with this many events.
    Web(usize),
    /// A web visit without divisions.
    WebNowhere(usize),
    App(usize),
    Talk(&'static Channel, Twist),
    /// A conversation on the first channel, whose session lists the other channels.
    Listed(&'static str, &'static [&'static str]),
    /// A web visit with a segment that is hidden from agents.
    Hidden,
    /// A scripted web visit with a search, a segment, an accepted and an ignored offer.
    Tour,
    /// A web visit with an event type that no version of the API has yet.
    FutureEvents,
    Case,
    Future,
}

impl Session {
    /// The session's divisions; some web visits have none.
    pub(crate) fn divisions(&self) -> Vec<&'static Division> {
        match &self.body {
            Body::Visit(visit) => visit.division.into_iter().collect(),
            Body::Conversation(story) => story.divisions(),
            Body::Case { division, .. } => vec![division],
            Body::Future => Vec::new(),
        }
    }

    /// The value of `type`.
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
    /// A web visit, on which a conversation can begin.
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

    /// A random plan of an ordinary customer's session.
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

/// The number of events: most visits are short, a few long.
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
