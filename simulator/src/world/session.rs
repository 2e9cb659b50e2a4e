//! A session of the world, and the plan that it is generated from.

use super::channel::{Channel, ChannelStyle};
use super::conversation::{Conversation, Variation};
use super::organization::Division;
use super::site::{ACTION_MAPS, Segment};
use super::visit::{Visit, VisitEventKind};
use crate::clock::Time;
use crate::rng::SeededRng;

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
    Conversation(Conversation),
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
    pub(crate) kind: Planned,
    pub(crate) division: &'static Division,
}

/// The kinds of session that a plan can request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Planned {
    /// A web visit with this many events.
    Web(usize),
    /// A web visit without divisions.
    WebWithoutDivision(usize),
    App(usize),
    Conversation(&'static Channel, Variation),
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
            Body::Conversation(conversation) => conversation.divisions(),
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

    pub(crate) fn conversation(&self) -> Option<&Conversation> {
        match &self.body {
            Body::Conversation(conversation) => Some(conversation),
            _ => None,
        }
    }
}

impl Planned {
    /// A web visit, on which a conversation can begin.
    pub(crate) fn is_web(self) -> bool {
        matches!(
            self,
            Self::Web(1..) | Self::WebWithoutDivision(_) | Self::Tour
        )
    }

    /// A conversation that begins on the web site.
    pub(crate) fn begins_on_the_site(self) -> bool {
        matches!(self, Self::Conversation(channel, _) if matches!(channel.name, "WEB_MESSAGING" | "WEB_CHAT"))
    }
}

impl Plan {
    pub(crate) fn generate(self, rng: &mut SeededRng, start: Time) -> Body {
        let division = self.division;
        match self.kind {
            Planned::Web(events) => Body::Visit(Visit::generate_past(
                rng,
                false,
                start,
                events,
                Some(division),
            )),
            Planned::WebWithoutDivision(events) => {
                Body::Visit(Visit::generate_past(rng, false, start, events, None))
            }
            Planned::Tour => Body::Visit(Visit::tour(rng, start, division)),
            Planned::FutureEvents => {
                let mut visit = Visit::generate_past(rng, false, start, 3, Some(division));
                visit.push(visit.last() + rng.seconds(5, 20), VisitEventKind::Future);
                Body::Visit(visit)
            }
            Planned::App(events) => Body::Visit(Visit::generate_past(
                rng,
                true,
                start,
                events,
                Some(division),
            )),
            Planned::Conversation(channel, variation) => Body::Conversation(
                Conversation::generate_past(rng, channel, variation, division, start),
            ),
            Planned::Listed(channel, listed) => {
                let channel = Channel::named(channel);
                let mut conversation =
                    Conversation::generate_past(rng, channel, Variation::Plain, division, start);
                conversation.listed = Some(listed);
                Body::Conversation(conversation)
            }
            Planned::Hidden => {
                let mut visit = Visit::generate_past(rng, false, start, 4, Some(division));
                for map in ACTION_MAPS
                    .iter()
                    .filter(|map| Segment::for_action_map(map).hidden)
                {
                    let at = visit.last() + rng.seconds(3, 20);
                    visit.push(at, VisitEventKind::Assigned(Segment::for_action_map(map)));
                    visit.push(at, VisitEventKind::Offer(map, "offered", 0));
                }
                Body::Visit(visit)
            }
            Planned::Case => {
                let open = rng.chance(30);
                let ended = (!open).then(|| start + rng.seconds(600, 7000));
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
    pub(crate) fn random(rng: &mut SeededRng, home: &'static Division) -> Self {
        let division = if rng.chance(85) {
            home
        } else {
            *rng.pick(&super::organization::DIVISIONS)
        };
        let kind = match rng.between(1, 1000) {
            1..=30 => Planned::Web(0),
            31..=90 => Planned::WebWithoutDivision(events(rng)),
            91..=520 => Planned::Web(events(rng)),
            521..=560 => Planned::App(events(rng)),
            561..=580 => Planned::Case,
            581 => Planned::Future,
            _ => {
                let channel = Channel::random(rng);
                Planned::Conversation(channel, variation(rng, channel))
            }
        };
        Self { kind, division }
    }
}

/// The number of events: most visits are short, a few long.
fn events(rng: &mut SeededRng) -> usize {
    let most = if rng.chance(80) { 12 } else { 40 };
    usize::try_from(rng.between(1, most)).unwrap_or(1)
}

fn variation(rng: &mut SeededRng, channel: &Channel) -> Variation {
    match rng.between(1, 100) {
        1..=8 => Variation::Abandoned,
        9..=11 => Variation::FormerAgent,
        12..=15 => Variation::Transferred,
        61.. if channel.style == ChannelStyle::Campaign => Variation::AgentsCode,
        _ => Variation::Plain,
    }
}
