//! How long a connection may keep the server waiting. A clock of its own, since hyper's has one time
//! for both the header of a request and the rest between two requests, and none for a new connection
//! on which nothing is sent.

mod state;

use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use axum::http::Version;
use tokio::time::{Instant, sleep_until};

use super::table::Place;
use crate::config::Connections;
use state::{Limits, State};

/// The clock of one connection.
#[derive(Debug, Clone)]
pub(super) struct Pace(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    limits: Limits,
    place: Place,
    state: Mutex<State>,
}

/// For what the server has waited too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wait {
    /// A request's header.
    Header,
    /// A request.
    Idle,
    /// The client's reading of a response.
    Response,
    /// The connection's end.
    End,
}

/// Whether the client owes the rest of a request's body.
pub(super) struct Owed {
    pace: Pace,
    id: u64,
    is_due: bool,
}

/// A request in progress, until this is dropped.
pub(super) struct UnderWay {
    pace: Pace,
    id: u64,
    version: Version,
}

impl Pace {
    /// Of a connection that begins now. One in the reserve lasts no longer than a header may take.
    pub(super) fn new(settings: &Connections, place: Place) -> Self {
        Self(Arc::new(Inner {
            limits: Limits {
                header: settings.header_timeout,
                idle: settings.idle_timeout,
                response: settings.write_timeout,
                leaving: settings.drain_timeout,
                part: place.part(),
            },
            place,
            state: Mutex::new(State::new(Instant::now())),
        }))
    }

    /// A request's header is there.
    pub(super) fn begin(&self, version: Version) -> UnderWay {
        let mut state = self.state();
        let was_busy = state.is_busy();
        let id = state.begin(version, Instant::now());
        if !was_busy {
            self.0.place.busy();
        }
        self.note_waiting(&state);
        drop(state);
        UnderWay {
            pace: self.clone(),
            id,
            version,
        }
    }

    /// Bytes came.
    pub(super) fn heard(&self) {
        self.state().heard(Instant::now());
    }

    /// Bytes went.
    pub(super) fn bytes_sent(&self) {
        self.state().bytes_sent(Instant::now());
    }

    /// Whether the client does not take the bytes that are being written.
    pub(super) fn write_stalls(&self, is_stalled: bool) {
        let mut state = self.state();
        // In HTTP/2 a client may take the frames of other responses; see `UnderWay::waits_for_client`.
        if state.version < Some(Version::HTTP_2) {
            state.stall_write(is_stalled);
            self.note_waiting(&state);
        }
    }

    /// Whether the connection is to end at once.
    pub(super) fn is_cut(&self) -> bool {
        self.0.place.activity().is_cut()
    }

    fn note_waiting(&self, state: &State) {
        self.0
            .place
            .activity()
            .set_waiting(state.waits_for_client());
    }

    /// Every byte written so far went.
    pub(super) fn flushed(&self) {
        let mut state = self.state();
        if std::mem::take(&mut state.is_flushing) && !state.is_busy() {
            self.0.place.idle();
        }
    }

    /// The connection is to end.
    pub(super) fn leave(&self) {
        self.state().leave(Instant::now());
    }

    /// Whether a request is expected that the client may have sent already: there was none yet, or
    /// its header has begun.
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

    /// Resolves when the server has waited too long. Polled by the task in which bytes come and go, so
    /// that it always knows of them.
    pub(super) async fn is_exceeded(&self) -> Wait {
        let mut sleep = pin!(sleep_until(Instant::now()));
        poll_fn(|context| {
            let deadline = {
                let mut state = self.state();
                // HTTP/2 ends responses in tasks of their own.
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
        // A poisoned lock means that a panic came between two lines of bookkeeping; the notes stand.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Owed {
    /// Takes note that the client owes the rest of the body, or does not.
    pub(super) fn set(&mut self, is_due: bool) {
        if self.is_due != is_due {
            self.is_due = is_due;
            let mut state = self.pace.state();
            state.owe_body(self.id, is_due);
            self.pace.note_waiting(&state);
        }
    }
}

impl Drop for Owed {
    fn drop(&mut self) {
        self.set(false);
    }
}

impl UnderWay {
    /// What takes note of the body.
    pub(super) fn owed(&self) -> Owed {
        Owed {
            pace: self.pace.clone(),
            id: self.id,
            is_due: false,
        }
    }

    /// Whether other requests may be in progress on the same connection.
    pub(super) fn is_multiplexed(&self) -> bool {
        self.version == Version::HTTP_2
    }

    /// Whether its connection is to end.
    pub(super) fn is_leaving(&self) -> bool {
        self.pace.state().left.is_some()
    }

    /// The client has taken what was sent of the response.
    pub(super) fn client_reads(&self) {
        if self.is_multiplexed() {
            let mut state = self.pace.state();
            state.progress(self.id, Instant::now());
            self.pace.note_waiting(&state);
        }
    }

    /// Part of the response waits for the client. On HTTP/1.1 the time of a write shows it.
    pub(super) fn waits_for_client(&self) {
        if self.is_multiplexed() {
            let mut state = self.pace.state();
            state.stall(self.id, Instant::now());
            self.pace.note_waiting(&state);
        }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut state = self.pace.state();
        state.end(self.id, Instant::now());
        self.pace.note_waiting(&state);
        if state.is_busy() {
            return;
        }
        if self.is_multiplexed() {
            self.pace.0.place.idle();
            if let Some(waker) = state.waker.take() {
                drop(state);
                waker.wake();
            }
        } else {
            // The connection is idle once the response is written out.
            state.is_flushing = true;
        }
    }
}
