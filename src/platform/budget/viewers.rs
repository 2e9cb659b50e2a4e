//! Fair shares of the gateway's own credential between viewers, with identity `service`.
//!
//! Each viewer has two decaying counters: calls sent and calls requested. The counter of a viewer with a steady rate
//! is half its calls per minute. A viewer may use its fair share, more if no other viewer recently requested
//! the rest, and twice its share while it is below the average. A reserve at the end of each window is left
//! to viewers below the average or with few calls.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use ahash::RandomState;
use tokio::time::Instant;

/// Time constant of the decay. With 30 s, a steady counter is half the calls per minute.
const DECAY: Duration = Duration::from_secs(30);

/// Counters below this count as zero.
const NEGLIGIBLE: f64 = 0.05;

/// Viewers with a larger counter are active: they requested a call in the last 20 s.
const ACTIVE: f64 = 0.5;

/// Factor on the recent demand of other viewers: it lets them request a little more than before.
const DEMAND_MARGIN: f64 = 1.25;

/// Maximum number of calls of one viewer that wait for its share: those of two pages. Each one polls, so more of them
/// would cost CPU time for calls that fail in the end.
const MAX_WAITING: u32 = 32;

/// Minimum interval between two removals of inactive viewers.
const PRUNE_INTERVAL: Duration = Duration::from_secs(1);

/// A rate window of the platform.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub(super) allowed: u32,
    pub(super) left: u32,
    /// End of the window.
    pub(super) ends: Instant,
}

/// The viewers that share a credential.
#[derive(Debug)]
pub(super) struct ViewerShares {
    /// The reserved part of a window, from 0 to 1.
    reserve: f64,
    by_id: HashMap<Arc<str>, Usage, RandomState>,
    pruned: Option<Instant>,
}

#[derive(Debug, Clone, Copy)]
struct Usage {
    sent: DecayingCounter,
    requested: DecayingCounter,
    /// Calls that wait for the viewer's share.
    waiting: u32,
}

#[derive(Debug, Clone, Copy)]
struct DecayingCounter {
    calls: f64,
    at: Instant,
}

impl DecayingCounter {
    fn zero(at: Instant) -> Self {
        Self { calls: 0.0, at }
    }

    fn value(self, now: Instant) -> f64 {
        let age = now.saturating_duration_since(self.at);
        self.calls * (-age.div_duration_f64(DECAY)).exp()
    }

    fn add(&mut self, now: Instant) {
        *self = Self {
            calls: self.value(now) + 1.0,
            at: now,
        };
    }

    fn remove(&mut self, now: Instant) {
        *self = Self {
            calls: (self.value(now) - 1.0).max(0.0),
            at: now,
        };
    }
}

/// Time until a counter decays from `from` to `to`.
fn decay_time(from: f64, to: f64) -> Duration {
    DECAY.mul_f64((from / to.max(NEGLIGIBLE)).ln().max(0.0))
}

impl ViewerShares {
    pub(super) fn new(reserve_percent: u32) -> Self {
        Self {
            reserve: f64::from(reserve_percent.min(100)) / 100.0,
            by_id: HashMap::default(),
            pruned: None,
        }
    }

    /// Counts a call that a viewer requests.
    pub(super) fn record_demand(&mut self, viewer: &Arc<str>, now: Instant) {
        let is_due = |pruned| now.saturating_duration_since(pruned) >= PRUNE_INTERVAL;
        if self.pruned.is_none_or(is_due) {
            self.pruned = Some(now);
            let is_active =
                |usage: &Usage| usage.waiting > 0 || usage.requested.value(now) >= NEGLIGIBLE;
            self.by_id.retain(|_, usage| is_active(usage));
        }
        let usage = self.by_id.entry(viewer.clone()).or_insert(Usage {
            sent: DecayingCounter::zero(now),
            requested: DecayingCounter::zero(now),
            waiting: 0,
        });
        usage.requested.add(now);
    }

    /// Counts a call that a viewer sends.
    pub(super) fn record_call(&mut self, viewer: &str, now: Instant) {
        if let Some(usage) = self.by_id.get_mut(viewer) {
            usage.sent.add(now);
        }
    }

    /// Takes back a call that is not sent.
    pub(super) fn undo_call(&mut self, viewer: &str, now: Instant) {
        if let Some(usage) = self.by_id.get_mut(viewer) {
            usage.sent.remove(now);
        }
    }

    /// Registers a call that waits for its viewer's share; false if too many are waiting.
    pub(super) fn begin_wait(&mut self, viewer: &str) -> bool {
        let usage = self.by_id.get_mut(viewer);
        let register = |usage: &mut Usage| {
            let may_wait = usage.waiting < MAX_WAITING;
            usage.waiting += u32::from(may_wait);
            may_wait
        };
        usage.is_some_and(register)
    }

    /// Unregisters a waiting call.
    pub(super) fn end_wait(&mut self, viewer: &str) {
        if let Some(usage) = self.by_id.get_mut(viewer) {
            usage.waiting = usage.waiting.saturating_sub(1);
        }
    }

    /// Whether a viewer may send a call now; the error is the instant at which it may at the latest.
    pub(super) fn admit(&self, viewer: &str, window: Window, now: Instant) -> Result<(), Instant> {
        let sent = |usage: &Usage| usage.sent.value(now);
        let own = self.by_id.get(viewer).map_or(0.0, sent);
        if own < NEGLIGIBLE {
            return Ok(());
        }
        let others = self
            .by_id
            .iter()
            .filter(|(id, usage)| id.as_ref() != viewer && usage.requested.value(now) >= ACTIVE);
        let others: Vec<_> = others.map(|(_, usage)| usage).collect();
        let active = f64::from(u32::try_from(others.len()).unwrap_or(u32::MAX)) + 1.0;
        // The counter of a viewer that sends all calls of a window at a steady rate.
        let all = f64::from(window.allowed) / 2.0;
        let fair = all / active;
        let requested = others
            .iter()
            .map(|usage| (usage.requested.value(now) * DEMAND_MARGIN).min(fair));
        let limit = (all * (1.0 - self.reserve) - requested.sum::<f64>()).max(fair);
        let average = (own + others.iter().copied().map(sent).sum::<f64>()) / active;
        let is_below_average = own <= average && !others.is_empty();
        // A page needs several calls at once, so a viewer below the average may exceed its share.
        let is_burst = is_below_average && own + 1.0 <= 2.0 * fair;
        if own + 1.0 > limit && !is_burst {
            return Err(now + decay_time(own, limit - 1.0));
        }
        let is_reserve = f64::from(window.left) <= f64::from(window.allowed) * self.reserve;
        // A viewer with few calls may always use the reserve.
        let has_few = own + 1.0 <= fair * self.reserve;
        if is_reserve && !is_below_average && !has_few {
            return Err(window.ends);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
