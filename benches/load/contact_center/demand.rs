//! Counts upstream calls, and computes the minimum number of calls and those of a client without a cache.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use journey_simulator::Call;
use parking_lot::Mutex;

use super::Args;
use super::agent::Card;
use super::lines::Lines;
use super::model::Model;

/// Time for which a requested customer or card counts as cached: the gateway's default TTL of ended sessions.
const CACHED_FOR: Duration = Duration::from_hours(1);

/// Counts the requests of all agents.
pub(super) struct DemandCounter {
    cached_for: Duration,
    entries: Mutex<Entries>,
}

#[derive(Default)]
struct Entries {
    customers: HashMap<String, Instant>,
    cards: HashMap<String, Instant>,
    demand: Demand,
}

/// The requests of one minute.
#[derive(Clone, Copy, Default)]
pub(super) struct Demand {
    tabs: usize,
    cards: usize,
    /// Customers that no agent had requested within the hour.
    uncached_customers: usize,
    /// Cards that no agent had expanded within the hour.
    uncached_cards: usize,
    /// Calls of a REST client without a cache: one for the contact, one for the sessions, one for each name on a card, and
    /// one for the events of an expanded card.
    without_cache: usize,
}

impl DemandCounter {
    pub(super) fn new(speed: u32) -> Self {
        Self {
            cached_for: CACHED_FOR / speed,
            entries: Mutex::default(),
        }
    }

    pub(super) fn count_tab(&self, customer: &str, cards: &[Card]) {
        let mut entries = self.entries.lock();
        let entries = &mut *entries;
        entries.demand.tabs += 1;
        entries.demand.without_cache += 2 + cards.iter().map(Card::names).sum::<usize>();
        entries.demand.uncached_customers += self.count_uncached(&mut entries.customers, customer);
    }

    pub(super) fn count_card(&self, session: &str) {
        let mut entries = self.entries.lock();
        let entries = &mut *entries;
        entries.demand.cards += 1;
        entries.demand.without_cache += 1;
        entries.demand.uncached_cards += self.count_uncached(&mut entries.cards, session);
    }

    /// Records the request; 1 if the id was not cached, otherwise 0.
    fn count_uncached(&self, requested: &mut HashMap<String, Instant>, id: &str) -> usize {
        let now = Instant::now();
        match requested.get(id) {
            Some(time) if now.duration_since(*time) < self.cached_for => 0,
            _ => {
                requested.insert(id.to_owned(), now);
                1
            }
        }
    }

    /// Returns the requests since the last call.
    pub(super) fn take(&self) -> Demand {
        let mut entries = self.entries.lock();
        std::mem::take(&mut entries.demand)
    }
}

/// Sums over the measured minutes.
pub(super) struct Table {
    agents: usize,
    minutes: u32,
    /// Calls with the gateway's own token, by operation.
    with_own_token: BTreeMap<&'static str, usize>,
    /// Calls with agents' tokens. Each token has its own rate limit.
    with_agent_tokens: usize,
    demand: Demand,
    /// Calls with the gateway's own token in the busiest minute.
    max_per_minute: usize,
}

impl Table {
    pub(super) fn new(agents: usize, minutes: u32) -> Self {
        Self {
            agents,
            minutes,
            with_own_token: BTreeMap::new(),
            with_agent_tokens: 0,
            demand: Demand::default(),
            max_per_minute: 0,
        }
    }

    pub(super) fn add_minute(&mut self, calls: &[Call], own_client: &str, in_minute: &Demand) {
        let mut sum = 0;
        for call in calls {
            if call.subject == own_client {
                *self.with_own_token.entry(call.operation).or_default() += 1;
                sum += 1;
            } else {
                self.with_agent_tokens += 1;
            }
        }
        self.max_per_minute = self.max_per_minute.max(sum);
        let demand = &mut self.demand;
        demand.tabs += in_minute.tabs;
        demand.cards += in_minute.cards;
        demand.uncached_customers += in_minute.uncached_customers;
        demand.uncached_cards += in_minute.uncached_cards;
        demand.without_cache += in_minute.without_cache;
    }

    fn per_minute(&self, count: usize) -> f64 {
        crate::ratio(count, 1) / f64::from(self.minutes.max(1))
    }

    /// Calls with the gateway's own token.
    pub(super) fn calls_per_minute(&self) -> f64 {
        self.per_minute(self.with_own_token.values().sum())
    }

    pub(super) fn text(&self, args: &Args, model: &Model, budget: f64) -> String {
        let Demand {
            tabs,
            cards,
            uncached_customers,
            uncached_cards,
            without_cache,
        } = self.demand;
        let mut lines = Lines::default();
        lines.compare("journey tabs requested", self.per_minute(tabs), model.tabs);
        lines.compare("cards expanded", self.per_minute(cards), model.cards);
        for (operation, count) in &self.with_own_token {
            lines.add(operation, self.per_minute(*count));
        }
        lines.compare(
            "upstream calls with the gateway's token",
            self.calls_per_minute(),
            model.calls,
        );
        lines.add(
            "  in the busiest minute",
            crate::ratio(self.max_per_minute, 1),
        );
        lines.add("  target for 500 agents: fewer than", budget);
        lines.compare(
            "minimum: one call per uncached customer and per uncached card",
            self.per_minute(uncached_customers + uncached_cards),
            model.uncached_customers + model.uncached_cards,
        );
        lines.add(
            "REST client without a cache",
            self.per_minute(without_cache),
        );
        lines.compare(
            "introspection calls with the agents' own tokens",
            self.per_minute(self.with_agent_tokens),
            model.identification,
        );
        format!(
            "{} agents, {} customers, {} gateways, time {} times faster; averages per minute over {} minutes, after {} minutes of \
             warm-up:\n\n{:<72} {:>9} {:>9}\n{lines}",
            self.agents,
            args.customers,
            args.nodes,
            args.speed,
            args.minutes,
            args.warm,
            "",
            "measured",
            "predicted",
        )
    }
}
