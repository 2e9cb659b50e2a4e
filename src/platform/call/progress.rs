//! The state of a call while it runs.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use hyper::StatusCode;
use parking_lot::Mutex;

use crate::platform::correlation_id::CorrelationId;
use crate::platform::http::Response;
use crate::trace::Scope;

/// The state of a call while it runs.
#[derive(Debug)]
pub(super) struct Progress {
    /// The scope of the request that makes the call; absent for calls that no single request causes.
    pub(super) scope: Option<Scope>,
    /// Whether a request was sent: the budget or a breaker may refuse the call before.
    is_sent: AtomicBool,
    retries: AtomicU32,
    /// Status and correlation id of the last attempt's response.
    response: Mutex<Option<(StatusCode, Option<CorrelationId>)>>,
}

impl Progress {
    /// A call that begins in the current scope.
    pub(super) fn begin() -> Self {
        Self {
            scope: Scope::current(),
            is_sent: AtomicBool::new(false),
            retries: AtomicU32::new(0),
            response: Mutex::default(),
        }
    }

    /// Begins an attempt.
    pub(super) fn begin_attempt(&self) {
        *self.response.lock() = None;
    }

    pub(super) fn count_retry(&self) {
        self.retries.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn set_sent(&self) {
        self.is_sent.store(true, Ordering::Relaxed);
    }

    pub(super) fn set_response(&self, response: &Response) {
        let correlation_id = CorrelationId::from_headers(response.headers());
        *self.response.lock() = Some((response.status(), correlation_id));
    }

    pub(super) fn is_sent(&self) -> bool {
        self.is_sent.load(Ordering::Relaxed)
    }

    /// Number of retries.
    pub(super) fn retries(&self) -> u32 {
        self.retries.load(Ordering::Relaxed)
    }

    /// The status of the last attempt's response, if there was one.
    pub(super) fn status(&self) -> Option<StatusCode> {
        let response = self.response.lock();
        response.as_ref().map(|(status, _)| *status)
    }

    /// The correlation id of the last attempt's response, if it had one.
    pub(super) fn correlation_id(&self) -> Option<CorrelationId> {
        let response = self.response.lock();
        response.as_ref().and_then(|(_, id)| id.clone())
    }
}
