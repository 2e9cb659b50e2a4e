//! The client's state, as metrics report it.

use super::client::Platform;
use super::credential::UpstreamCaller;
use super::login::Login;
use crate::telemetry::{BreakerReading, GateReading, RateReading};

impl Platform {
    /// The limit of concurrent calls.
    pub fn concurrency_reading(&self) -> GateReading {
        let (in_use, waiting) = self.concurrency.load();
        GateReading {
            gate: "upstream_calls",
            in_use,
            limit: self.settings.max_concurrent_calls,
            waiting,
            // Waiting calls end with their requests.
            rejected: 0,
        }
    }

    /// The circuit breakers of all operations that were called.
    pub fn breaker_readings(&self) -> Vec<BreakerReading> {
        self.breakers.readings()
    }

    /// Whether the caller's credential has at least half of its calls left in the platform's rate window. True if no response
    /// has reported the window yet.
    pub fn has_spare_calls(&self, caller: &UpstreamCaller) -> bool {
        let standing = caller.budget(&self.budgets).standing();
        standing.is_none_or(|(left, limit)| left >= limit / 2)
    }

    /// The rate budgets of the viewers' tokens and of the gateway's own client, as far as responses have reported them.
    pub fn rate_readings(&self, login: Option<&Login>) -> Vec<RateReading> {
        let own = login.map(Login::budget);
        let own = summary("service", own.iter().filter_map(|budget| budget.standing()));
        let viewers = self.budgets.all();
        let viewers = viewers.iter().filter_map(|budget| budget.standing());
        own.into_iter().chain(summary("viewer", viewers)).collect()
    }
}

/// The budget with the fewest calls left, from calls left and limit of each.
fn summary(
    credential: &'static str,
    budgets: impl Iterator<Item = (u32, u32)>,
) -> Option<RateReading> {
    let mut exhausted = 0;
    let counted = budgets.inspect(|(left, _)| exhausted += usize::from(*left == 0));
    let (left, limit) = counted.min()?;
    Some(RateReading {
        credential,
        left,
        limit,
        exhausted,
    })
}
