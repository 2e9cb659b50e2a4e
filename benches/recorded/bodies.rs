//! The recorded bodies: one of each kind, with placeholders such as `$session$` for what differs between rows.

use std::io::Write;

use chrono::{DateTime, SecondsFormat, Utc};

/// Ids have a prefix for their kind and end with a number, from which the platform knows what it must return.
const CUSTOMER: u32 = 0xc0c0_0001;
const SESSION: u32 = 0x5e55_0002;
const EVENT: u32 = 0xe7e7_0003;
pub(super) const QUEUE: u32 = 0x9e9e_0004;
pub(super) const USER: u32 = 0xa6a6_0005;
pub(super) const CODE: u32 = 0x3a3a_0006;
const CONVERSATION: u32 = 0xc09c_0007;
const CORRELATION: u32 = 0x0f0f_0009;

/// Customers from this number on have conversations too: four of five sessions.
pub(crate) const MIXED: u64 = 1 << 24;
/// Maximum number of sessions of a customer, and of events of a session.
const MAX_SESSIONS: u64 = 100;
const MAX_EVENTS: u64 = 200;
/// Numbers of queues, users and wrap-up codes.
const QUEUES: u64 = 40;
const USERS: u64 = 200;
const CODES: u64 = 50;

/// 2025-06-01, when the newest session began; each older one began two hours before.
const NEWEST: i64 = 1_748_736_000;

pub(super) const TOKEN_ME: &str = include_str!("token_me.json");
pub(super) const SUBJECT_ME: &str = include_str!("subject_me.json");
pub(super) const USER_ME: &str = include_str!("user_me.json");

/// The id of an entity.
fn id(kind: u32, number: u64) -> String {
    format!("{kind:08x}-0000-4000-8000-{number:012x}")
}

/// The number of an entity; `None` for an id of another kind.
pub(super) fn number(kind: u32, id: &str) -> Option<u64> {
    let digits = id
        .strip_prefix(&format!("{kind:08x}"))?
        .strip_prefix("-0000-4000-8000-")?;
    u64::from_str_radix(digits, 16).ok()
}

/// The id of the customer with this number.
pub(crate) fn customer(number: u64) -> String {
    id(CUSTOMER, number)
}

pub(super) fn customer_number(id: &str) -> Option<u64> {
    number(CUSTOMER, id)
}

pub(super) fn session_number(id: &str) -> Option<u64> {
    number(SESSION, id)
}

/// A recorded body: text and names of placeholders in turn.
struct Template(Vec<&'static str>);

impl Template {
    fn new(text: &'static str) -> Self {
        Self(text.trim_end().split('$').collect())
    }

    fn write(&self, out: &mut Vec<u8>, value: impl Fn(&str) -> String) {
        for (index, part) in self.0.iter().enumerate() {
            if index % 2 == 0 {
                out.extend_from_slice(part.as_bytes());
            } else {
                out.extend_from_slice(value(part).as_bytes());
            }
        }
    }
}

/// All templates.
pub(super) struct Bodies {
    contact: Template,
    visit: Template,
    conversation: Template,
    page: Template,
    segment: Template,
    outcome: Template,
    queue: Template,
    user: Template,
    code: Template,
    /// Number of events of each visit.
    events: u64,
}

impl Bodies {
    pub(super) fn new(events: u64) -> Self {
        Self {
            contact: Template::new(include_str!("contact.json")),
            visit: Template::new(include_str!("visit.json")),
            conversation: Template::new(include_str!("conversation.json")),
            page: Template::new(include_str!("page_event.json")),
            segment: Template::new(include_str!("segment_event.json")),
            outcome: Template::new(include_str!("outcome_event.json")),
            queue: Template::new(include_str!("queue.json")),
            user: Template::new(include_str!("user.json")),
            code: Template::new(include_str!("code.json")),
            events,
        }
    }

    pub(super) fn contact(&self, out: &mut Vec<u8>, customer: u64) {
        self.contact.write(out, |_| id(CUSTOMER, customer));
    }

    /// The session at a position of a customer's list, the newest at 0, which has not ended.
    pub(super) fn session(&self, out: &mut Vec<u8>, customer: u64, position: u64) {
        let is_visit = customer < MIXED || position % 5 == 4;
        let template = if is_visit {
            &self.visit
        } else {
            &self.conversation
        };
        let session = customer * MAX_SESSIONS + position;
        template.write(out, |name| match name {
            "ended" if position == 0 => String::new(),
            "ended" => format!(",\"endedDate\":\"{}\"", date(position, 1_500)),
            "events" => self.events.to_string(),
            "event" => id(EVENT, session * MAX_EVENTS),
            _ => common(name, session),
        });
    }

    /// An event of a session, the oldest at position 0.
    pub(super) fn event(&self, out: &mut Vec<u8>, session: u64, position: u64) {
        let template = match position % 10 {
            8 => &self.segment,
            9 => &self.outcome,
            _ => &self.page,
        };
        let event = session * MAX_EVENTS + position;
        let seconds = i64::try_from(position * 11).unwrap_or_default();
        template.write(out, |name| match name {
            "event" => id(EVENT, event),
            "correlation" => id(CORRELATION, event),
            "at" => date(session % MAX_SESSIONS, seconds),
            _ => common(name, session),
        });
    }

    /// A queue, user or wrap-up code.
    pub(super) fn named(&self, out: &mut Vec<u8>, kind: u32, number: u64) {
        let template = match kind {
            QUEUE => &self.queue,
            USER => &self.user,
            _ => &self.code,
        };
        template.write(out, |name| match name {
            "number" => number.to_string(),
            _ => id(kind, number),
        });
    }

    pub(super) fn events(&self) -> u64 {
        self.events
    }
}

/// Values of placeholders in sessions and events.
fn common(name: &str, session: u64) -> String {
    let customer = session / MAX_SESSIONS;
    match name {
        "customer" => id(CUSTOMER, customer),
        "session" => id(SESSION, session),
        "conversation" => id(CONVERSATION, session),
        "queue" => id(QUEUE, session * 7 % QUEUES),
        "user" => id(USER, session * 11 % USERS),
        "code" => id(CODE, session * 13 % CODES),
        "start" => date(session % MAX_SESSIONS, 0),
        _ => format!("{customer:08x}"),
    }
}

/// Seconds after the beginning of the session at a position.
fn date(position: u64, seconds: i64) -> String {
    let position = i64::try_from(position).unwrap_or_default();
    let time: DateTime<Utc> =
        DateTime::from_timestamp(NEWEST - position * 7_200 + seconds, 0).unwrap_or_default();
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A list of rows in the platform's format.
pub(super) fn list(count: u64, end: &str, mut row: impl FnMut(&mut Vec<u8>, u64)) -> Vec<u8> {
    let mut out = b"{\"entities\":[".to_vec();
    for position in 0..count {
        if position > 0 {
            out.push(b',');
        }
        row(&mut out, position);
    }
    // Writing to a `Vec` cannot fail.
    let _ = write!(out, "]{end}}}");
    out
}
