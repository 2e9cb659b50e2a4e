//! What is known of a credential's windows, and who may call at an instant.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::Standing;
use super::viewers::{self, Viewers};
use crate::platform::Operation;

/// Ends of one window as two answers tell them differ by as much: they are whole seconds.
const TOLERANCE: Duration = Duration::from_secs(2);

/// How long a window is, where no answer has told its end yet.
const USUAL_WINDOW: Duration = Duration::from_mins(1);

/// What is known.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// By how much they allow: some operations are counted for themselves, with less allowed. No two
    /// allow the same.
    windows: Vec<Window>,
    /// In whose window an operation was counted last, by what that allows.
    counted_in: HashMap<Operation, u32>,
    blocked: Option<Instant>,
    in_flight: u32,
    /// Who shares the calls, where several viewers do.
    viewers: Option<Viewers>,
}

#[derive(Debug)]
struct Window {
    allowed: u32,
    used: u32,
    /// Nothing where it is a new one of which no answer has told.
    ends: Option<Instant>,
}

/// Whether a call may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It may, and is under way from now on.
    Go,
    /// Whether there is room depends on calls under way; there is in any case after this instant.
    AfterAnAnswer(Instant),
    /// Not before this instant.
    After(Instant),
    /// The viewer has had its share; at this instant at the latest it may call again.
    ShareExhausted(Instant),
}

impl Ledger {
    /// Of a credential whose calls viewers share.
    pub(super) fn shared(reserve_percent: u32) -> Self {
        Self {
            viewers: Some(Viewers::new(reserve_percent)),
            ..Self::default()
        }
    }

    /// A viewer asks for a call.
    pub(super) fn record_demand(&mut self, viewer: Option<&Arc<str>>, now: Instant) {
        if let (Some(viewers), Some(viewer)) = (&mut self.viewers, viewer) {
            viewers.record_demand(viewer, now);
        }
    }

    /// Whether a call of a viewer may wait for its share; it does from now on.
    pub(super) fn begin_wait(&mut self, viewer: &str) -> bool {
        let viewers = self.viewers.as_mut();
        viewers.is_some_and(|viewers| viewers.begin_wait(viewer))
    }

    /// A call of a viewer waits no longer.
    pub(super) fn end_wait(&mut self, viewer: &str) {
        if let Some(viewers) = &mut self.viewers {
            viewers.end_wait(viewer);
        }
    }

    pub(super) fn admit(
        &mut self,
        operation: Operation,
        viewer: Option<&Arc<str>>,
        now: Instant,
    ) -> Verdict {
        if let Some(until) = self.blocked.filter(|until| now < *until) {
            return Verdict::After(until);
        }
        if let (Some(viewers), Some(viewer), Some(window)) =
            (&self.viewers, viewer, self.general(now))
            && let Err(until) = viewers.admit(viewer, window, now)
        {
            return Verdict::ShareExhausted(until);
        }
        let in_flight = self.in_flight;
        if let Some(window) = self.window(operation, now) {
            let ends = window.ends.unwrap_or(now + USUAL_WINDOW);
            if window.used >= window.allowed {
                return Verdict::After(ends);
            }
            if window.used.saturating_add(in_flight) >= window.allowed {
                return Verdict::AfterAnAnswer(ends);
            }
        }
        self.in_flight += 1;
        if let (Some(viewers), Some(viewer)) = (&mut self.viewers, viewer) {
            viewers.record_call(viewer, now);
        }
        Verdict::Go
    }

    /// The window in which most calls are counted.
    fn general(&self, now: Instant) -> Option<viewers::Window> {
        let general = self.windows.iter().max_by_key(|window| window.allowed)?;
        let is_over = general.ends.is_none_or(|ends| now >= ends);
        let used = if is_over { 0 } else { general.used };
        Some(viewers::Window {
            allowed: general.allowed,
            left: general.allowed.saturating_sub(used),
            ends: general
                .ends
                .filter(|_| !is_over)
                .unwrap_or(now + USUAL_WINDOW),
        })
    }

    /// The window in which a call of `operation` will be counted, as far as that is known.
    fn window(&mut self, operation: Operation, now: Instant) -> Option<&mut Window> {
        let counted_in = self.counted_in.get(&operation).copied();
        let general = || self.windows.iter().map(|window| window.allowed).max();
        let allowed = counted_in.or_else(general)?;
        let window = self
            .windows
            .iter_mut()
            .find(|window| window.allowed == allowed)?;
        if window.ends.is_some_and(|ends| now >= ends) {
            (window.used, window.ends) = (0, None);
        }
        Some(window)
    }

    /// Takes in what an answer told to a call of the instant `called`. When on its way it was told is
    /// not known.
    pub(super) fn learn(
        &mut self,
        operation: Operation,
        standing: Standing,
        called: Instant,
        now: Instant,
    ) {
        let ends = now + standing.reset;
        let earliest_end = called + standing.reset;
        let told = Window {
            allowed: standing.allowed,
            used: standing.count,
            ends: Some(ends),
        };
        self.counted_in.insert(operation, standing.allowed);
        match self.window(operation, now) {
            // Answers overtake each other: of one window the highest count is the newest, and the
            // earliest end is the one that travelled least.
            Some(known)
                if known
                    .ends
                    .is_some_and(|known| earliest_end <= known + TOLERANCE) =>
            {
                known.used = known.used.max(told.used);
                known.ends = known.ends.min(told.ends);
            }
            Some(known) => *known = told,
            None => self.windows.push(told),
        }
        let in_use = &self.counted_in;
        self.windows
            .retain(|window| in_use.values().any(|allowed| *allowed == window.allowed));
    }

    /// Nobody calls before `until`.
    pub(super) fn block(&mut self, until: Instant) {
        self.blocked = self.blocked.max(Some(until));
    }

    /// A call is over.
    pub(super) fn release(&mut self) {
        self.in_flight = self.in_flight.saturating_sub(1);
    }

    /// Calls left in the window in which most calls are counted.
    pub(super) fn left(&self, now: Instant) -> Option<u32> {
        if self.blocked.is_some_and(|until| now < until) {
            return Some(0);
        }
        let general = self.windows.iter().max_by_key(|window| window.allowed)?;
        let is_over = general.ends.is_none_or(|ends| now >= ends);
        let used = if is_over { 0 } else { general.used };
        Some(general.allowed.saturating_sub(used))
    }
}
