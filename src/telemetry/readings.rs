//! State that the gateway reads when the metrics are requested.

use std::fmt;

use prometheus_client::encoding::EncodeMetric;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::registry::Registry;

use super::memory_limit;

/// State of the gateway at one time.
#[derive(Debug, Default)]
pub struct Readings {
    /// The cache.
    pub cache: CacheReading,
    /// Gates that limit how much runs at once.
    pub gates: Vec<GateReading>,
    /// Bytes of request bodies that are being read, as a gate.
    pub bodies: GateReading,
    /// Rate budgets that a response has reported.
    pub rates: Vec<RateReading>,
    /// Circuit breakers of operations that were called.
    pub breakers: Vec<BreakerReading>,
    /// Watched customers and notification channels.
    pub live: LiveReading,
    /// The Redis of the fleet; `None` if the gateway is alone.
    pub redis: Option<RedisReading>,
}

/// State of the Redis of a fleet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RedisReading {
    /// Whether it is used.
    pub is_up: bool,
    /// Number of times that it became unavailable while it was used, since the start.
    pub outages: u64,
    /// Commands that it refused since the start.
    pub refused: u64,
    /// Commands that were not sent to it since the start.
    pub dropped: u64,
}

/// Size of the cache.
#[derive(Debug, Default)]
pub struct CacheReading {
    /// Size of all entries.
    pub bytes: u64,
    /// Maximum size.
    pub limit_bytes: u64,
    /// Number of scopes.
    pub scopes: usize,
}

/// State of one gate.
#[derive(Debug, Default)]
pub struct GateReading {
    /// The gate's name.
    pub gate: &'static str,
    /// Permits that are held.
    pub in_use: usize,
    /// All permits.
    pub limit: usize,
    /// Requests that wait for a permit.
    pub waiting: usize,
    /// Requests that got no permit since the start.
    pub rejected: u64,
}

/// State of the rate budgets of one kind of credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateReading {
    /// The kind of credential.
    pub credential: &'static str,
    /// Calls left to the credential with the fewest.
    pub left: u32,
    /// Calls per window of that credential.
    pub limit: u32,
    /// Number of credentials without calls left.
    pub exhausted: usize,
}

/// State of one circuit breaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreakerReading {
    /// The operation's name.
    pub operation: &'static str,
    /// One of [`BREAKER_STATES`].
    pub state: &'static str,
    /// How often it has opened.
    pub opened: u64,
}

/// The states of a circuit breaker.
const BREAKER_STATES: [&str; 3] = ["closed", "open", "probing"];

/// State of all watches.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct LiveReading {
    /// Scopes with a watch.
    pub watches: usize,
    /// Watched customers whose changes are all reported.
    pub covered: usize,
    /// Other watched customers.
    pub uncovered: usize,
    /// Topics that the platform has confirmed.
    pub confirmed_topics: usize,
    /// Topics that it has not.
    pub pending_topics: usize,
    /// Channels without topics.
    pub idle_channels: usize,
    /// Channels that are being connected.
    pub connecting_channels: usize,
    /// Channels whose topics are confirmed.
    pub connected_channels: usize,
    /// Channels that wait for the next attempt to connect.
    pub disconnected_channels: usize,
}

impl Readings {
    pub(super) fn register(self, registry: &mut Registry) {
        self.cache.register(registry);
        register_gates(registry, &self.gates, &self.bodies);
        register_rates(registry, &self.rates);
        register_breakers(registry, &self.breakers);
        self.live.register(registry);
        if let Some(redis) = self.redis {
            redis.register(registry);
        }
        if let Some(bytes) = memory_limit::read() {
            let help = "Memory that the process may use: the limit of its control group, or the machine's memory";
            gauge(registry, "memory_limit_bytes", help, bytes);
        }
    }
}

impl CacheReading {
    fn register(&self, registry: &mut Registry) {
        gauge(
            registry,
            "cache_bytes",
            "Size of cached entities and responses in bytes",
            self.bytes,
        );
        gauge(
            registry,
            "cache_limit_bytes",
            "Maximum size of the cache",
            self.limit_bytes,
        );
        gauge(
            registry,
            "cache_scopes",
            "Number of scopes: sets of entries that were read with the same rights",
            self.scopes as u64,
        );
    }
}

fn register_gates(registry: &mut Registry, gates: &[GateReading], bodies: &GateReading) {
    let read = |value: fn(&GateReading) -> usize| {
        gates
            .iter()
            .map(move |gate| ([("gate", gate.gate)], value(gate) as u64))
    };
    gauges(
        registry,
        "admission_in_use",
        "Number of permits in use by gate",
        read(|gate| gate.in_use),
    );
    gauges(
        registry,
        "admission_limit",
        "Number of permits by gate",
        read(|gate| gate.limit),
    );
    gauges(
        registry,
        "admission_waiting",
        "Number of requests or calls that wait for a permit, by gate",
        read(|gate| gate.waiting),
    );
    let rejected = gates.iter().chain([bodies]);
    counters(
        registry,
        "admission_rejected",
        "Number of requests that got no permit, by gate",
        rejected.map(|gate| ([("gate", gate.gate)], gate.rejected)),
    );
    gauge(
        registry,
        "request_bodies_bytes",
        "Size of the request bodies that are being read",
        bodies.in_use as u64,
    );
    gauge(
        registry,
        "request_bodies_limit_bytes",
        "Maximum size of the request bodies that are being read",
        bodies.limit as u64,
    );
}

