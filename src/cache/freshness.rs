//! How long what was read holds. Status is never kept: it is computed from dates at each reading.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::session::Session;

/// Longest time for which a session is found by its id without being read again, unless the platform reports its
/// changes. Nothing about an ended session changes, but it may move to another division or be erased; with a
/// longer time a viewer would see it for longer, with a shorter one it would be read more often.
pub const LONGEST_BY_ID: Duration = Duration::from_mins(1);

/// Times by kind.
#[derive(Debug, Clone, Copy)]
pub struct Freshness {
    /// Queues, wrap-up codes, agents, segments.
    pub reference: Duration,
    /// Contacts, their identifiers and segment assignments.
    pub contact: Duration,
    /// Sessions that have ended, and their events.
    pub ended: Duration,
    /// Sessions that go on, their events, and every list of sessions.
    pub open: Duration,
    /// What the platform does not know.
    pub absent: Duration,
    /// How long an answered conversation without a wrap-up goes on changing after its end.
    pub wrap_up_grace: TimeDelta,
}

impl Freshness {
    /// For what belongs to a session that has ended or not.
    pub fn of_state(&self, ended: bool) -> Duration {
        if ended { self.ended } else { self.open }
    }

    /// For a session that was read by its id.
    pub fn of_session(&self, session: &Session, now: DateTime<Utc>) -> Duration {
        self.of_state(self.has_ended(session, now))
            .min(LONGEST_BY_ID)
    }

    /// Whether nothing about the session will change any more.
    pub fn has_ended(&self, session: &Session, now: DateTime<Utc>) -> bool {
        has_ended(session, self.wrap_up_grace, now)
    }

    /// Whether nothing has changed since the session was read, whenever that was after its end. Within
    /// the grace period a wrap-up may have come.
    pub fn had_ended(&self, session: &Session, now: DateTime<Utc>) -> bool {
        let may_have_changed = !self.wrap_up_grace.is_zero() && session.awaits_wrap_up();
        self.has_ended(session, now) && !may_have_changed
    }
}

/// Whether nothing about the session will change any more.
pub fn has_ended(session: &Session, wrap_up_grace: TimeDelta, now: DateTime<Utc>) -> bool {
    let settled = session.settled_at(wrap_up_grace);
    settled.is_some_and(|settled| settled <= now)
}
