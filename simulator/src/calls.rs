//! The record of answered calls. Tests read it to check which calls the gateway made.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;

/// Maximum number of recorded calls; the oldest are dropped.
const CAPACITY: usize = 20_000;

/// One answered call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Method and path template, e.g. `GET /api/v2/journey/sessions/{sessionId}`.
    pub operation: &'static str,
    /// The requested ids, from the path, the query or the body.
    pub ids: Vec<String>,
    /// The HTTP status of the response.
    pub status: u16,
    /// The raw query string.
    pub query: String,
    /// The persona or client that the token belongs to; empty without a valid token.
    pub subject: String,
    /// `ININ-Correlation-Id` of the response.
    pub correlation_id: String,
    /// The header `traceparent`.
    pub traceparent: Option<String>,
    /// The header `tracestate`.
    pub tracestate: Option<String>,
}

/// A ring buffer of calls.
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

    /// Records a call. The closure runs only while the record is on.
    pub(crate) fn add(&self, call: impl FnOnce() -> Call) {
        if !self.recording.load(Ordering::Relaxed) {
            return;
        }
        let call = call();
        let mut ring = self.ring.lock();
        if ring.len() == CAPACITY {
            ring.pop_front();
        }
        ring.push_back(call);
    }

    pub(crate) fn all(&self) -> Vec<Call> {
        self.ring.lock().iter().cloned().collect()
    }

    pub(crate) fn reset(&self) {
        self.ring.lock().clear();
    }
}
