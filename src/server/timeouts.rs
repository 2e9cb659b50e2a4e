//! Timeouts of one connection. hyper's own timeout is the same for a request's header and for the idle time between
//! requests, and it does not cover a new connection on which nothing is sent.

mod state;

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

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

/// Reports whether a request waits for the rest of its body.
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
    /// The timeouts of a new connection. A connection of the reserve lasts no longer than the header timeout.
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
            self.0.entry.busy();
        }
        self.note_waiting(&state);
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
    pub(super) fn write_stalls(&self, is_stalled: bool) {
        let mut state = self.state();
        // In HTTP/2 the client may read other responses, see `ActiveRequest::waits_for_client`.
        if state.version < Some(Version::HTTP_2) {
            state.stall_write(is_stalled);
            self.note_waiting(&state);
        }
    }

    /// Whether the connection has to end at once.
    pub(super) fn is_aborted(&self) -> bool {
        self.0.entry.activity().is_aborted()
    }

    fn note_waiting(&self, state: &State) {
        self.0
            .entry
            .activity()
            .set_waiting(state.waits_for_client());
    }

    /// Records that all written bytes were sent.
    pub(super) fn flushed(&self) {
        let mut state = self.state();
        if std::mem::take(&mut state.is_flushing) && !state.is_busy() {
            self.0.entry.idle();
        }
    }

    /// Records that the connection has to end.
    pub(super) fn begin_close(&self) {
        self.state().begin_close(Instant::now());
    }

    /// Whether the client may have sent a request that has not arrived completely: none has arrived yet, or a header has
    /// started.
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

    /// Resolves when a timeout expires. The task that reads and writes the connection has to poll it, so that it sees every
    /// change.
    pub(super) async fn expired(&self) -> Timeout {
        let mut sleep = pin!(sleep_until(Instant::now()));
        poll_fn(|context| {
            let deadline = {
                let mut state = self.state();
                // HTTP/2 responses end in other tasks.
                state.waker = Some(context.waker().clone());
                state.deadline(&self.0.limits)
            };
            let Some((wait, deadline)) = deadline else {
                return Poll::Pending;
            };
            if sleep.deadline() != deadline {
                sleep.as_mut().reset(deadline);
            }
            sleep.as_mut().poll(context).map(|()| wait)
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
            state.await_body(self.id, is_waiting);
            self.timeouts.note_waiting(&state);
        }
    }
}

impl Drop for BodyProgress {
    fn drop(&mut self) {
        self.set_waiting(false);
    }
}

impl ActiveRequest {
    /// Creates the reporter for the request's body.
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

    /// Whether the connection has to end.
    pub(super) fn is_closing(&self) -> bool {
        self.timeouts.state().closing_since.is_some()
    }

    /// Records that the client has read the sent part of the response.
    pub(super) fn client_reads(&self) {
        if self.is_multiplexed() {
            let mut state = self.timeouts.state();
            state.progress(self.id, Instant::now());
            self.timeouts.note_waiting(&state);
        }
    }

    /// Records that a part of the response waits for the client. On HTTP/1.1 the duration of the write shows it.
    pub(super) fn waits_for_client(&self) {
        if self.is_multiplexed() {
            let mut state = self.timeouts.state();
            state.stall(self.id, Instant::now());
            self.timeouts.note_waiting(&state);
        }
    }
}

impl Drop for ActiveRequest {
    fn drop(&mut self) {
        let mut state = self.timeouts.state();
        state.end(self.id, Instant::now());
        self.timeouts.note_waiting(&state);
        if state.is_busy() {
            return;
        }
        if self.is_multiplexed() {
            self.timeouts.0.entry.idle();
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
