//! Settings of the watches.

use std::time::Duration;

use chrono::TimeDelta;

use crate::model::channel::MediumSet;
use crate::telemetry::Live;

/// How the customers of a scope are watched.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Maximum number of watched customers. Beyond it, customers without subscribers are removed, the least recently
    /// queried first.
    pub customers: usize,
    /// How long a customer without subscribers stays watched after the last request.
    pub linger: Duration,
    /// Whether a query starts the watch of its customer.
    pub cover_queries: bool,
    /// How long an answered call without a wrap-up stays live after its end.
    pub wrap_up_grace: TimeDelta,
    /// Which channels are shown.
    pub shown: MediumSet,
    /// Timeout of one platform call, retries included.
    pub call_timeout: Duration,
    /// Counts frames and lost channels.
    pub metrics: Live,
}
