//! Whether Redis is used at the moment.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::Instant;

/// A Redis that was used for less than this before it failed must prove itself for longer than before.
const STABLE: Duration = Duration::from_secs(30);
/// Maximum number of probes that must be answered before Redis is used again: with four per second, 16 seconds. More
/// would keep a node alone long after Redis has recovered; fewer would let requests wait often for a slow Redis.
const MAX_PROBES: u32 = 64;
/// Interval between two log lines about one kind of refusal.
const LOG_INTERVAL: Duration = Duration::from_mins(1);
/// Number of kinds of refusals that are logged.
const LOGGED: usize = 16;

/// Why a call to Redis has no answer. The node continues alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unavailable {
    /// The command was not sent, because Redis is not used or the request may not wait any longer.
    #[error("the command was not sent")]
    NotSent,
    /// The answer did not come in time. Redis may run the command nevertheless.
    #[error("Redis did not answer in time")]
    Late,
    /// Redis refused the command, or the connection was lost.
    #[error("Redis did not carry out the command")]
    Failed,
}

/// The state of the connection, as requests see it.
#[derive(Debug, Default)]
pub(super) struct Availability {
    is_up: AtomicBool,
    state: Mutex<State>,
    /// Number of times that Redis became unavailable while it was used.
    outages: AtomicU64,
    /// Commands that Redis answered with an error, such as one that needs memory that Redis does not have.
    errors: AtomicU64,
    logged: Mutex<HashMap<String, Instant>>,
}

#[derive(Debug, Default)]
struct State {
    phase: Phase,
    /// Number of probes answered since Redis failed.
    answered: u32,
    /// Number of probes that must be answered before Redis is used; 0 counts as 1.
    required: u32,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Redis has neither answered nor failed yet.
    #[default]
    Starting,
    Up(Instant),
    Down,
}

impl Availability {
    /// Whether Redis is used.
    pub(super) fn is_up(&self) -> bool {
        self.is_up.load(Ordering::Relaxed)
    }

    /// Redis has answered a probe: uses it, if it has answered often enough. Logs the change.
    pub(super) fn probe_answered(&self) {
        let mut state = self.state.lock();
        if let Phase::Up(_) = state.phase {
            return;
        }
        state.answered += 1;
        if state.answered >= state.required {
            state.phase = Phase::Up(Instant::now());
            self.is_up.store(true, Ordering::Relaxed);
            tracing::info!(
                "connected to Redis: this node shares its cache and limits with the fleet"
            );
        }
    }

    /// Does not use Redis until it answers again. Logs the first reason.
    pub(super) fn set_down(&self, reason: &str) {
        let mut state = self.state.lock();
        if self.is_up.swap(false, Ordering::Relaxed) {
            self.outages.fetch_add(1, Ordering::Relaxed);
        }
        state.answered = 0;
        match state.phase {
            Phase::Down => {
                tracing::debug!(reason, "Redis is still not available");
                return;
            }
            Phase::Starting => {}
            Phase::Up(since) if since.elapsed() >= STABLE => state.required = 1,
            Phase::Up(_) => state.required = (state.required.max(1) * 2).min(MAX_PROBES),
        }
        state.phase = Phase::Down;
        tracing::warn!(reason, "Redis is not available: this node continues alone");
    }

    /// Counts a command that Redis refused. Logs each kind once per minute, because an operator must act: Redis may be full.
    pub(super) fn count_error(&self, code: &str) {
        self.errors.fetch_add(1, Ordering::Relaxed);
        let mut logged = self.logged.lock();
        let is_known = logged.contains_key(code);
        let is_logged = |at: &Instant| at.elapsed() < LOG_INTERVAL;
        if logged.get(code).is_some_and(is_logged) || !is_known && logged.len() >= LOGGED {
            return;
        }
        logged.insert(code.to_owned(), Instant::now());
        drop(logged);
        tracing::warn!(code, "Redis refused a command: this node works without it");
    }

    /// Number of times that Redis became unavailable while it was used.
    pub(super) fn outages(&self) -> u64 {
        self.outages.load(Ordering::Relaxed)
    }

    /// Number of commands that Redis refused.
    pub(super) fn errors(&self) -> u64 {
        self.errors.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::time::advance;

    use super::*;

    /// Number of answered probes until Redis is used.
    fn probes(availability: &Availability) -> u32 {
        let mut probes = 0;
        while !availability.is_up() {
            availability.probe_answered();
            probes += 1;
        }
        probes
    }

    #[tokio::test(start_paused = true)]
    async fn a_redis_that_fails_again_and_again_must_answer_more_probes() {
        let availability = Availability::default();
        assert_eq!(probes(&availability), 1);
        let mut required = Vec::new();
        for _ in 0..8 {
            advance(Duration::from_secs(1)).await;
            availability.set_down("test");
            assert!(!availability.is_up());
            required.push(probes(&availability));
        }
        assert_eq!(required, [2, 4, 8, 16, 32, 64, 64, 64]);
        assert_eq!(availability.outages(), 8);
        advance(STABLE).await;
        availability.set_down("test");
        assert_eq!(probes(&availability), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn probes_before_a_failure_do_not_count() {
        let availability = Availability::default();
        probes(&availability);
        availability.set_down("test");
        availability.probe_answered();
        availability.set_down("test");
        assert_eq!(probes(&availability), 2);
    }

    /// What is logged while `act` runs.
    fn logged(act: impl FnOnce()) -> String {
        #[derive(Clone, Default)]
        struct Log(Arc<Mutex<Vec<u8>>>);
        impl std::io::Write for Log {
            fn write(&mut self, text: &[u8]) -> std::io::Result<usize> {
                self.0.lock().extend_from_slice(text);
                Ok(text.len())
            }

            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let log = Log::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_writer(move || writer.clone())
            .finish();
        tracing::subscriber::with_default(subscriber, act);
        let text = log.0.lock().clone();
        String::from_utf8(text).unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn each_period_without_redis_has_one_warning_also_the_first() {
        let availability = Availability::default();
        let log = logged(|| {
            availability.set_down("WRONGPASS");
            availability.set_down("later");
        });
        assert_eq!(log.matches("WARN").count(), 1, "{log}");
        assert!(log.contains("WRONGPASS"), "{log}");
        let log = logged(|| {
            probes(&availability);
            availability.set_down("READONLY");
            availability.set_down("later");
        });
        assert_eq!(log.matches("WARN").count(), 1, "{log}");
        assert!(log.contains("READONLY"), "{log}");
    }

    #[tokio::test(start_paused = true)]
    async fn each_kind_of_refusal_is_logged_once_per_minute() {
        let availability = Availability::default();
        let refuse = || {
            logged(|| {
                availability.count_error("NOSCRIPT");
                availability.count_error("OOM");
                availability.count_error("OOM");
            })
        };
        assert_eq!(refuse().lines().count(), 2);
        assert_eq!(refuse().lines().count(), 0);
        advance(LOG_INTERVAL).await;
        assert_eq!(refuse().lines().count(), 2);
        assert_eq!(availability.errors(), 9);
    }
}
