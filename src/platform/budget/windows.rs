//! The rate windows of one credential, and the decision whether a call may be sent now.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use ahash::RandomState;
use tokio::time::Instant;

use super::standing::Standing;
use super::viewers::{self, ViewerShares};
use crate::platform::operation::Operation;

/// Maximum difference between the ends of one window in two responses: the headers are whole seconds.
const TOLERANCE: Duration = Duration::from_secs(2);

/// Length of a window before a response reports its end. The platform counts in minutes.
const DEFAULT_WINDOW: Duration = Duration::from_mins(1);

/// The rate windows of one credential.
#[derive(Debug, Default)]
pub(super) struct RateWindows {
    /// Windows, distinguished by their number of allowed calls: some operations have a window of their own with
    /// fewer calls.
    windows: Vec<Window>,
    /// The window that counted an operation last, by its number of allowed calls.
    counted_in: HashMap<Operation, u32, RandomState>,
    blocked: Option<Instant>,
    in_flight: u32,
    /// Present if several viewers share the credential.
    viewers: Option<ViewerShares>,
}

#[derive(Debug)]
struct Window {
    allowed: u32,
    used: u32,
    /// `None` for a new window that no response has reported yet.
    ends: Option<Instant>,
}

/// Whether a call may be sent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    /// The call may be sent; it counts as in flight.
    Admit,
    /// Calls in flight may use up the window. The call may be sent after one of their responses, or after this
    /// instant at the latest.
    WaitForResponse(Instant),
    /// The call may be sent after this instant.
    WaitUntil(Instant),
    /// The viewer has used its share. It may call again after this instant at the latest.
    ShareExhausted(Instant),
}

impl RateWindows {
    /// The windows of a credential that several viewers share.
    pub(super) fn shared(reserve_percent: u32) -> Self {
        Self {
            viewers: Some(ViewerShares::new(reserve_percent)),
            ..Self::default()
        }
    }

    /// Counts a call that a viewer requests.
    pub(super) fn record_demand(&mut self, viewer: Option<&Arc<str>>, now: Instant) {
        if let (Some(viewers), Some(viewer)) = (&mut self.viewers, viewer) {
            viewers.record_demand(viewer, now);
        }
    }

    /// Registers a call that waits for its viewer's share; false if too many are waiting.
    pub(super) fn begin_wait(&mut self, viewer: &str) -> bool {
        let viewers = self.viewers.as_mut();
        viewers.is_some_and(|viewers| viewers.begin_wait(viewer))
    }

    /// Unregisters a waiting call.
    pub(super) fn end_wait(&mut self, viewer: &str) {
        if let Some(viewers) = &mut self.viewers {
            viewers.end_wait(viewer);
        }
    }

    /// Decides whether a call may be sent now.
    pub(super) fn admit(
        &mut self,
        operation: Operation,
        viewer: Option<&Arc<str>>,
        now: Instant,
    ) -> Decision {
        if let Some(until) = self.blocked.filter(|until| now < *until) {
            return Decision::WaitUntil(until);
        }
        if let (Some(viewers), Some(viewer), Some(window)) =
            (&self.viewers, viewer, self.largest_window(now))
            && let Err(until) = viewers.admit(viewer, window, now)
        {
            return Decision::ShareExhausted(until);
        }
        let in_flight = self.in_flight;
        if let Some(window) = self.window(operation, now) {
            let ends = window.ends.unwrap_or(now + DEFAULT_WINDOW);
            if window.used >= window.allowed {
                return Decision::WaitUntil(ends);
            }
            if window.used.saturating_add(in_flight) >= window.allowed {
                return Decision::WaitForResponse(ends);
            }
        }
        self.in_flight += 1;
        if let (Some(viewers), Some(viewer)) = (&mut self.viewers, viewer) {
            viewers.record_call(viewer, now);
        }
        Decision::Admit
    }

