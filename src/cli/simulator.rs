//! Flags of the simulated platform that `demo` and `simulate` share.

use std::time::Duration;

use clap::Args;
use journey_simulator::{Fault, FrameFault, Options};

#[derive(Args, Debug)]
pub(super) struct SimulatorFlags {
    /// Seed of the simulated data; the same seed generates the same customers.
    #[arg(long, default_value_t = 42)]
    seed: u64,
    /// Number of simulated customers. The simulator derives each from its id and stores none.
    #[arg(long, default_value_t = 1000)]
    customers: u32,
    /// List a customer's sessions and segment assignments in random order, as the platform may.
    #[arg(long)]
    unsorted: bool,
    /// Delay of every response of the simulated platform, for example 20ms.
    #[arg(long, default_value = "0s", value_parser = humantime::parse_duration, value_name = "DURATION")]
    latency: Duration,
    /// Time from the last event of a visit until the simulated platform reports it as idle, at most 24h.
    #[arg(long, default_value = "45s", value_parser = humantime::parse_duration, value_name = "DURATION")]
    idle_after: Duration,
    /// Time from the last event of a visit until the simulated platform reports it as away, at most 24h and at least
    /// `--idle-after`.
    #[arg(long, default_value = "60s", value_parser = humantime::parse_duration, value_name = "DURATION")]
    away_after: Duration,
    /// Share of calls to the simulated platform that fail, for example 0.1:5xx. KIND is 5xx, reset, truncated, slow,
    /// malformed or an HTTP status. May be repeated.
    #[arg(long = "fault", value_name = "RATE:KIND")]
    faults: Vec<Fault>,
    /// Share of notification frames with a fault, for example 0.1:lose. KIND is lose, duplicate, reorder or delay (2 s).
    /// May be repeated.
    #[arg(long = "frame-fault", value_name = "RATE:KIND")]
    frame_faults: Vec<FrameFault>,
}

impl SimulatorFlags {
    /// Options of a simulator that accepts `rate_limit` calls per token and minute, or any number with 0. Its data
    /// changes over time if it is `live`.
    pub(super) fn options(self, live: bool, rate_limit: u32) -> Options {
        Options {
            seed: self.seed,
            customers: self.customers,
            live,
            unsorted: self.unsorted,
            latency: self.latency,
            idle_after: self.idle_after,
            away_after: self.away_after,
            faults: self.faults,
            frame_faults: self.frame_faults,
            rate_limit: (rate_limit > 0).then_some(rate_limit),
            ..Options::default()
        }
    }
}
