//! The record of answered calls, which tests read to learn what a gateway really asked for.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// The oldest calls are forgotten beyond this many.
const CAPACITY: usize = 20_000;

/// One answered call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Method and path template, e.g. `GET /api/v2/journey/sessions/{sessionId}`.
    pub operation: &'static str,
    /// The ids that were asked for, in the path, the query or the body.
    pub ids: Vec<String>,
    /// The HTTP status of the answer.
    pub status: u16,
    /// The raw query string.
    pub query: String,
    /// The persona or client whose token came with the call; empty when there was none.
    pub subject: String,
}

/// A bounded ring of calls.
#[derive(Debug)]
pub(crate) struct Calls {
    recording: AtomicBool,
    ring: Mutex<VecDeque<Call>>,
}

impl Calls {
    pub(crate) fn new() -> Self {
        Self {
            recording: AtomicBool::new(true),
            ring: Mutex::new(VecDeque::new()),
        }
    }

    pub(crate) fn record(&self, on: bool) {
        self.recording.store(on, Ordering::Relaxed);
    }

    /// Keeps a call, which is built only when it is wanted.
    pub(crate) fn note(&self, call: impl FnOnce() -> Call) {
        if !self.recording.load(Ordering::Relaxed) {
            return;
        }
        let call = call();
        let mut ring = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        if ring.len() == CAPACITY {
            ring.pop_front();
        }
        ring.push_back(call);
    }

    pub(crate) fn all(&self) -> Vec<Call> {
        self.ring
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .cloned()
            .collect()
    }

    pub(crate) fn reset(&self) {
        self.ring
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}