    /// Number of calls that the window of `operation` allows; `None` before the first response.
    pub(super) fn allowed(&self, operation: Operation) -> Option<u32> {
        let counted_in = self.counted_in.get(&operation).copied();
        let largest = || self.windows.iter().map(|window| window.allowed).max();
        counted_in.or_else(largest)
    }

    /// Marks the window with this number of allowed calls as used up until `ends`, by calls of other nodes.
    pub(super) fn exhaust(&mut self, allowed: u32, ends: Instant) {
        self.windows.retain(|window| window.allowed != allowed);
        self.windows.push(Window {
            allowed,
            used: allowed,
            ends: Some(ends),
        });
    }

    /// Takes back an admitted call that is not sent.
    pub(super) fn undo_call(&mut self, viewer: Option<&Arc<str>>, now: Instant) {
        if let (Some(viewers), Some(viewer)) = (&mut self.viewers, viewer) {
            viewers.undo_call(viewer, now);
        }
    }

    /// The window that counts most operations: the one with the most allowed calls.
    fn largest_window(&self, now: Instant) -> Option<viewers::Window> {
        let general = self.windows.iter().max_by_key(|window| window.allowed)?;
        let is_over = general.ends.is_none_or(|ends| now >= ends);
        let used = if is_over { 0 } else { general.used };
        Some(viewers::Window {
            allowed: general.allowed,
            left: general.allowed.saturating_sub(used),
            ends: general
                .ends
                .filter(|_| !is_over)
                .unwrap_or(now + DEFAULT_WINDOW),
        })
    }

    /// The window that will count a call of `operation`; `None` before the first response.
    fn window(&mut self, operation: Operation, now: Instant) -> Option<&mut Window> {
        let allowed = self.allowed(operation)?;
        let window = self
            .windows
            .iter_mut()
            .find(|window| window.allowed == allowed)?;
        if window.ends.is_some_and(|ends| now >= ends) {
            (window.used, window.ends) = (0, None);
        }
        Some(window)
    }

    /// Applies the headers of the response to a call that was sent at `sent`. The platform wrote them at an unknown
    /// time between `sent` and `now`.
    pub(super) fn update(
        &mut self,
        operation: Operation,
        standing: Standing,
        sent: Instant,
        now: Instant,
    ) {
        let ends = now + standing.reset;
        let earliest_end = sent + standing.reset;
        let reported = Window {
            allowed: standing.allowed,
            used: standing.count,
            ends: Some(ends),
        };
        self.counted_in.insert(operation, standing.allowed);
        match self.window(operation, now) {
            // Responses can overtake each other. Within one window, the highest count is the newest, and the
            // earliest end has the least delay in it.
            Some(known)
                if known
                    .ends
                    .is_some_and(|known| earliest_end <= known + TOLERANCE) =>
            {
                known.used = known.used.max(reported.used);
                known.ends = known.ends.min(reported.ends);
            }
            Some(known) => *known = reported,
            None => self.windows.push(reported),
        }
        let in_use = &self.counted_in;
        self.windows
            .retain(|window| in_use.values().any(|allowed| *allowed == window.allowed));
    }

    /// Blocks all calls until `until`.
    pub(super) fn block(&mut self, until: Instant) {
        self.blocked = self.blocked.max(Some(until));
    }

    /// Ends a call in flight.
    pub(super) fn release(&mut self) {
        self.in_flight = self.in_flight.saturating_sub(1);
    }

    /// Calls left in the largest window.
    pub(super) fn left(&self, now: Instant) -> Option<u32> {
        if self.blocked.is_some_and(|until| now < until) {
            return Some(0);
        }
        let general = self.windows.iter().max_by_key(|window| window.allowed)?;
        let is_over = general.ends.is_none_or(|ends| now >= ends);
        let used = if is_over { 0 } else { general.used };
        Some(general.allowed.saturating_sub(used))
    }

    /// Calls per window of the largest window.
    pub(super) fn limit(&self) -> Option<u32> {
        self.windows.iter().map(|window| window.allowed).max()
    }
}
