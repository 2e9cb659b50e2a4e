//! Timeouts of one connection. hyper has one timeout for both a request's header and the idle time between
//! requests, and none for a new connection on which the client sends nothing.

mod state;

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Poll, ready};

use axum::http::Version;
use parking_lot::{Mutex, MutexGuard};
use tokio::time::{Instant, sleep_until};

use super::table::TableEntry;
use crate::config::Connections;
pub(super) use state::Timeout;
use state::{Limits, State};

/// The timeouts of one connection. Clones share the state.
#[derive(Debug, Clone)]
pub(super) struct ConnectionTimeouts(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    limits: Limits,
    entry: TableEntry,
    state: Mutex<State>,
}

/// Records whether a request waits for the rest of its body.
pub(super) struct BodyProgress {
    timeouts: ConnectionTimeouts,
    id: u64,
    is_waiting: bool,
}

/// A request in progress, until this is dropped.
pub(super) struct ActiveRequest {
    timeouts: ConnectionTimeouts,
    id: u64,
    version: Version,
}

impl ConnectionTimeouts {
    /// The timeouts of a new connection. A connection of the table's reserve is closed after the header timeout.
    pub(super) fn new(settings: &Connections, entry: TableEntry) -> Self {
        Self(Arc::new(Inner {
            limits: Limits {
                header: settings.header_timeout,
                idle: settings.idle_timeout,
                response: settings.write_timeout,
                closing: settings.drain_timeout,
                section: entry.section(),
            },
            entry,
            state: Mutex::new(State::new(Instant::now())),
        }))
    }

    /// Records that a request's header has arrived.
    pub(super) fn begin(&self, version: Version) -> ActiveRequest {
        let mut state = self.state();
        let was_busy = state.is_busy();
        let id = state.begin(version, Instant::now());
        if !was_busy {
            self.0.entry.mark_busy();
        }
        self.update_activity(&state);
        drop(state);
        ActiveRequest {
            timeouts: self.clone(),
            id,
            version,
        }
    }

    /// Records that bytes were received.
    pub(super) fn bytes_received(&self) {
        self.state().bytes_received(Instant::now());
    }

    /// Records that bytes were sent.
    pub(super) fn bytes_sent(&self) {
        self.state().bytes_sent(Instant::now());
    }

    /// Records whether a write waits for the client to read.
    pub(super) fn set_write_stalled(&self, is_stalled: bool) {
        let mut state = self.state();
        // In HTTP/2 the client may still read other responses, so `ActiveRequest::stalled` records each of them.
        if state.version < Some(Version::HTTP_2) {
            state.set_write_stalled(is_stalled);
            self.update_activity(&state);
        }
    }

    /// Whether the connection must be closed at once.
    pub(super) fn is_aborted(&self) -> bool {
        self.0.entry.activity().is_aborted()
    }

    fn update_activity(&self, state: &State) {
        self.0
            .entry
            .activity()
            .set_waiting(state.waits_for_client());
    }

    /// Records that all written bytes were sent.
    pub(super) fn flushed(&self) {
        let mut state = self.state();
        if std::mem::take(&mut state.is_flushing) && !state.is_busy() {
            self.0.entry.mark_idle();
        }
    }

    /// Records that the connection closes after its current requests.
    pub(super) fn begin_close(&self) {
        self.state().begin_close(Instant::now());
    }

    /// Whether a request may be on its way: the connection has had no request yet, or a part of a header has arrived.
    pub(super) fn expects_request(&self) -> bool {
        self.state().expects_request()
    }

    /// Whether the connection speaks HTTP/2.
    pub(super) fn is_multiplexed(&self) -> bool {
        self.state().version == Some(Version::HTTP_2)
    }

    /// Whether a request is in progress.
    pub(super) fn is_busy(&self) -> bool {
        self.state().is_busy()
    }

    /// Resolves when a timeout expires. The task that reads and writes the connection must poll it, because only a new poll
    /// notices a change of the deadline.
    pub(super) async fn expired(&self) -> Timeout {
        let mut sleep = pin!(sleep_until(Instant::now()));
        poll_fn(|context| {
            let deadline = {
                let mut state = self.state();
                // Other tasks end HTTP/2 responses and wake this one.
                let task = context.waker();
                if !state
                    .waker
                    .as_ref()
                    .is_some_and(|known| known.will_wake(task))
                {
                    state.waker = Some(task.clone());
                }
                state.deadline(&self.0.limits)
            };
            let Some((timeout, deadline)) = deadline else {
                return Poll::Pending;
            };
            // A later deadline leaves the timer alone until it fires: each request moves the deadline, and setting a timer
            // takes longer than reading the clock.
            loop {
                if deadline < sleep.deadline() || sleep.is_elapsed() {
                    sleep.as_mut().reset(deadline);
                }
                ready!(sleep.as_mut().poll(context));
                if sleep.deadline() >= deadline {
                    return Poll::Ready(timeout);
                }
            }
        })
        .await
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock()
    }
}

impl BodyProgress {
    /// Records whether the request waits for the rest of its body.
    pub(super) fn set_waiting(&mut self, is_waiting: bool) {
        if self.is_waiting != is_waiting {
            self.is_waiting = is_waiting;
            let mut state = self.timeouts.state();
            state.set_awaits_body(self.id, is_waiting);
            self.timeouts.update_activity(&state);
        }
    }
}

impl Drop for BodyProgress {
    fn drop(&mut self) {
        self.set_waiting(false);
    }
}

impl ActiveRequest {
    /// Creates the recorder for the request's body.
    pub(super) fn body_progress(&self) -> BodyProgress {
        BodyProgress {
            timeouts: self.timeouts.clone(),
            id: self.id,
            is_waiting: false,
        }
    }

    /// Whether the connection is HTTP/2, so that other requests may be in progress.
    pub(super) fn is_multiplexed(&self) -> bool {
        self.version == Version::HTTP_2
    }

    /// Whether the connection closes after its current requests.
    pub(super) fn is_closing(&self) -> bool {
        self.timeouts.state().closing_since.is_some()
    }

    /// Records that the client has read the sent part of the response.
    pub(super) fn progressed(&self) {
        if self.is_multiplexed() {
            let mut state = self.timeouts.state();
            state.progress(self.id, Instant::now());
            self.timeouts.update_activity(&state);
        }
    }

    /// Records that a part of the response waits for the client. In HTTP/1.1 `set_write_stalled` records it.
    pub(super) fn stalled(&self) {
        if self.is_multiplexed() {
            let mut state = self.timeouts.state();
            state.stall(self.id, Instant::now());
            self.timeouts.update_activity(&state);
        }
    }
}

impl Drop for ActiveRequest {
    fn drop(&mut self) {
        let mut state = self.timeouts.state();
        state.end(self.id, Instant::now());
        self.timeouts.update_activity(&state);
        if state.is_busy() {
            return;
        }
        if self.is_multiplexed() {
            self.timeouts.0.entry.mark_idle();
            if let Some(waker) = state.waker.take() {
                drop(state);
                waker.wake();
            }
        } else {
            // The connection becomes idle when the response is flushed.
            state.is_flushing = true;
        }
    }
}
