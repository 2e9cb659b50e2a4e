//! How long what was read holds. Status is never kept: it is computed from dates at each reading.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::model::session::Session;

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
}

impl Freshness {
    /// For what belongs to a session that has ended or not.
    pub fn of_state(&self, ended: bool) -> Duration {
        if ended { self.ended } else { self.open }
    }

    /// For a session itself.
    pub fn of_session(&self, session: &Session, now: DateTime<Utc>) -> Duration {
        self.of_state(has_ended(session, now))
    }
}

/// Whether nothing about the session will change any more.
pub fn has_ended(session: &Session, now: DateTime<Utc>) -> bool {
    session.ended_at.is_some_and(|end| end <= now)
}
