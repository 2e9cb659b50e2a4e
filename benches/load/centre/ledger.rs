//! Counts upstream calls, and computes the minimum number of calls and those of a client without a cache.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use journey_simulator::Call;

use super::Args;
use super::agent::Card;

/// Time for which a customer or card counts as cached; the gateway's default TTL of ended sessions.
const KNOWN: Duration = Duration::from_hours(1);

/// The requests of all agents.
pub(super) struct Ledger {
    known: Duration,
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
    unknown_customers: usize,
    /// Cards that no agent had expanded within the hour.
    unknown_cards: usize,
    /// Calls of a REST client without a cache: one for the contact, one for the sessions, one for each name on a card, and
    /// one for the events of an expanded card.
    by_hand: usize,
}

impl Ledger {
    pub(super) fn new(speed: u32) -> Self {
        Self {
            known: KNOWN / speed,
            entries: Mutex::default(),
        }
    }

    pub(super) fn tab(&self, customer: &str, cards: &[Card]) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let entries = &mut *entries;
        entries.demand.tabs += 1;
        entries.demand.by_hand += 2 + cards.iter().map(Card::names).sum::<usize>();
        entries.demand.unknown_customers += self.read(&mut entries.customers, customer);
    }

    pub(super) fn card(&self, session: &str) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let entries = &mut *entries;
        entries.demand.cards += 1;
        entries.demand.by_hand += 1;
        entries.demand.unknown_cards += self.read(&mut entries.cards, session);
    }

    /// Records the request; 1 if the id was not cached, otherwise 0.
    fn read(&self, known: &mut HashMap<String, Instant>, id: &str) -> usize {
        let now = Instant::now();
        match known.get(id) {
            Some(read) if now.duration_since(*read) < self.known => 0,
            _ => {
                known.insert(id.to_owned(), now);
                1
            }
        }
    }

    /// Returns the requests since the last call.
    pub(super) fn take(&self) -> Demand {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut entries.demand)
    }
}

/// Sums over the measured minutes.
pub(super) struct Table {
    agents: usize,
    minutes: u32,
    /// Calls with the gateway's own token, by operation.
    own: BTreeMap<&'static str, usize>,
    /// Calls with agents' tokens, each of which has its own rate limit.
    agents_own: usize,
    demand: Demand,
    /// Calls with the gateway's own token in the busiest minute.
    busiest: usize,
}

impl Table {
    pub(super) fn new(agents: usize, minutes: u32) -> Self {
        Self {
            agents,
            minutes,
            own: BTreeMap::new(),
            agents_own: 0,
            demand: Demand::default(),
            busiest: 0,
        }
    }

    pub(super) fn add(&mut self, calls: &[Call], own: &str, minute: &Demand) {
        let mut sum = 0;
        for call in calls {
            if call.subject == own {
                *self.own.entry(call.operation).or_default() += 1;
                sum += 1;
            } else {
                self.agents_own += 1;
            }
        }
        self.busiest = self.busiest.max(sum);
        let demand = &mut self.demand;
        demand.tabs += minute.tabs;
        demand.cards += minute.cards;
        demand.unknown_customers += minute.unknown_customers;
        demand.unknown_cards += minute.unknown_cards;
        demand.by_hand += minute.by_hand;
    }

    fn per_minute(&self, count: usize) -> f64 {
        crate::ratio(count, 1) / f64::from(self.minutes.max(1))
    }

    pub(super) fn text(&self, args: &Args, budget: f64) -> String {
        let Demand {
            tabs,
            cards,
            unknown_customers,
            unknown_cards,
            by_hand,
        } = self.demand;
        let mut text = format!(
            "{} agents, {} customers, time {} times faster; averages per minute over {} minutes, after {} minutes of warm-up:\n\n",
            self.agents, args.customers, args.speed, args.minutes, args.warm,
        );
        let mut line = |name: &str, count: f64| {
            // Writing to a text cannot fail.
            let _ = writeln!(text, "{name:<72} {count:>9.1}");
        };
        line("journey tabs requested", self.per_minute(tabs));
        line("cards expanded", self.per_minute(cards));
        for (operation, count) in &self.own {
            line(operation, self.per_minute(*count));
        }
        line(
            "upstream calls with the gateway's token",
            self.per_minute(self.own.values().sum()),
        );
        line("  in the busiest minute", crate::ratio(self.busiest, 1));
        line("  target for 500 agents: fewer than", budget);
        line(
            "minimum: one call per uncached customer and per uncached card",
            self.per_minute(unknown_customers + unknown_cards),
        );
        line("REST client without a cache", self.per_minute(by_hand));
        line(
            "introspection calls with the agents' own tokens",
            self.per_minute(self.agents_own),
        );
        text
    }
}
