//! The badge of a session: a pure function of its dates and the present, never stored.
//!
//! Web visits and web messaging: green, yellow 45 s after the last event, inactive after 60 s, green
//! again on the next one. Calls and everything else that agents handle: green while in progress,
//! inactive once the last agent has wrapped up. Over: ended. Sources: the product page "View a
//! customer's journey details", and facts, section 5, for the dates.

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::channel::Medium;
use crate::model::session::{Conversation, Details, Session};

/// From the last event to yellow, where the platform does not say when.
pub const IDLE_AFTER: TimeDelta = TimeDelta::seconds(45);
/// From the last event to inactive, where the platform does not say when.
pub const AWAY_AFTER: TimeDelta = TimeDelta::seconds(60);

/// What the badge shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// Green.
    Live,
    /// Yellow.
    Idle,
    /// Open, but nothing is going on.
    Inactive,
    /// Over: the card shows the date.
    Ended,
}

/// A status, and when it will turn by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// At the instant asked about.
    pub status: Status,
    /// The next instant at which another status holds if nothing happens until then.
    pub changes_at: Option<DateTime<Utc>>,
}

/// Reads the status of `session` at `now`.
pub fn status(session: &Session, now: DateTime<Utc>) -> Reading {
    let over = session.ended_at.filter(|end| *end <= now);
    if over.is_some() {
        return Reading {
            status: Status::Ended,
            changes_at: None,
        };
    }
    let reading = match &session.details {
        Details::Conversation(facts) if !fades(session, facts) => in_progress(facts),
        Details::Case(_) | Details::Other(_)
            if session.idle_at.is_none() && session.away_at.is_none() =>
        {
            Reading {
                status: Status::Live,
                changes_at: None,
            }
        }
        _ => fading(session, now),
    };
    Reading {
        changes_at: earliest(reading.changes_at, session.ended_at),
        ..reading
    }
}

/// Whether silence alone turns the badge: web messaging does, and whatever the platform gives
/// dates for.
fn fades(session: &Session, facts: &Conversation) -> bool {
    let web_messaging = || {
        facts.channels().next().is_some_and(|channel| {
            matches!(
                channel.medium,
                Medium::WebMessaging | Medium::AuthenticatedWebMessaging
            )
        })
    };
    session.idle_at.is_some() || session.away_at.is_some() || web_messaging()
}

fn fading(session: &Session, now: DateTime<Utc>) -> Reading {
    let last = session.last_activity_at.unwrap_or(session.started_at);
    let away = session
        .away_at
        .or_else(|| last.checked_add_signed(AWAY_AFTER));
    let idle = session
        .idle_at
        .or_else(|| last.checked_add_signed(IDLE_AFTER));
    if away.is_some_and(|away| away <= now) {
        Reading {
            status: Status::Inactive,
            changes_at: None,
        }
    } else if idle.is_some_and(|idle| idle <= now) {
        Reading {
            status: Status::Idle,
            changes_at: away,
        }
    } else {
        Reading {
            status: Status::Live,
            changes_at: earliest(idle, away),
        }
    }
}

/// A wrap-up ends an interaction only when the agent who was connected last has given it: an agent
/// who transferred a call wraps up while the next one is still talking.
fn in_progress(facts: &Conversation) -> Reading {
    let wrapped_up =
        facts
            .last_wrap_up
            .as_ref()
            .is_some_and(|last| match (last.agent, facts.last_agent) {
                (Some(by), Some(connected)) => by == connected,
                _ => true,
            });
    let status = if wrapped_up {
        Status::Inactive
    } else {
        Status::Live
    };
    Reading {
        status,
        changes_at: None,
    }
}

fn earliest(a: Option<DateTime<Utc>>, b: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests;
