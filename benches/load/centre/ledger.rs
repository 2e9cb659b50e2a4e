//! What the platform was called, beside what it would have to be called at least, and by hand.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use journey_simulator::Call;

use super::Args;
use super::agent::Card;

/// How long what was read counts as known; as long as the gateway keeps what has ended.
const KNOWN: Duration = Duration::from_hours(1);

/// What agents asked for.
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

/// Of one minute.
#[derive(Clone, Copy, Default)]
pub(super) struct Demand {
    tabs: usize,
    cards: usize,
    /// Customers and cards that nobody had asked for within the hour.
    unknown_customers: usize,
    unknown_cards: usize,
    /// Calls that hand-written REST would have made: one for the contact, one for the sessions, one for
    /// each name on a card, one for the events of a card.
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

    /// 1 where it was not known.
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

    /// What was asked for since the last look.
    pub(super) fn take(&self) -> Demand {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut entries.demand)
    }
}

/// Sums of the minutes that are measured.
pub(super) struct Table {
    agents: usize,
    minutes: u32,
    /// With the gateway's own token, by operation.
    own: BTreeMap<&'static str, usize>,
    /// With agents' tokens: each has a budget of its own.
    agents_own: usize,
    demand: Demand,
    most: usize,
}

impl Table {
    pub(super) fn new(agents: usize, minutes: u32) -> Self {
        Self {
            agents,
            minutes,
            own: BTreeMap::new(),
            agents_own: 0,
            demand: Demand::default(),
            most: 0,
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
        self.most = self.most.max(sum);
        let demand = &mut self.demand;
        demand.tabs += minute.tabs;
        demand.cards += minute.cards;
        demand.unknown_customers += minute.unknown_customers;
        demand.unknown_cards += minute.unknown_cards;
        demand.by_hand += minute.by_hand;
    }

    fn each(&self, count: usize) -> f64 {
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
            "{} agents, {} customers, time {} times faster; of {} minutes after {} to warm up, a minute:\n\n",
            self.agents, args.customers, args.speed, args.minutes, args.warm,
        );
        let mut line = |name: &str, count: f64| {
            // Writing to a text cannot fail.
            let _ = writeln!(text, "{name:<72} {count:>9.1}");
        };
        line("tabs asked for", self.each(tabs));
        line("cards' events asked for", self.each(cards));
        for (operation, count) in &self.own {
            line(operation, self.each(*count));
        }
        line(
            "calls with the gateway's token",
            self.each(self.own.values().sum()),
        );
        line("... in the busiest minute", crate::ratio(self.most, 1));
        line("... wanted, for 500 agents, fewer than", budget);
        line(
            "bound: one call a customer and one a card that is not known",
            self.each(unknown_customers + unknown_cards),
        );
        line("by hand, plain REST", self.each(by_hand));
        line(
            "calls with the agents' own tokens, who they are",
            self.each(self.agents_own),
        );
        text
    }
}
