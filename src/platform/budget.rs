//! Rate budget of each credential. The platform counts calls in windows and reports the count in each response's
//! headers. When a window is used up, calls wait for the next one instead of provoking a 429; after a 429, the
//! credential makes no call until `Retry-After` has passed.

mod standing;
mod viewers;
mod windows;

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use ahash::RandomState;
use moka::sync::Cache;
use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep, timeout_at};

use super::error::Error;
use super::operation::Operation;
use crate::fleet::{Fleet, Rates, RedisTimeLimit, Refused};
use crate::secret::Token;
use windows::{Decision, RateWindows};

pub(super) use standing::{MAX_WAIT, Standing};

/// How long a call waits for its viewer's share. Calls of other viewers may wait for its response, so this is at
/// most the duration of a call.
const SHARE_WAIT: Duration = Duration::from_millis(250);

/// Interval at which a waiting call polls its share: a share grows with time, which sends no notification.
const SHARE_POLL: Duration = Duration::from_millis(25);

/// Maximum additional wait for a window that the calls of all nodes have used up, so that they do not all begin at once.
const EXHAUSTED_JITTER: Duration = Duration::from_millis(200);

fn rate_limited(until: Instant, now: Instant) -> Error {
    let retry_after = until.saturating_duration_since(now);
    // Clients see whole seconds; rounding down would make them retry too early.
    let retry_after = Duration::from_secs_f64(retry_after.as_secs_f64().ceil());
    Error::RateLimited {
        retry_after,
        correlation_id: None,
    }
}

/// The rate budgets of viewers' tokens, keyed by token fingerprint.
#[derive(Debug, Clone)]
pub(super) struct Budgets {
    by_token: Cache<[u8; 32], Arc<Budget>, RandomState>,
    fleet: Fleet,
}

impl Budgets {
    /// Keeps at most `capacity` budgets. An idle budget is dropped when no accepted wait can be pending.
    pub(super) fn new(capacity: usize) -> Self {
        let by_token = Cache::builder()
            .max_capacity(capacity as u64)
            .time_to_idle(MAX_WAIT)
            .build_with_hasher(RandomState::default());
        Self {
            by_token,
            fleet: Fleet::default(),
        }
    }

    /// Shares the budgets with the nodes of a fleet.
    pub(super) fn with_fleet(self, fleet: Fleet) -> Self {
        Self { fleet, ..self }
    }

    pub(super) fn for_token(&self, token: &Token) -> Arc<Budget> {
        let fingerprint = token.fingerprint();
        let create = || {
            Arc::new(Budget {
                fleet: self.fleet.rates(&fingerprint),
                ..Budget::default()
            })
        };
        self.by_token.get_with(fingerprint, create)
    }

    /// All budgets in use.
    pub(super) fn all(&self) -> Vec<Arc<Budget>> {
        self.by_token.iter().map(|(_, budget)| budget).collect()
    }
}

/// The rate budget of one credential.
#[derive(Debug, Default)]
pub(super) struct Budget {
    windows: Mutex<RateWindows>,
    /// Notified when a call may have become possible.
    changed: Notify,
    /// `None` if the gateway is alone.
    fleet: Option<Rates>,
}

impl Budget {
    /// The budget of a credential that several viewers share. Reserves `reserve_percent` of each window for viewers
    /// with fewer calls than average.
    pub(super) fn shared(reserve_percent: u32, fleet: Option<Rates>) -> Self {
        Self {
            windows: Mutex::new(RateWindows::shared(reserve_percent)),
            fleet,
            ..Self::default()
        }
    }

    /// Counts the demand of a viewer for a call.
    pub(super) fn record_demand(&self, viewer: Option<&Arc<str>>) {
        self.with_windows(|windows| windows.record_demand(viewer, Instant::now()));
    }

    /// Waits until a call may be sent. Fails at once if that is after `deadline`.
    pub(super) async fn acquire(
        self: &Arc<Self>,
        operation: Operation,
        viewer: Option<&Arc<str>>,
        deadline: Instant,
    ) -> Result<CallPermit, Error> {
        let mut share_wait = None;
        loop {
            // Most calls need not wait, and register for no notification.
            let now = Instant::now();
            if self.with_windows(|windows| windows.admit(operation, viewer, now)) == Decision::Admit
            {
                return Ok(self.permit(operation, now));
            }
            let mut changed = pin!(self.changed.notified());
            changed.as_mut().enable();
            let now = Instant::now();
            let decision = self.with_windows(|windows| windows.admit(operation, viewer, now));
            let (until, is_certain) = match decision {
                Decision::Admit => return Ok(self.permit(operation, now)),
                Decision::WaitForResponse(until) => (until, false),
                Decision::WaitUntil(until) => (until, true),
                Decision::ShareExhausted(until) => {
                    if share_wait.is_none() {
                        share_wait = ShareWait::begin(self, viewer, now + SHARE_WAIT);
                    }
                    let is_over = |wait: &ShareWait<'_>| now >= wait.until.min(deadline);
                    if share_wait.as_ref().is_none_or(is_over) {
                        return Err(rate_limited(until, now));
                    }
                    sleep(SHARE_POLL).await;
                    continue;
                }
            };
            if now >= deadline || is_certain && until > deadline {
                return Err(rate_limited(until, now));
            }
            // The loop decides again after a notification and after a timeout.
            drop(timeout_at(until.min(deadline), changed).await);
        }
    }

