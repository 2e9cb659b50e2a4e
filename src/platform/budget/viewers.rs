//! How viewers share the calls of one credential: the gateway's own, with identity `service`.
//!
//! Each viewer has two decaying counters: of the calls that it made and of those that it asked for. A viewer
//! that calls evenly has a counter of half its calls per minute. A viewer may use its fair share, more as far
//! as no other viewer has lately asked for the rest, and twice its share while it is below the average. A
//! reserve at the end of each window is left to viewers below the average or with few calls.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

/// Time constant of the decay. With 30 s, a steady counter is half the calls per minute.
const DECAY: Duration = Duration::from_secs(30);

/// Smaller counters are ignored.
const NONE: f64 = 0.05;

/// Viewers with a larger counter are active: they asked for a call in the last 20 s.
const ACTIVE: f64 = 0.5;

/// A viewer keeps a claim on what it lately asked for times this margin, so that it may ask for a little more.
const MARGIN: f64 = 1.25;

/// Calls of one viewer that wait for its share at once: two pages. Each of them polls, so that more of them would
/// cost time for calls that are refused in the end.
const MOST_WAITING: u32 = 32;

/// Viewers are forgotten at most this often.
const PRUNED_EVERY: Duration = Duration::from_secs(1);

/// The calls of the platform's window.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub(super) allowed: u32,
    pub(super) left: u32,
    /// When it ends.
    pub(super) ends: Instant,
}

/// The viewers of a credential.
#[derive(Debug)]
pub(super) struct Viewers {
    /// The part of a window that is the reserve, from 0 to 1.
    reserve: f64,
    by_id: HashMap<Arc<str>, Levels>,
    pruned: Option<Instant>,
}

#[derive(Debug, Clone, Copy)]
struct Levels {
    made: Level,
    asked: Level,
    /// Calls that wait for the viewer's share.
    waiting: u32,
}

#[derive(Debug, Clone, Copy)]
struct Level {
    calls: f64,
    at: Instant,
}

impl Level {
    fn none(at: Instant) -> Self {
        Self { calls: 0.0, at }
    }

    fn now(self, now: Instant) -> f64 {
        let age = now.saturating_duration_since(self.at);
        self.calls * (-age.div_duration_f64(DECAY)).exp()
    }

    fn add(&mut self, now: Instant) {
        *self = Self {
            calls: self.now(now) + 1.0,
            at: now,
        };
    }
}

/// How long until a level has fallen from `from` to `to`.
fn fall(from: f64, to: f64) -> Duration {
    DECAY.mul_f64((from / to.max(NONE)).ln().max(0.0))
}

impl Viewers {
    pub(super) fn new(reserve_percent: u32) -> Self {
        Self {
            reserve: f64::from(reserve_percent.min(100)) / 100.0,
            by_id: HashMap::new(),
            pruned: None,
        }
    }

    /// A viewer asks for a call.
    pub(super) fn record_demand(&mut self, viewer: &Arc<str>, now: Instant) {
        let is_due = |pruned| now.saturating_duration_since(pruned) >= PRUNED_EVERY;
        if self.pruned.is_none_or(is_due) {
            self.pruned = Some(now);
            let is_active = |levels: &Levels| levels.waiting > 0 || levels.asked.now(now) >= NONE;
            self.by_id.retain(|_, levels| is_active(levels));
        }
        let levels = self.by_id.entry(viewer.clone()).or_insert(Levels {
            made: Level::none(now),
            asked: Level::none(now),
            waiting: 0,
        });
        levels.asked.add(now);
    }

    /// A viewer makes a call.
    pub(super) fn record_call(&mut self, viewer: &str, now: Instant) {
        if let Some(levels) = self.by_id.get_mut(viewer) {
            levels.made.add(now);
        }
    }

    /// Whether a call may wait for its viewer's share; it does from now on.
    pub(super) fn begin_wait(&mut self, viewer: &str) -> bool {
        let levels = self.by_id.get_mut(viewer);
        let may_wait = |levels: &mut Levels| {
            let may_wait = levels.waiting < MOST_WAITING;
            levels.waiting += u32::from(may_wait);
            may_wait
        };
        levels.is_some_and(may_wait)
    }

    /// A call waits no longer.
    pub(super) fn end_wait(&mut self, viewer: &str) {
        if let Some(levels) = self.by_id.get_mut(viewer) {
            levels.waiting = levels.waiting.saturating_sub(1);
        }
    }

    /// Whether a viewer may make a call; if not, until when.
    pub(super) fn admit(&self, viewer: &str, window: Window, now: Instant) -> Result<(), Instant> {
        let made = |levels: &Levels| levels.made.now(now);
        let own = self.by_id.get(viewer).map_or(0.0, made);
        if own < NONE {
            return Ok(());
        }
        let others = self
            .by_id
            .iter()
            .filter(|(id, levels)| id.as_ref() != viewer && levels.asked.now(now) >= ACTIVE);
        let others: Vec<_> = others.map(|(_, levels)| levels).collect();
        let active = f64::from(u32::try_from(others.len()).unwrap_or(u32::MAX)) + 1.0;
        // The level of a viewer that makes all calls of a window, spread evenly.
        let all = f64::from(window.allowed) / 2.0;
        let fair = all / active;
        let asked = others
            .iter()
            .map(|levels| (levels.asked.now(now) * MARGIN).min(fair));
        let limit = (all * (1.0 - self.reserve) - asked.sum::<f64>()).max(fair);
        let average = (own + others.iter().copied().map(made).sum::<f64>()) / active;
        let is_below_average = own <= average && !others.is_empty();
        // A page takes several calls at once: a viewer below the average may go beyond its share.
        let is_burst = is_below_average && own + 1.0 <= 2.0 * fair;
        if own + 1.0 > limit && !is_burst {
            return Err(now + fall(own, limit - 1.0));
        }
        let is_reserve = f64::from(window.left) <= f64::from(window.allowed) * self.reserve;
        // A viewer with few calls may use the reserve, whatever others have made.
        let has_few = own + 1.0 <= fair * self.reserve;
        if is_reserve && !is_below_average && !has_few {
            return Err(window.ends);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
