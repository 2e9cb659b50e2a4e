//! The time at which the first status in a response changes without an event. A cached response expires then.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Utc};

/// The earliest recorded time, in milliseconds since 1970; `i64::MAX` if none was recorded.
#[derive(Debug)]
pub struct NextStatusChange(AtomicI64);

impl Default for NextStatusChange {
    fn default() -> Self {
        Self(AtomicI64::new(i64::MAX))
    }
}

impl NextStatusChange {
    /// Records the time at which a status of the response changes.
    pub(super) fn record(&self, at: DateTime<Utc>) {
        self.0.fetch_min(at.timestamp_millis(), Ordering::Relaxed);
    }

    /// The earliest time; `None` if no status of the response changes without an event.
    pub fn expires_at(&self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp_millis(self.0.load(Ordering::Relaxed))
    }
}
