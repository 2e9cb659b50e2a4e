//! Options of a simulated platform.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::faults::Fault;
use super::notifications::frame_faults::FrameFault;

/// Options of a simulated platform.
#[derive(Clone, Debug)]
pub struct Options {
    /// The same seed generates the same world.
    pub seed: u64,
    /// Number of customers, including the showcase ones.
    pub customers: u32,
    /// Whether the world changes while the simulator runs.
    pub live: bool,
    /// Delay of every response.
    pub latency: Duration,
    /// Faults to inject, and how often.
    pub faults: Vec<Fault>,
    /// Faults of notification frames to inject, and how often.
    pub frame_faults: Vec<FrameFault>,
    /// Interval between the heartbeats of a notification socket.
    pub heartbeat: Duration,
    /// Maximum number of calls per minute and token; `None` for no limit.
    pub rate_limit: Option<u32>,
    /// Whether all tokens of a client share one limit. The platform documents a limit for each token.
    pub limits_clients: bool,
    /// Lifetime of a token that the login host issues.
    pub client_token_life: Duration,
    /// Lifetime of a token that a user logs in for.
    pub user_token_life: Duration,
    /// Time from the last event of a visit to its `idleDate`, at most a day.
    pub idle_after: Duration,
    /// Time from the last event of a visit to its `awayDate`, at most a day. It is at least `idle_after`.
    pub away_after: Duration,
    /// Whether a customer's sessions and segment assignments are listed unsorted: the platform guarantees no order.
    pub unsorted: bool,
    /// A fixed time until the time is set, for snapshots and tests; `None` for the real time.
    pub now: Option<DateTime<Utc>>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seed: 42,
            customers: 1000,
            live: false,
            latency: Duration::ZERO,
            faults: Vec::new(),
            frame_faults: Vec::new(),
            heartbeat: Duration::from_secs(30),
            rate_limit: None,
            limits_clients: false,
            client_token_life: Duration::from_secs(86_399),
            user_token_life: Duration::from_hours(24),
            idle_after: Duration::from_secs(45),
            away_after: Duration::from_mins(1),
            unsorted: false,
            now: None,
        }
    }
}
