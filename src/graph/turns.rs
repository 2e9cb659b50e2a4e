//! When the first status in an answer turns by itself.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Utc};

/// The earliest of the instants noted, in milliseconds since 1970.
#[derive(Debug)]
pub struct Turns(AtomicI64);

impl Default for Turns {
    fn default() -> Self {
        Self(AtomicI64::new(i64::MAX))
    }
}

impl Turns {
    /// A status that was read turns then.
    pub(super) fn note(&self, at: DateTime<Utc>) {
        self.0.fetch_min(at.timestamp_millis(), Ordering::Relaxed);
    }

    /// The earliest one.
    pub fn first(&self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp_millis(self.0.load(Ordering::Relaxed))
    }
}
