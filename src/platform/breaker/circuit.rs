//! The state of one operation's breaker.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use super::client::Client;

/// Period of the calls that a breaker counts.
const WINDOW: Duration = Duration::from_secs(10);

/// Resolution of the window: calls leave it one second at a time.
const SLOT: Duration = Duration::from_secs(1);

/// When a breaker opens, and for how long.
#[derive(Debug, Clone, Copy)]
pub(in crate::platform) struct Rule {
    /// Minimum number of calls within [`WINDOW`] before a breaker can open.
    pub(in crate::platform) min_calls: u32,
    /// How long a breaker stays open before a probe.
    pub(in crate::platform) pause: Duration,
}

/// The result of a call, as the breaker counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::platform) enum Outcome {
    /// The platform responded, with any status below 500.
    Answered,
    /// No response, a late one, or a 5xx.
    Failed,
}

/// One breaker: closed while most calls succeed, open for a pause, then probing with one call.
#[derive(Debug, Default)]
pub(super) struct Circuit {
    state: State,
    /// Number of state changes. The outcome of a call from an earlier epoch is ignored.
    epoch: u64,
    /// How often it has opened.
    opened: u64,
}

/// A state change that operators should see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Transition {
    Opened,
    Closed,
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
    /// Admits a call and returns the current epoch; `None` if the breaker is open.
    pub(super) fn admit(&mut self, now: Instant) -> Option<u64> {
        match self.state {
            State::Closed(_) => {}
            State::Open { until } if now >= until => self.change_to(State::Probing),
            State::Open { .. } | State::Probing => return None,
        }
        Some(self.epoch)
    }

    /// Whether the breaker admits no call now.
    pub(super) fn is_open(&self, now: Instant) -> bool {
        match self.state {
            State::Closed(_) => false,
            State::Open { until } => now < until,
            State::Probing => true,
        }
    }

    /// The name of the state in metrics.
    pub(super) fn state_name(&self, now: Instant) -> &'static str {
        match self.state {
            State::Closed(_) => "closed",
            State::Open { until } if now < until => "open",
            State::Open { .. } | State::Probing => "probing",
        }
    }

    /// How often it has opened, not counting failed probes.
    pub(super) fn opened(&self) -> u64 {
        self.opened
    }

    /// Counts the outcome of a call that was admitted in `epoch`.
    pub(super) fn record(
        &mut self,
        epoch: u64,
        client: Option<Client>,
        outcome: Option<Outcome>,
        rule: Rule,
        now: Instant,
    ) -> Option<Transition> {
        if epoch != self.epoch {
            return None;
        }
        let open = State::Open {
            until: now + rule.pause,
        };
        match (&mut self.state, outcome) {
            (State::Closed(recent), Some(outcome)) => {
                recent.count(client, outcome, now);
                if !recent.is_failing(rule.min_calls) {
                    return None;
                }
                self.change_to(open);
                self.opened += 1;
                Some(Transition::Opened)
            }
            (State::Probing, Some(Outcome::Answered)) => {
                self.change_to(State::default());
                Some(Transition::Closed)
            }
            (State::Probing, Some(Outcome::Failed)) => {
                self.change_to(open);
                None
            }
            // The probe was canceled, so the next call probes.
            (State::Probing, None) => {
                self.change_to(State::Open { until: now });
                None
            }
            (State::Closed(_) | State::Open { .. }, _) => None,
        }
    }

    fn change_to(&mut self, state: State) {
        self.state = state;
        self.epoch += 1;
    }
}

/// The calls of the window, in slots.
#[derive(Debug, Default)]
struct Recent {
    slots: VecDeque<Slot>,
    /// The sum of all slots.
    total: Calls,
}

#[derive(Debug)]
struct Slot {
    started: Instant,
    by_client: [Calls; Client::COUNT],
    /// Calls that no single client caused.
    without_client: Calls,
}

#[derive(Debug, Clone, Copy, Default)]
struct Calls {
    all: u32,
    failed: u32,
}

impl Calls {
    fn sum(calls: impl IntoIterator<Item = Self>) -> Self {
        let mut sum = Self::default();
        calls.into_iter().for_each(|calls| sum.add(calls));
        sum
    }

    fn add(&mut self, other: Self) {
        self.all = self.all.saturating_add(other.all);
        self.failed = self.failed.saturating_add(other.failed);
    }

    fn subtract(&mut self, other: Self) {
        self.all = self.all.saturating_sub(other.all);
        self.failed = self.failed.saturating_sub(other.failed);
    }

    /// Whether at least half of them failed.
    fn mostly_failed(self) -> bool {
        self.failed > 0 && self.failed >= self.all.div_ceil(2)
    }
}

impl Slot {
    fn total(&self) -> Calls {
        let by_client = self.by_client.iter().copied();
        Calls::sum(by_client.chain([self.without_client]))
    }
}

impl Recent {
    fn count(&mut self, client: Option<Client>, outcome: Outcome, now: Instant) {
        let is_old = |slot: &Slot| now.saturating_duration_since(slot.started) >= WINDOW;
        while self.slots.front().is_some_and(is_old) {
            if let Some(old) = self.slots.pop_front() {
                self.total.subtract(old.total());
            }
        }
        let is_current = |slot: &Slot| now.saturating_duration_since(slot.started) < SLOT;
        if !self.slots.back().is_some_and(is_current) {
            self.slots.push_back(Slot {
                started: now,
                by_client: [Calls::default(); Client::COUNT],
                without_client: Calls::default(),
            });
        }
        let calls = self.slots.back_mut().and_then(|slot| match client {
            Some(client) => slot.by_client.get_mut(client.index()),
            None => Some(&mut slot.without_client),
        });
        if let Some(calls) = calls {
            let one = Calls {
                all: 1,
                failed: u32::from(outcome == Outcome::Failed),
            };
            calls.add(one);
            self.total.add(one);
        }
    }

    /// Whether half of at least `min_calls` calls failed, also without the client with the most failures: failures of
    /// a single client are more likely caused by its requests than by the platform.
    fn is_failing(&self, min_calls: u32) -> bool {
        if self.total.all < min_calls || !self.total.mostly_failed() {
            return false;
        }
        let mut by_client = [Calls::default(); Client::COUNT];
        for slot in &self.slots {
            for (sum, calls) in by_client.iter_mut().zip(slot.by_client) {
                sum.add(calls);
            }
        }
        by_client.sort_unstable_by_key(|calls| calls.failed);
        let [others @ .., _] = by_client;
        Calls::sum(others).mostly_failed()
    }
}

#[cfg(test)]
mod tests;
