//! The state of one operation's breaker.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use super::{Outcome, Rule};

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

    /// Takes in what came of a call of `turn`; tells whether it opened (`true`) or closed.
    pub(super) fn settle(
        &mut self,
        turn: u64,
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
                recent.count(outcome, now);
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
    calls: u32,
    failures: u32,
}

impl Recent {
    fn count(&mut self, outcome: Outcome, now: Instant) {
        let is_old = |lot: &Lot| now.saturating_duration_since(lot.began) >= WINDOW;
        while self.0.front().is_some_and(is_old) {
            self.0.pop_front();
        }
        let failures = u32::from(outcome == Outcome::Failed);
        match self.0.back_mut() {
            Some(lot) if now.saturating_duration_since(lot.began) < LOT => {
                lot.calls += 1;
                lot.failures += failures;
            }
            _ => self.0.push_back(Lot {
                began: now,
                calls: 1,
                failures,
            }),
        }
    }

    /// Half of enough calls failed.
    fn is_bad(&self, enough: u32) -> bool {
        let sum = |of: fn(&Lot) -> u32| self.0.iter().map(of).sum::<u32>();
        let calls = sum(|lot| lot.calls);
        calls >= enough && 2 * sum(|lot| lot.failures) >= calls
    }
}

#[cfg(test)]
mod tests;