fn register_rates(registry: &mut Registry, rates: &[RateReading]) {
    let read = |value: fn(&RateReading) -> u64| {
        rates
            .iter()
            .map(move |rate| ([("credential", rate.credential)], value(rate)))
    };
    gauges(
        registry,
        "upstream_rate_left",
        "Calls left in the platform's rate window to the credential with the fewest",
        read(|rate| rate.left.into()),
    );
    gauges(
        registry,
        "upstream_rate_limit",
        "Calls per rate window of the credential with the fewest left",
        read(|rate| rate.limit.into()),
    );
    gauges(
        registry,
        "upstream_rate_exhausted",
        "Number of credentials without calls left in the platform's rate window",
        read(|rate| rate.exhausted as u64),
    );
}

fn register_breakers(registry: &mut Registry, breakers: &[BreakerReading]) {
    let states = breakers.iter().flat_map(|breaker| {
        BREAKER_STATES.map(|state| {
            let labels = [("operation", breaker.operation), ("state", state)];
            (labels, u64::from(state == breaker.state))
        })
    });
    gauges(
        registry,
        "upstream_breaker_state",
        "State of the circuit breaker of an operation: 1 for the current state, 0 for others",
        states,
    );
    let opened = breakers.iter();
    counters(
        registry,
        "upstream_breaker_opened",
        "Number of times that the circuit breaker of an operation opened",
        opened.map(|breaker| ([("operation", breaker.operation)], breaker.opened)),
    );
}

impl RedisReading {
    fn register(self, registry: &mut Registry) {
        gauge(
            registry,
            "redis_up",
            "1 if the Redis of the fleet is used, 0 if the gateway continues alone",
            self.is_up.into(),
        );
        counters(
            registry,
            "redis_outages",
            "Number of times that Redis became unavailable while it was used",
            [([], self.outages)],
        );
        counters(
            registry,
            "redis_refused_commands",
            "Number of commands that Redis refused, for example because its memory is full",
            [([], self.refused)],
        );
        counters(
            registry,
            "redis_dropped_commands",
            "Number of commands that no request waits for and that were not sent to Redis in time",
            [([], self.dropped)],
        );
    }
}

impl LiveReading {
    /// Adds the state of another watch.
    pub fn add(&mut self, other: Self) {
        self.watches += other.watches;
        self.covered += other.covered;
        self.uncovered += other.uncovered;
        self.confirmed_topics += other.confirmed_topics;
        self.pending_topics += other.pending_topics;
        self.idle_channels += other.idle_channels;
        self.connecting_channels += other.connecting_channels;
        self.connected_channels += other.connected_channels;
        self.disconnected_channels += other.disconnected_channels;
    }

    fn register(self, registry: &mut Registry) {
        gauge(
            registry,
            "live_watches",
            "Number of scopes with a watch over customers",
            self.watches as u64,
        );
        let by_label = |label, values: &[(&'static str, usize)]| {
            let values = values.iter();
            let values = values.map(|(value, count)| ([(label, *value)], *count as u64));
            values.collect::<Vec<_>>()
        };
        gauges(
            registry,
            "live_customers",
            "Number of watched customers by coverage: whether notifications report every change",
            by_label(
                "coverage",
                &[("covered", self.covered), ("uncovered", self.uncovered)],
            ),
        );
        gauges(
            registry,
            "live_topics",
            "Number of notification topics by state",
            by_label(
                "state",
                &[
                    ("confirmed", self.confirmed_topics),
                    ("pending", self.pending_topics),
                ],
            ),
        );
        gauges(
            registry,
            "live_channels",
            "Number of notification channels by state",
            by_label(
                "state",
                &[
                    ("idle", self.idle_channels),
                    ("connecting", self.connecting_channels),
                    ("connected", self.connected_channels),
                    ("disconnected", self.disconnected_channels),
                ],
            ),
        );
    }
}

fn gauge(registry: &mut Registry, name: &str, help: &str, value: u64) {
    let value = i64::try_from(value).unwrap_or(i64::MAX);
    registry.register(name, help, ConstGauge::<i64>::new(value));
}

/// Labels and a value.
type Sample<const N: usize> = ([(&'static str, &'static str); N], u64);

fn gauges<const N: usize>(
    registry: &mut Registry,
    name: &str,
    help: &str,
    samples: impl IntoIterator<Item = Sample<N>>,
) {
    family(registry, name, help, samples, |metric: &Gauge, value| {
        metric.set(i64::try_from(value).unwrap_or(i64::MAX));
    });
}

fn counters<const N: usize>(
    registry: &mut Registry,
    name: &str,
    help: &str,
    samples: impl IntoIterator<Item = Sample<N>>,
) {
    family(registry, name, help, samples, |metric: &Counter, value| {
        metric.inc_by(value);
    });
}

fn family<const N: usize, M>(
    registry: &mut Registry,
    name: &str,
    help: &str,
    samples: impl IntoIterator<Item = Sample<N>>,
    set: impl Fn(&M, u64),
) where
    M: EncodeMetric
        + prometheus_client::metrics::TypedMetric
        + Default
        + fmt::Debug
        + Send
        + Sync
        + 'static,
{
    let family = Family::<[(&'static str, &'static str); N], M>::default();
    for (labels, value) in samples {
        set(&family.get_or_create(&labels), value);
    }
    registry.register(name, help, family);
}
