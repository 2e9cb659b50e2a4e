//! The simulator's own time: the real one, or one fixed instant for snapshots.

use chrono::{DateTime, SecondsFormat, Utc};

/// An instant of the simulated platform, in whole milliseconds.
pub(crate) type Time = DateTime<Utc>;

/// Tells the time to everything in the simulator.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    fixed: Option<Time>,
}

impl Clock {
    pub(crate) fn new(fixed: Option<Time>) -> Self {
        Self {
            fixed: fixed.map(whole),
        }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "this is the simulator's one clock"
    )]
    pub(crate) fn now(&self) -> Time {
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
