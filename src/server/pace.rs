//! How long a connection may keep the server waiting. A clock of its own, since hyper's has one time
//! for both the header of a request and the rest between two requests, and none for a new connection
//! on which nothing is sent.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;

use axum::http::Version;
use tokio::time::{Instant, sleep_until};

use crate::config::Connections;

/// The clock of one connection.
#[derive(Debug, Clone)]
pub(super) struct Pace {
    header: Duration,
    idle: Duration,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    since: Instant,
    /// Requests that are being answered.
    under_way: usize,
    /// Of the requests; `None` until there was one.
    version: Option<Version>,
    /// Whether bytes came since the last request.
    heard: bool,
    leaving: bool,
}

/// For what the server has waited too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wait {
    /// A request's header.
    Header,
    /// A request.
    Idle,
    /// The connection's end.
    End,
}

/// A request that is being answered, until this is dropped.
pub(super) struct UnderWay(Pace);

impl Pace {
    /// Of a connection that begins now.
    pub(super) fn new(settings: &Connections) -> Self {
        let state = State {
            since: Instant::now(),
            under_way: 0,
            version: None,
            heard: false,
            leaving: false,
        };
        Self {
            header: settings.header_timeout,
            idle: settings.idle_timeout,
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// A request's header is there.
    pub(super) fn begin(&self, version: Version) -> UnderWay {
        let mut state = self.state();
        state.under_way += 1;
        state.version = Some(version);
        UnderWay(self.clone())
    }

    /// Bytes came.
    pub(super) fn heard(&self) {
        let mut state = self.state();
        if state.under_way == 0 && state.is_in_turns() && !state.heard {
            state.heard = true;
            state.since = Instant::now();
        }
    }

    /// Bytes went.
    pub(super) fn told(&self) {
        let mut state = self.state();
        if state.leaving || state.is_in_turns() {
            state.rest();
        }
    }

    /// The connection is to end.
    pub(super) fn leave(&self) {
        let mut state = self.state();
        state.leaving = true;
        state.rest();
    }

    /// Whether no request came yet.
    pub(super) fn is_new(&self) -> bool {
        self.state().version.is_none()
    }

    /// Resolves when the server has waited too long. Polled by the task in which bytes come and go, so
    /// that it always knows of them.
    pub(super) async fn is_exceeded(&self) -> Wait {
        let mut sleep = pin!(sleep_until(Instant::now()));
        poll_fn(|context| {
            let Some((wait, deadline)) = self.deadline() else {
                return Poll::Pending;
            };
            if sleep.deadline() != deadline {
                sleep.as_mut().reset(deadline);
            }
            sleep.as_mut().poll(context).map(|()| wait)
        })
        .await
    }

    fn deadline(&self) -> Option<(Wait, Instant)> {
        let state = self.state();
        if state.under_way > 0 {
            return None;
        }
        let (wait, time) = match state.version {
            _ if state.leaving => (Wait::End, self.header),
            None => (Wait::Header, self.header),
            Some(_) if state.heard => (Wait::Header, self.header),
            Some(_) => (Wait::Idle, self.idle),
        };
        Some((wait, state.since.checked_add(time)?))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A poisoned lock means that a panic came between two lines of bookkeeping; the notes stand.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Whether a request follows upon the last one's answer. In HTTP/2 bytes come at any time.
    fn is_in_turns(&self) -> bool {
        self.version
            .is_some_and(|version| version < Version::HTTP_2)
    }

    fn rest(&mut self) {
        self.since = Instant::now();
        self.heard = false;
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.under_way -= 1;
        state.rest();
    }
}
