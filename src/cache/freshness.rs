//! Times to live by kind of data. A status is never cached: it is computed from dates when it is read.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::session::Session;

/// Maximum time for which a session is served by its id, unless notifications cover it. An ended session does not
/// change, but it may be moved to another division or erased. A longer time would show it for longer after that; a
/// shorter time would read it more often.
pub(crate) const LONGEST_BY_ID: Duration = Duration::from_mins(1);

/// Shortest last part of a time to live in which an entry is refreshed. A call of the platform takes longer, so an entry with
/// a shorter one would expire before it is refreshed.
const SHORTEST_REFRESH: Duration = Duration::from_millis(10);

/// Times to live by kind of data.
#[derive(Debug, Clone, Copy)]
pub struct Freshness {
    /// Queues, wrap-up codes, agents and segments.
    pub reference: Duration,
    /// Contacts, their identifiers and segment assignments.
    pub contact: Duration,
    /// Ended sessions and their events.
    pub ended: Duration,
    /// Open sessions, their events, and every list of sessions.
    pub open: Duration,
    /// Sessions, lists and contacts of customers whose changes notifications report.
    pub covered: Duration,
    /// The absence of an entity that the platform does not know.
    pub absent: Duration,
    /// How long before its expiry an entry is refreshed in the background if it is used then; zero: never.
    pub refresh_ahead: Duration,
    /// How long after its end an answered conversation without a wrap-up still changes.
    pub wrap_up_grace: TimeDelta,
}

impl Freshness {
    /// The time to live of data of an ended or an open session.
    pub fn for_session_state(&self, ended: bool) -> Duration {
        if ended { self.ended } else { self.open }
    }

    /// The time to live of a session or a list, covered or not.
    pub(super) fn for_coverage(&self, is_covered: bool) -> Duration {
        if is_covered { self.covered } else { self.open }
    }

    /// The last part of a time to live, in which an entry is refreshed if it is used: at most a fifth, so that an entry
    /// that is always used costs at most a quarter more calls. `None` if it is not refreshed.
    pub(super) fn refresh_window(&self, ttl: Duration) -> Option<Duration> {
        let window = self.refresh_ahead.min(ttl / 5);
        (window >= SHORTEST_REFRESH).then_some(window)
    }

    /// The time to live of a session that was read by its id.
    pub fn for_session(&self, session: &Session, now: DateTime<Utc>) -> Duration {
        self.for_session_state(self.has_ended(session, now))
            .min(LONGEST_BY_ID)
    }

    /// Whether the session will not change any more.
    pub fn has_ended(&self, session: &Session, now: DateTime<Utc>) -> bool {
        let settled = session.settled_at(self.wrap_up_grace);
        settled.is_some_and(|settled| settled <= now)
    }

    /// Whether the session cannot have changed since it was read, provided that it was read after its end. Within
    /// the grace period a wrap-up may have been added.
    pub fn had_ended(&self, session: &Session, now: DateTime<Utc>) -> bool {
        let may_have_changed = !self.wrap_up_grace.is_zero() && session.awaits_wrap_up();
        self.has_ended(session, now) && !may_have_changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_refreshed_in_at_most_the_last_fifth_of_its_time_to_live() {
        let millis = Duration::from_millis;
        let window = |refresh_ahead, ttl| {
            let freshness = Freshness {
                reference: ttl,
                contact: ttl,
                ended: ttl,
                open: ttl,
                covered: ttl,
                absent: ttl,
                refresh_ahead,
                wrap_up_grace: TimeDelta::zero(),
            };
            freshness.refresh_window(ttl)
        };
        assert_eq!(window(millis(1_000), millis(60_000)), Some(millis(1_000)));
        assert_eq!(window(millis(1_000), millis(5_000)), Some(millis(1_000)));
        assert_eq!(window(millis(1_000), millis(2_000)), Some(millis(400)));
        assert_eq!(window(millis(1_000), millis(49)), None);
        assert_eq!(window(Duration::ZERO, millis(60_000)), None);
    }
}
