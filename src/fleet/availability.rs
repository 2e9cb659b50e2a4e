//! Whether Redis is used at the moment.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Why a call to Redis has no answer. The node continues alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Redis did not answer")]
pub(super) struct Unavailable;

/// The state of the connection, as requests see it.
#[derive(Debug, Default)]
pub(super) struct Availability {
    is_up: AtomicBool,
    /// Calls that Redis answered with an error, such as one that needs memory that Redis does not have.
    errors: AtomicU64,
}

impl Availability {
    /// Whether Redis is used.
    pub(super) fn is_up(&self) -> bool {
        self.is_up.load(Ordering::Relaxed)
    }

    /// Uses Redis from now on. Logs a change.
    pub(super) fn set_up(&self) {
        if !self.is_up.swap(true, Ordering::Relaxed) {
            tracing::info!(
                "connected to Redis: this node shares its cache and limits with the fleet"
            );
        }
    }

    /// Does not use Redis until it answers again. Logs a change.
    pub(super) fn set_down(&self, reason: &str) {
        if self.is_up.swap(false, Ordering::Relaxed) {
            tracing::warn!(reason, "Redis is not available: this node continues alone");
        }
    }

    /// Counts a call that Redis refused. Logs the first one, because an operator must act: Redis may be full.
    pub(super) fn count_error(&self, code: &str) {
        if self.errors.fetch_add(1, Ordering::Relaxed) == 0 {
            tracing::warn!(code, "Redis refused a command: this node works without it");
        }
    }

    /// Number of calls that Redis refused.
    pub(super) fn errors(&self) -> u64 {
        self.errors.load(Ordering::Relaxed)
    }
}
