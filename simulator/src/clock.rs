//! The simulator's clock: the real time, or a fixed time for snapshots. Both can be set forward.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

/// An instant of the simulated platform, in whole milliseconds.
pub(crate) type Time = DateTime<Utc>;

/// The clock that everything in the simulator reads.
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

    /// Sets the time. An earlier time has no effect, because the world cannot be undone.
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

/// Truncates to milliseconds, the platform's resolution, so that times survive a round trip.
fn whole(time: Time) -> Time {
    DateTime::from_timestamp_millis(time.timestamp_millis()).unwrap_or(time)
}

/// ISO 8601 in the platform's format: UTC, milliseconds, `Z`.
pub(crate) fn iso(time: Time) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}
