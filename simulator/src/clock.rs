//! The simulator's own time: the real one, or one that stands still for snapshots. Either can be set forward.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

/// An instant of the simulated platform, in whole milliseconds.
pub(crate) type Time = DateTime<Utc>;

/// Tells the time to everything in the simulator.
#[derive(Debug)]
pub(crate) struct Clock {
    fixed: Option<Time>,
    /// Milliseconds by which the time was set forward.
    ahead: AtomicI64,
}

impl Clock {
    pub(crate) fn new(fixed: Option<Time>) -> Self {
        Self {
            fixed: fixed.map(whole),
            ahead: AtomicI64::new(0),
        }
    }

    pub(crate) fn now(&self) -> Time {
        self.unset() + TimeDelta::milliseconds(self.ahead.load(Ordering::Relaxed))
    }

    /// Sets the time; an instant that has passed changes nothing, for nothing here can be undone.
    pub(crate) fn set(&self, now: Time) {
        let ahead = (whole(now) - self.unset()).num_milliseconds();
        self.ahead.fetch_max(ahead, Ordering::Relaxed);
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "this is the simulator's one clock"
    )]
    fn unset(&self) -> Time {
        self.fixed.unwrap_or_else(|| whole(Utc::now()))
    }
}

/// The platform writes milliseconds; anything finer would not survive a round trip.
fn whole(time: Time) -> Time {
    DateTime::from_timestamp_millis(time.timestamp_millis()).unwrap_or(time)
}

/// ISO 8601 as the platform writes it: UTC, three digits of a second, `Z`.
pub(crate) fn iso(time: Time) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}
