//! The customers that demonstrate features: the first few numbers of every world, independent of the seed.

use super::channel::Channel;
use super::conversation::Variation;
use super::organization::{AMERICAS, ASIA_PACIFIC, DIVISIONS, Division, EUROPE};
use super::person::ContactType;
use super::session::{Plan, Planned};

pub(crate) const FULL_TAB: u32 = 0;
pub(crate) const LIVE_NOW: u32 = 1;
pub(crate) const EVERY_CHANNEL: u32 = 2;
pub(crate) const MERGED: u32 = 3;
pub(crate) const DIVIDED: u32 = 4;
pub(crate) const FREQUENT: u32 = 5;
pub(crate) const COOKIE_ONLY: u32 = 6;
pub(crate) const CHAT_NOW: u32 = 7;
pub(crate) const UNUSUAL: u32 = 8;
/// The numbers of ordinary customers start here.
pub(crate) const COUNT: u32 = 9;

/// The session of [`FREQUENT`] with more than 400 events.
pub(crate) const LONG_VISIT: u32 = 3;
const LONG_VISIT_EVENTS: usize = 430;
const FREQUENT_SESSIONS: u32 = 462;

/// What each customer demonstrates, in print order.
pub(crate) const SHOWS: [(u32, &str); 9] = [
    (
        FULL_TAB,
        "the full journey tab: 25 sessions, 15 conversations on every supported channel and 10 web visits",
    ),
    (
        LIVE_NOW,
        "live now: a call in progress and an active web visit",
    ),
    (
        EVERY_CHANNEL,
        "every channel, also those that are not supported or not known yet",
    ),
    (
        MERGED,
        "a merged customer: half of the sessions belong to the record that was merged away",
    ),
    (
        DIVIDED,
        "sessions spread over all divisions, some visible to demo-agent",
    ),
    (
        FREQUENT,
        "462 sessions, one of them a visit with more than 400 events",
    ),
    (COOKIE_ONLY, "an ephemeral visitor, known only by a cookie"),
    (
        CHAT_NOW,
        "live now: a web messaging conversation that began on a visit, which goes on while the chat is silent",
    ),
    (
        UNUSUAL,
        "sessions that are easily misread: campaign calls, several channels in one conversation or none, a callback requested during a call, a hidden segment, a custom session; listed in no order",
    ),
];

/// Number of past sessions of a showcase customer.
pub(crate) fn length(customer: u32) -> Option<u32> {
    match customer {
        FULL_TAB => u32::try_from(FULL.len()).ok(),
        LIVE_NOW => Some(9),
        EVERY_CHANNEL => u32::try_from(Channel::all().count() + EXTRA.len()).ok(),
        MERGED => Some(16),
        DIVIDED => Some(26),
        FREQUENT => Some(FREQUENT_SESSIONS),
        COOKIE_ONLY => Some(6),
        CHAT_NOW => Some(5),
        UNUSUAL => u32::try_from(UNUSUAL_SESSIONS.len()).ok(),
        _ => None,
    }
}

pub(crate) fn contact_type(customer: u32) -> Option<ContactType> {
    match customer {
        COOKIE_ONLY => Some(ContactType::Ephemeral),
        _ if customer < COUNT => Some(ContactType::Curated),
        _ => None,
    }
}

/// The script of a showcase customer's session; `None` for a random one.
pub(crate) fn plan(customer: u32, number: u32) -> Option<Plan> {
    let at = usize::try_from(number).ok()?;
    match customer {
        FULL_TAB => FULL.get(at).map(|step| step.plan(&EUROPE)),
        EVERY_CHANNEL => {
            let kind = EXTRA.get(at).copied().or_else(|| {
                let channel = Channel::all().nth(at.checked_sub(EXTRA.len())?)?;
                let future = channel.name == "UNKNOWN";
                let variation = if future {
                    Variation::FutureDisconnect
                } else {
                    Variation::Plain
                };
                Some(Planned::Conversation(channel, variation))
            })?;
            Some(Plan {
                kind,
                division: &EUROPE,
            })
        }
        DIVIDED => Some(divided(number)),
        CHAT_NOW => SERVED_BY_DEMO_AGENT.get(at).map(|step| step.plan(&EUROPE)),
        UNUSUAL => UNUSUAL_SESSIONS.get(at).map(|(_, kind)| Plan {
            kind: kind.planned(),
            division: &EUROPE,
        }),
        FREQUENT if number == LONG_VISIT => Some(Plan {
            kind: Planned::Web(LONG_VISIT_EVENTS),
            division: &EUROPE,
        }),
        COOKIE_ONLY => Some(Plan {
            kind: Planned::Web(3 + at),
            division: &EUROPE,
        }),
        _ => None,
    }
}

/// Sessions in all divisions in turn, one without a division, and two calls transferred to other divisions.
fn divided(number: u32) -> Plan {
    let division: &'static Division = DIVISIONS
        .into_iter()
        .cycle()
        .nth(usize::try_from(number).unwrap_or_default() % 4)
        .unwrap_or(&EUROPE);
    let kind = match number {
        5 => Planned::WebWithoutDivision(6),
        _ if number.is_multiple_of(3) => Planned::Web(5),
        6..=9 => Planned::Conversation(Channel::named("INBOUND_CALL"), Variation::Transferred),
        _ => Planned::Conversation(Channel::named("EMAIL"), Variation::Plain),
    };
    let division = match number {
        24 => &AMERICAS,
        25 => &ASIA_PACIFIC,
        _ => division,
    };
    Plan { kind, division }
}

