//! How many calls a credential has left. The platform counts them in windows and says with each answer
//! where the caller stands; near the end a call waits for the next window rather than draw a 429,
//! and after a 429 nobody with that credential calls before its time.

mod ledger;
mod viewers;

use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use moka::sync::Cache;
use reqwest::header::HeaderMap;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep, timeout_at};

use super::{Error, Operation, Token};
use ledger::{Ledger, Verdict};

/// The longest wait that the platform is believed.
pub(super) const LONGEST_WAIT: Duration = Duration::from_hours(1);

/// How long a call waits for its viewer's share. Calls of other viewers may wait for its answer, so this is no
/// longer than a call takes.
const SHARE_PATIENCE: Duration = Duration::from_millis(250);

/// How often a share is polled: nothing notifies when one grows.
const SHARE_POLL: Duration = Duration::from_millis(25);

fn rate_limited(until: Instant, now: Instant) -> Error {
    let retry_after = until.saturating_duration_since(now);
    // Reported in whole seconds: an earlier retry would be refused again.
    let retry_after = Duration::from_secs_f64(retry_after.as_secs_f64().ceil());
    Error::RateLimited { retry_after }
}

/// Where a caller stands, by the `inin-ratelimit-*` headers of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    /// Calls in this window, the answered one included.
    pub(super) count: u32,
    pub(super) allowed: u32,
    /// Until the window ends.
    pub(super) reset: Duration,
}

impl Standing {
    /// Nothing where the headers do not say it.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let number = |name| headers.get(name)?.to_str().ok()?.trim().parse::<u32>().ok();
        Some(Self {
            count: number("inin-ratelimit-count")?,
            allowed: number("inin-ratelimit-allowed").filter(|allowed| *allowed > 0)?,
            reset: Duration::from_secs(number("inin-ratelimit-reset")?.into()).min(LONGEST_WAIT),
        })
    }
}

/// The budgets of viewers' tokens, each known by its fingerprint.
#[derive(Debug, Clone)]
pub(super) struct Budgets(Cache<[u8; 32], Arc<Budget>>);

impl Budgets {
    /// Of `capacity` tokens at most. One that is idle is forgotten when no wait can be left of it.
    pub(super) fn new(capacity: usize) -> Self {
        let budgets = Cache::builder()
            .max_capacity(capacity as u64)
            .time_to_idle(LONGEST_WAIT)
            .build();
        Self(budgets)
    }

    pub(super) fn for_token(&self, token: &Token) -> Arc<Budget> {
        self.0.get_with(token.fingerprint(), Arc::default)
    }
}

/// What one credential has left.
#[derive(Debug, Default)]
pub(super) struct Budget {
    ledger: Mutex<Ledger>,
    /// Told whenever there may be room.
    changed: Notify,
}

impl Budget {
    /// Of a credential whose calls viewers share. Reserves `reserve_percent` of each window for viewers with
    /// fewer calls than average.
    pub(super) fn shared(reserve_percent: u32) -> Self {
        Self {
            ledger: Mutex::new(Ledger::shared(reserve_percent)),
            ..Self::default()
        }
    }

    /// Waits until a call may be made; fails at once where that is beyond `deadline`.
    pub(super) async fn take(
        self: &Arc<Self>,
        operation: Operation,
        viewer: Option<&Arc<str>>,
        deadline: Instant,
    ) -> Result<Share, Error> {
        let mut share_wait = None;
        self.read(|all| all.record_demand(viewer, Instant::now()));
        loop {
            let mut changed = pin!(self.changed.notified());
            changed.as_mut().enable();
            let now = Instant::now();
            let verdict = self.read(|all| all.admit(operation, viewer, now));
            let (until, is_sure) = match verdict {
                Verdict::Go => {
                    return Ok(Share {
                        budget: self.clone(),
                        operation,
                        called: now,
                    });
                }
                Verdict::AfterAnAnswer(until) => (until, false),
                Verdict::After(until) => (until, true),
                Verdict::ShareExhausted(until) => {
                    if share_wait.is_none() {
                        share_wait = ShareWait::begin(self, viewer, now + SHARE_PATIENCE);
                    }
                    let is_over = |wait: &ShareWait<'_>| now >= wait.until.min(deadline);
                    if share_wait.as_ref().is_none_or(is_over) {
                        return Err(rate_limited(until, now));
                    }
                    sleep(SHARE_POLL).await;
                    continue;
                }
            };
            if now >= deadline || is_sure && until > deadline {
                return Err(rate_limited(until, now));
            }
            // Either way it is looked at anew.
            drop(timeout_at(until.min(deadline), changed).await);
        }
    }

    /// Calls left in the present window, where that is known.
    pub(super) fn left(&self) -> Option<u32> {
        self.read(|all| all.left(Instant::now()))
    }

    fn read<T>(&self, read: impl FnOnce(&mut Ledger) -> T) -> T {
        // A poisoned lock means that a panic came between two numbers; the next answer mends them.
        read(&mut self.ledger.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A call that waits for its viewer's share.
struct ShareWait<'a> {
    budget: &'a Budget,
    viewer: &'a Arc<str>,
    until: Instant,
}

impl<'a> ShareWait<'a> {
    /// Nothing where too many calls of the viewer wait already.
    fn begin(budget: &'a Budget, viewer: Option<&'a Arc<str>>, until: Instant) -> Option<Self> {
        let viewer = viewer?;
        let may_wait = budget.read(|all| all.begin_wait(viewer));
        may_wait.then_some(Self {
            budget,
            viewer,
            until,
        })
    }
}

impl Drop for ShareWait<'_> {
    fn drop(&mut self) {
        self.budget.read(|all| all.end_wait(self.viewer));
    }
}

/// A call that may be made; it counts as under way until this is dropped.
#[derive(Debug)]
pub(super) struct Share {
    budget: Arc<Budget>,
    operation: Operation,
    called: Instant,
}

impl Share {
    /// An answer came: where the caller stands, and the wait that a 429 asks for.
    pub(super) fn answered(self, standing: Option<Standing>, wait: Option<Duration>) {
        let now = Instant::now();
        self.budget.read(|all| {
            if let Some(standing) = standing {
                all.learn(self.operation, standing, self.called, now);
            }
            if let Some(wait) = wait {
                all.block(now + wait.min(LONGEST_WAIT));
            }
        });
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.budget.read(Ledger::release);
        self.budget.changed.notify_waiters();
    }
}

#[cfg(test)]
mod tests;