    /// The permit of a call that was admitted.
    fn permit(self: &Arc<Self>, operation: Operation, acquired: Instant) -> CallPermit {
        CallPermit {
            budget: self.clone(),
            operation,
            acquired,
        }
    }

    /// Calls left in the current window; `None` before the first response.
    pub(super) fn left(&self) -> Option<u32> {
        self.with_windows(|windows| windows.left(Instant::now()))
    }

    /// Calls left in the current window and calls per window; `None` before the first response.
    pub(super) fn standing(&self) -> Option<(u32, u32)> {
        self.with_windows(|windows| Some((windows.left(Instant::now())?, windows.limit()?)))
    }

    fn with_windows<T>(&self, access: impl FnOnce(&mut RateWindows) -> T) -> T {
        access(&mut self.windows.lock())
    }
}

/// A call that waits for its viewer's share.
struct ShareWait<'a> {
    budget: &'a Budget,
    viewer: &'a Arc<str>,
    until: Instant,
}

impl<'a> ShareWait<'a> {
    /// `None` if too many calls of the viewer are waiting.
    fn begin(budget: &'a Budget, viewer: Option<&'a Arc<str>>, until: Instant) -> Option<Self> {
        let viewer = viewer?;
        let may_wait = budget.with_windows(|windows| windows.begin_wait(viewer));
        may_wait.then_some(Self {
            budget,
            viewer,
            until,
        })
    }
}

impl Drop for ShareWait<'_> {
    fn drop(&mut self) {
        let budget = self.budget;
        budget.with_windows(|windows| windows.end_wait(self.viewer));
    }
}

/// Permission for one call; the call counts as in flight until this is dropped.
#[derive(Debug)]
pub(super) struct CallPermit {
    budget: Arc<Budget>,
    operation: Operation,
    acquired: Instant,
}

impl CallPermit {
    /// Counts the call among the calls of all nodes of the fleet. False if they leave none: then the next decision of this node
    /// takes them into account. Call it immediately before the call is sent, because a call that is counted is not given back.
    pub(super) async fn take_in_fleet(
        &self,
        viewer: Option<&Arc<str>>,
        limit: &RedisTimeLimit,
    ) -> bool {
        let Some(fleet) = &self.budget.fleet else {
            return true;
        };
        let operation = self.operation;
        let allowed = self
            .budget
            .with_windows(|windows| windows.allowed(operation));
        // Boxed, so that the future of a call without a fleet stays small.
        let Err(refused) = Box::pin(fleet.take(allowed, limit)).await else {
            return true;
        };
        let now = Instant::now();
        self.budget.with_windows(|windows| {
            windows.undo_call(viewer, now);
            match refused {
                Refused::Blocked(wait) => windows.block(now + wait.min(MAX_WAIT)),
                Refused::Exhausted(allowed, wait) => {
                    let wait = wait.min(MAX_WAIT) + EXHAUSTED_JITTER.mul_f64(fastrand::f64());
                    windows.exhaust(allowed, now + wait);
                }
            }
        });
        false
    }

    /// Applies the headers of the response, and the wait that a 429 requires.
    pub(super) fn record_response(self, standing: Option<Standing>, wait: Option<Duration>) {
        let now = Instant::now();
        self.budget.with_windows(|windows| {
            if let Some(standing) = standing {
                windows.update(self.operation, standing, self.acquired, now);
            }
            if let Some(wait) = wait {
                windows.block(now + wait.min(MAX_WAIT));
            }
        });
        if let Some(fleet) = &self.budget.fleet {
            if let Some(Standing {
                count,
                allowed,
                reset,
            }) = standing
            {
                fleet.correct(count, allowed, reset);
            }
            if let Some(wait) = wait {
                fleet.block(wait.min(MAX_WAIT));
            }
        }
    }
}

impl Drop for CallPermit {
    fn drop(&mut self) {
        self.budget.with_windows(RateWindows::release);
        self.budget.changed.notify_waiters();
    }
}

#[cfg(test)]
mod tests;
