//! The model of `docs/scaling.md`: the load of a contact center, from the number of its agents and customers.

use std::fmt::Write;

use super::Args;

/// Rounds of one agent per minute, and the journey tabs and cards of a round. The agents of this bench follow it.
const ROUNDS: f64 = 1.0 / 6.0;
const TABS: f64 = 3.0;
const CARDS: f64 = 2.0;
/// Cards of a customer that can be expanded: the mean of the simulated customers.
const CARDS_PER_CUSTOMER: f64 = 8.0;
/// Minutes for which ended sessions (`cache.ended_ttl`) and covered customers (`live.covered_ttl`) are cached.
const CACHED: f64 = 60.0;
/// Customers that one node covers at most (`live.customers`), and those of a fleet: 20 channels of 400.
const COVERED_BY_NODE: f64 = 5_000.0;
const COVERED_BY_FLEET: f64 = 8_000.0;
const CUSTOMERS_PER_CHANNEL: f64 = 400.0;
/// Minutes for which a channel collects topics before it requests them with one call. In a fleet, the time is multiplied by the
/// number of nodes, up to the maximum.
const COLLECTED: f64 = 0.5 / 60.0;
const COLLECTED_AT_MOST: f64 = 5.0 / 60.0;
/// Calls per minute for the names of queues, agents and wrap-up codes.
const NAMES: f64 = 6.0;
/// Reads of an uncached customer: the first one, and one after the platform has confirmed its topics, which begins the
/// coverage. Each is a call for the sessions and one for the contact.
const READS: f64 = 2.0;
/// Calls per round that identify an agent, with its own token.
const IDENTIFICATION: f64 = 9.0;
/// CPU seconds of a request from cached entities, and of an upstream call (`compare` in `docs/benchmarks.md`).
const REQUEST_CPU: f64 = 0.000_43;
const CALL_CPU: f64 = 0.000_14;

/// Averages per minute of one organization.
pub(super) struct Model {
    pub(super) tabs: f64,
    pub(super) cards: f64,
    /// Customers and cards that are not cached.
    pub(super) uncached_customers: f64,
    pub(super) uncached_cards: f64,
    /// Calls that subscribe to the topics of customers.
    pub(super) topic_calls: f64,
    /// All upstream calls with the gateway's token.
    pub(super) calls: f64,
    /// Calls with the agents' tokens.
    pub(super) identification: f64,
    /// Covered customers, and the channels for their topics.
    pub(super) covered: f64,
    pub(super) channels: f64,
    /// CPU seconds of all gateways.
    pub(super) cpu: f64,
}

impl Model {
    /// `speed` is the factor by which time is faster, which some constants of the gateway do not follow.
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    pub(super) fn new(args: &Args, agents: usize, speed: u32) -> Self {
        let customers = f64::from(args.customers.max(1));
        let nodes = args.nodes.max(1) as f64;
        let rounds = agents as f64 * ROUNDS;
        // The n-th customer is requested `popular / n` times per minute.
        let popular = rounds / (customers + 1.0).ln();
        // Each node watches the customers that its own agents open. A fleet shares what it reads, and the channels.
        let is_fleet = args.redis.is_some();
        let mut minutes = covered_for(popular / nodes, customers, COVERED_BY_NODE);
        if is_fleet {
            minutes = minutes.min(covered_for(popular, customers, COVERED_BY_FLEET));
        }
        let caches = if is_fleet { 1.0 } else { nodes };
        let cards = CARDS_PER_CUSTOMER * customers;
        let uncached_cards = caches * misses(CARDS * popular / caches, cards, CACHED);
        let newly_covered = misses(popular / caches, customers, minutes);
        let uncached_customers = caches * newly_covered;
        let covered = newly_covered * minutes;
        let collecting = if is_fleet { nodes } else { 1.0 };
        let collected = (COLLECTED * collecting).min(COLLECTED_AT_MOST) * f64::from(speed);
        let newly_covered_by_node = newly_covered * caches / nodes;
        let topic_calls = nodes * newly_covered_by_node / (1.0 + newly_covered_by_node * collected);
        let identification = IDENTIFICATION * rounds;
        let calls = 2.0 * READS * uncached_customers + uncached_cards + topic_calls + NAMES;
        let requests = (TABS + CARDS) * rounds;
        Self {
            tabs: TABS * rounds,
            cards: CARDS * rounds,
            uncached_customers,
            uncached_cards,
            topic_calls,
            calls,
            identification,
            covered: caches * covered,
            channels: caches * (covered / CUSTOMERS_PER_CHANNEL).ceil(),
            cpu: requests * REQUEST_CPU + (calls + identification) * CALL_CPU,
        }
    }
}

/// Misses per minute of a cache that keeps each of `count` entries for `minutes`, if the n-th is requested `popular / n`
/// times per minute: the sum of `rate / (1 + rate * minutes)`, as an integral.
fn misses(popular: f64, count: f64, minutes: f64) -> f64 {
    popular * (1.0 + count / (popular * minutes)).ln()
}

/// Minutes after which a covered customer makes room for another one, at most [`CACHED`].
fn covered_for(popular: f64, customers: f64, capacity: f64) -> f64 {
    let (mut low, mut high) = (0.0, CACHED);
    // The number of covered customers grows with the time, so halving finds it.
    for _ in 0..50 {
        let minutes = f64::midpoint(low, high);
        if misses(popular, customers, minutes) * minutes > capacity {
            high = minutes;
        } else {
            low = minutes;
        }
    }
    high
}

impl Model {
    /// The predictions alone.
    pub(super) fn text(&self, args: &Args, agents: usize) -> String {
        let mut text = format!(
            "{agents} agents, {} customers, {} gateways, per minute:\n\n",
            args.customers, args.nodes
        );
        for (name, value) in [
            ("journey tabs requested", self.tabs),
            ("cards expanded", self.cards),
            ("uncached customers", self.uncached_customers),
            ("uncached cards", self.uncached_cards),
            ("calls that subscribe to topics", self.topic_calls),
            ("upstream calls with the gateway's token", self.calls),
            ("calls with the agents' own tokens", self.identification),
            ("covered customers", self.covered),
            ("notification channels", self.channels),
            ("CPU of all gateways, seconds", self.cpu),
        ] {
            // Writing to a `String` cannot fail.
            let _ = writeln!(text, "{name:<72} {value:>9.1}");
        }
        text
    }
}