/// One line of a script.
pub(crate) enum Step {
    Conversation(&'static str, Variation),
    Web(usize),
    Tour,
    As(Planned),
}

impl Step {
    fn plan(&self, division: &'static Division) -> Plan {
        Plan {
            kind: self.planned(),
            division,
        }
    }

    fn planned(&self) -> Planned {
        match self {
            Self::Conversation(channel, variation) => {
                Planned::Conversation(Channel::named(channel), *variation)
            }
            Self::Web(events) => Planned::Web(*events),
            Self::Tour => Planned::Tour,
            Self::As(planned) => *planned,
        }
    }
}

/// The employer of a showcase customer: the full tab shows every field.
pub(crate) fn company(customer: u32) -> Option<u32> {
    (customer == FULL_TAB).then_some(0)
}

/// The number of the transferred call in the full tab.
pub(crate) const TRANSFERRED_CALL: u32 = 1;
pub(crate) const SYSTEM_CODE_CALL: u32 = 5;
pub(crate) const EMPTY_VISIT: u32 = 8;
pub(crate) const DELETED_CODE_CALL: u32 = 17;
pub(crate) const FORMER_AGENT_CALL: u32 = 24;

static FULL: [Step; 25] = [
    Step::Tour,
    Step::Conversation("INBOUND_CALL", Variation::Transferred),
    Step::Conversation("WEB_MESSAGING", Variation::Plain),
    Step::Web(12),
    Step::Conversation("EMAIL", Variation::Plain),
    Step::Conversation("INBOUND_CALL", Variation::SystemCode),
    Step::Web(24),
    Step::Conversation("WHATSAPP", Variation::Plain),
    Step::Web(0),
    Step::Conversation("OUTBOUND_CALL", Variation::Plain),
    Step::Tour,
    Step::Conversation("SMS", Variation::Plain),
    Step::Conversation("AGENTLESS_SMS", Variation::Plain),
    Step::Web(7),
    Step::Conversation("WEB_CHAT", Variation::Plain),
    Step::Web(18),
    Step::Conversation("LINE", Variation::Plain),
    Step::Conversation("INBOUND_CALL", Variation::DeletedCode),
    Step::Web(40),
    Step::Conversation("FACEBOOK", Variation::Plain),
    Step::Conversation("AGENTLESS_WHATSAPP", Variation::Plain),
    Step::Web(3),
    Step::Conversation("TWITTER", Variation::Plain),
    Step::Web(9),
    Step::Conversation("INBOUND_CALL", Variation::FormerAgent),
];

/// The sessions of [`EVERY_CHANNEL`] beside one per channel.
static EXTRA: [Planned; 5] = [
    Planned::Web(14),
    Planned::App(8),
    Planned::Case,
    Planned::Future,
    Planned::FutureEvents,
];

/// The newest sessions of [`CHAT_NOW`]: one conversation of each medium with an operation of its own, so that the demo's
/// agent has own conversations.
static SERVED_BY_DEMO_AGENT: [Step; 3] = [
    Step::Conversation("INBOUND_CALL", Variation::DemoAgent),
    Step::Conversation("EMAIL", Variation::DemoAgent),
    Step::Conversation("CALLBACK", Variation::DemoAgent),
];

/// The sessions of [`UNUSUAL`], newest first, each with a name for tests.
pub(crate) static UNUSUAL_SESSIONS: [(&str, Step); 15] = [
    (
        "CALLBACK_DURING_CALL",
        Step::As(Planned::Listed(
            "INBOUND_CALL",
            &["INBOUND_CALL", "CALLBACK"],
        )),
    ),
    (
        "OUTBOUND_CALLBACK",
        Step::As(Planned::Listed(
            "OUTBOUND_CALL",
            &["OUTBOUND_CALL", "CALLBACK"],
        )),
    ),
    (
        "SUPPORTED_CHANNEL_SECOND",
        Step::As(Planned::Listed(
            "WEB_MESSAGING",
            &["COBROWSE", "WEB_MESSAGING"],
        )),
    ),
    (
        "EMPTY_CHANNELS",
        Step::As(Planned::Listed("INBOUND_CALL", &[])),
    ),
    (
        "NULL_CHANNELS",
        Step::As(Planned::Listed("INBOUND_CALL", &[])),
    ),
    (
        "ABSENT_CHANNELS",
        Step::As(Planned::Listed("INBOUND_CALL", &[])),
    ),
    (
        "CAMPAIGN_CALL_WITH_CODE",
        Step::Conversation("CAMPAIGN_CALL", Variation::Plain),
    ),
    (
        "CAMPAIGN_CALL_WITHOUT_CODE",
        Step::Conversation("CAMPAIGN_CALL", Variation::AgentsCode),
    ),
    (
        "OUTBOUND_CALL",
        Step::Conversation("OUTBOUND_CALL", Variation::Plain),
    ),
    ("HIDDEN_SEGMENT", Step::As(Planned::Hidden)),
    (
        "SUPPORTED_CHANNELS",
        Step::As(Planned::Listed("INBOUND_CALL", &["INBOUND_CALL", "EMAIL"])),
    ),
    (
        "TRANSFERRED_CALL",
        Step::Conversation("INBOUND_CALL", Variation::Transferred),
    ),
    ("CUSTOM_SESSION", Step::As(Planned::Future)),
    ("APP", Step::As(Planned::App(6))),
    (
        "WRAPPED_UP_QUEUE",
        Step::Conversation("INBOUND_CALL", Variation::QueueCode),
    ),
];
