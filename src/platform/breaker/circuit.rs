//! The state of one operation's breaker.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use super::{Client, Outcome, Rule};

/// As far back as calls are judged.
pub(super) const WINDOW: Duration = Duration::from_secs(10);

/// Calls are forgotten in lots of this time.
const LOT: Duration = Duration::from_secs(1);

/// Closed, as long as most calls are answered; open for a rest; then tried with one call.
#[derive(Debug, Default)]
pub(super) struct Circuit {
    state: State,
    /// Counts changes of the state: calls that began before one say nothing about what is now.
    turn: u64,
}

#[derive(Debug)]
enum State {
    Closed(Recent),
    Open { until: Instant },
    Probing,
}

impl Default for State {
    fn default() -> Self {
        Self::Closed(Recent::default())
    }
}

impl Circuit {
    /// The turn in which a call may be made, if it may.
    pub(super) fn admit(&mut self, now: Instant) -> Option<u64> {
        match self.state {
            State::Closed(_) => {}
            State::Open { until } if now >= until => self.turn_to(State::Probing),
            State::Open { .. } | State::Probing => return None,
        }
        Some(self.turn)
    }

    /// Whether no call may be made now.
    pub(super) fn is_open(&self, now: Instant) -> bool {
        match self.state {
            State::Closed(_) => false,
            State::Open { until } => now < until,
            State::Probing => true,
        }
    }

    /// Takes in what came of a call of `turn`; tells whether it opened (`true`) or closed.
    pub(super) fn settle(
        &mut self,
        turn: u64,
        client: Option<Client>,
        outcome: Option<Outcome>,
        rule: Rule,
        now: Instant,
    ) -> Option<bool> {
        if turn != self.turn {
            return None;
        }
        let rest = State::Open {
            until: now + rule.pause,
        };
        match (&mut self.state, outcome) {
            (State::Closed(recent), Some(outcome)) => {
                recent.count(client, outcome, now);
                if !recent.is_bad(rule.calls) {
                    return None;
                }
                self.turn_to(rest);
                Some(true)
            }
            (State::Probing, Some(Outcome::Answered)) => {
                self.turn_to(State::default());
                Some(false)
            }
            (State::Probing, Some(Outcome::Failed)) => {
                self.turn_to(rest);
                None
            }
            // Whoever tried went away: the next one tries.
            (State::Probing, None) => {
                self.turn_to(State::Open { until: now });
                None
            }
            (State::Closed(_) | State::Open { .. }, _) => None,
        }
    }

    fn turn_to(&mut self, state: State) {
        self.state = state;
        self.turn += 1;
    }
}

/// The calls of the last seconds.
#[derive(Debug, Default)]
struct Recent(VecDeque<Lot>);

#[derive(Debug)]
struct Lot {
    began: Instant,
    by_client: [Calls; Client::COUNT],
    /// Those that no single client caused.
    of_none: Calls,
}

#[derive(Debug, Clone, Copy, Default)]
struct Calls {
    all: u32,
    failed: u32,
}

impl Calls {
    fn add(&mut self, other: Self) {
        self.all = self.all.saturating_add(other.all);
        self.failed = self.failed.saturating_add(other.failed);
    }

    /// Whether at least half of them failed.
    fn mostly_failed(self) -> bool {
        self.failed > 0 && self.failed >= self.all.div_ceil(2)
    }
}

impl Recent {
    fn count(&mut self, client: Option<Client>, outcome: Outcome, now: Instant) {
        let is_old = |lot: &Lot| now.saturating_duration_since(lot.began) >= WINDOW;
        while self.0.front().is_some_and(is_old) {
            self.0.pop_front();
        }
        let is_new = |lot: &Lot| now.saturating_duration_since(lot.began) < LOT;
        if !self.0.back().is_some_and(is_new) {
            self.0.push_back(Lot {
                began: now,
                by_client: [Calls::default(); Client::COUNT],
                of_none: Calls::default(),
            });
        }
        let calls = self.0.back_mut().and_then(|lot| match client {
            Some(client) => lot.by_client.get_mut(client.index()),
            None => Some(&mut lot.of_none),
        });
        if let Some(calls) = calls {
            calls.add(Calls {
                all: 1,
                failed: u32::from(outcome == Outcome::Failed),
            });
        }
    }

    /// Whether half of enough calls failed, and half of those excluding the client with the most failures: what
    /// one client alone meets says more about its requests than about the platform.
    fn is_bad(&self, enough: u32) -> bool {
        let mut by_client = [Calls::default(); Client::COUNT];
        let mut of_none = Calls::default();
        for lot in &self.0 {
            of_none.add(lot.of_none);
            for (sum, calls) in by_client.iter_mut().zip(lot.by_client) {
                sum.add(calls);
            }
        }
        by_client.sort_unstable_by_key(|calls| calls.failed);
        let mut calls = Calls::default();
        let [others @ .., worst] = by_client;
        for other in others {
            calls.add(other);
        }
        let others_failed = calls.mostly_failed();
        calls.add(worst);
        calls.add(of_none);
        others_failed && calls.all >= enough && calls.mostly_failed()
    }
}

#[cfg(test)]
mod tests;
