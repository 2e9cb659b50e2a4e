//! The state of a rate window, as the headers of a response report it.

use std::time::Duration;

use hyper::HeaderMap;

/// Maximum wait that the gateway accepts from the platform. A longer one would disable a credential because of one
/// faulty header.
pub(in crate::platform) const MAX_WAIT: Duration = Duration::from_hours(1);

/// The `inin-ratelimit-*` headers of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::platform) struct Standing {
    /// Calls in this window, including this one.
    pub(in crate::platform) count: u32,
    pub(in crate::platform) allowed: u32,
    /// Time until the window ends.
    pub(in crate::platform) reset: Duration,
}

impl Standing {
    /// `None` if a header is missing or invalid.
    pub(in crate::platform) fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let number = |name| headers.get(name)?.to_str().ok()?.trim().parse::<u32>().ok();
        Some(Self {
            count: number("inin-ratelimit-count")?,
            allowed: number("inin-ratelimit-allowed").filter(|allowed| *allowed > 0)?,
            reset: Duration::from_secs(number("inin-ratelimit-reset")?.into()).min(MAX_WAIT),
        })
    }
}
