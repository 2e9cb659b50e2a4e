//! The bookkeeping of one connection's clock, without the clock.

use std::collections::HashMap;
use std::task::Waker;
use std::time::Duration;

use axum::http::Version;
use tokio::time::Instant;

use super::Wait;
use crate::server::table::Part;

/// How many times longer a response may stand still while others on its connection proceed: on a slow
/// line they share one window.
const SHARED: u32 = 6;

/// How long each wait may take.
#[derive(Debug, Clone)]
pub(super) struct Limits {
    pub(super) header: Duration,
    pub(super) idle: Duration,
    /// Until the client takes more of a response.
    pub(super) response: Duration,
    /// For requests that come after the connection was to end.
    pub(super) leaving: Duration,
    pub(super) part: Part,
}

#[derive(Debug)]
pub(super) struct State {
    began: Instant,
    since: Instant,
    next: u64,
    requests: HashMap<u64, Request>,
    /// Requests that wait for the client.
    waiting: usize,
    /// HTTP/1.1: the client does not take what is being written.
    is_write_stalled: bool,
    /// Of the requests; `None` until there was one.
    pub(super) version: Option<Version>,
    /// Whether bytes came since the last request.
    heard: bool,
    /// The response of the last request is not written out yet.
    pub(super) is_flushing: bool,
    /// When the connection was to end, or the last request that began before has ended.
    pub(super) left: Option<Instant>,
    /// When a client last took a part of any response.
    progress: Instant,
    pub(super) waker: Option<Waker>,
}

#[derive(Debug)]
struct Request {
    /// It began after the connection was to end.
    is_late: bool,
    /// Since when its response waits for the client.
    stalled: Option<Instant>,
    /// The client has not sent all of its body.
    owes_body: bool,
}

impl Request {
    fn waits(&self) -> bool {
        self.owes_body || self.stalled.is_some()
    }
}

impl State {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            began: now,
            since: now,
            next: 0,
            requests: HashMap::new(),
            waiting: 0,
            is_write_stalled: false,
            version: None,
            heard: false,
            is_flushing: false,
            left: None,
            progress: now,
            waker: None,
        }
    }

    pub(super) fn is_busy(&self) -> bool {
        !self.requests.is_empty()
    }

    pub(super) fn begin(&mut self, version: Version, now: Instant) -> u64 {
        self.next += 1;
        self.version = Some(version);
        self.is_flushing = false;
        self.progress = now;
        let request = Request {
            is_late: self.left.is_some(),
            stalled: None,
            owes_body: false,
        };
        self.requests.insert(self.next, request);
        self.next
    }

    pub(super) fn end(&mut self, id: u64, now: Instant) {
        let ended = self.requests.remove(&id);
        self.waiting -= usize::from(ended.as_ref().is_some_and(Request::waits));
        if ended.is_some_and(|request| !request.is_late) && self.left.is_some() {
            self.left = Some(now);
        }
        self.progress = now;
        self.rest(now);
    }

    pub(super) fn heard(&mut self, now: Instant) {
        if !self.is_busy() && self.is_in_turns() && !self.heard {
            self.heard = true;
            self.since = now;
        }
    }

    pub(super) fn bytes_sent(&mut self, now: Instant) {
        // In HTTP/2 the bytes may answer a PING.
        if self.is_in_turns() {
            self.rest(now);
        }
    }

    pub(super) fn progress(&mut self, id: u64, now: Instant) {
        if self.change(id, |request| request.stalled.take().is_some()) {
            self.progress = now;
        }
    }

    pub(super) fn stall(&mut self, id: u64, now: Instant) {
        self.change(id, |request| request.stalled = Some(now));
    }

    pub(super) fn owe_body(&mut self, id: u64, owes: bool) {
        self.change(id, |request| request.owes_body = owes);
    }

    pub(super) fn stall_write(&mut self, is_stalled: bool) {
        self.is_write_stalled = is_stalled;
    }

    /// Whether the client has to do something before any request goes on.
    pub(super) fn waits_for_client(&self) -> bool {
        self.is_busy() && (self.is_write_stalled || self.waiting == self.requests.len())
    }

    fn change<T: Default>(&mut self, id: u64, change: impl FnOnce(&mut Request) -> T) -> T {
        let Some(request) = self.requests.get_mut(&id) else {
            return T::default();
        };
        let before = usize::from(request.waits());
        let changed = change(request);
        self.waiting = self.waiting - before + usize::from(request.waits());
        changed
    }

    pub(super) fn leave(&mut self, now: Instant) {
        self.left = Some(now);
        self.rest(now);
    }

    pub(super) fn expects_request(&self) -> bool {
        self.version.is_none() || (self.heard && !self.is_busy())
    }

    /// When the server has waited too long, and for what.
    pub(super) fn deadline(&self, limits: &Limits) -> Option<(Wait, Instant)> {
        let reserve = (limits.part == Part::Reserve).then_some((self.began, limits.header));
        let reserve = reserve.map(|(since, time)| (Wait::End, since, time));
        [self.stalled(limits), self.waits(limits), reserve]
            .into_iter()
            .flatten()
            .filter_map(|(wait, since, time)| Some((wait, since.checked_add(time)?)))
            .min_by_key(|(_, deadline)| *deadline)
    }

    /// The response that has waited longest for its client.
    fn stalled(&self, limits: &Limits) -> Option<(Wait, Instant, Duration)> {
        let oldest = self.requests.values().filter_map(|one| one.stalled).min()?;
        let (alone, shared) = (limits.response, limits.response.saturating_mul(SHARED));
        let since_progress = self.progress.max(oldest);
        let by_progress = since_progress.checked_add(alone);
        if by_progress <= oldest.checked_add(shared) {
            Some((Wait::Response, since_progress, alone))
        } else {
            Some((Wait::Response, oldest, shared))
        }
    }

    fn waits(&self, limits: &Limits) -> Option<(Wait, Instant, Duration)> {
        if let Some(left) = self.left {
            let mut requests = self.requests.values();
            if requests.any(|request| !request.is_late) {
                return None;
            }
            let ends_in_time = self.since + limits.header <= left + limits.leaving;
            return if ends_in_time && !self.is_busy() {
                Some((Wait::End, self.since, limits.header))
            } else {
                Some((Wait::End, left, limits.leaving))
            };
        }
        if self.is_busy() {
            return None;
        }
        let (wait, time) = match self.version {
            None => (Wait::Header, limits.header),
            Some(_) if self.heard => (Wait::Header, limits.header),
            Some(_) => (Wait::Idle, limits.idle),
        };
        Some((wait, self.since, time))
    }

    /// Whether a request follows upon the last one's answer. In HTTP/2 bytes come at any time.
    fn is_in_turns(&self) -> bool {
        self.version
            .is_some_and(|version| version < Version::HTTP_2)
    }

    fn rest(&mut self, now: Instant) {
        self.since = now;
        self.heard = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        header: Duration::from_secs(5),
        idle: Duration::from_secs(75),
        response: Duration::from_secs(10),
        leaving: Duration::from_secs(30),
        part: Part::Table,
    };

    fn wait(state: &State, start: Instant) -> Option<(Wait, u64)> {
        let (wait, deadline) = state.deadline(&LIMITS)?;
        Some((wait, (deadline - start).as_secs()))
    }

    #[test]
    fn a_response_that_nobody_reads_has_an_end() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut state = State::new(start);
        let unread = state.begin(Version::HTTP_2, at(1));
        assert_eq!(wait(&state, start), None);
        state.stall(unread, at(2));
        assert_eq!(wait(&state, start), Some((Wait::Response, 12)));
        // Other responses proceed: that gives it more time, but not without end.
        for second in (3..100).step_by(3) {
            let other = state.begin(Version::HTTP_2, at(second));
            state.end(other, at(second));
        }
        assert_eq!(wait(&state, start), Some((Wait::Response, 62)));
        state.progress(unread, at(100));
        assert_eq!(wait(&state, start), None);
    }

    #[test]
    fn pings_do_not_keep_a_leaving_connection() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut state = State::new(start);
        let first = state.begin(Version::HTTP_2, at(1));
        state.leave(at(2));
        assert_eq!(wait(&state, start), None);
        state.end(first, at(20));
        assert_eq!(wait(&state, start), Some((Wait::End, 25)));
        state.bytes_sent(at(24));
        assert_eq!(wait(&state, start), Some((Wait::End, 25)));
        // Nor do requests that go on coming.
        for second in 21..60 {
            let late = state.begin(Version::HTTP_2, at(second));
            assert_eq!(wait(&state, start), Some((Wait::End, 50)));
            state.end(late, at(second));
        }
        assert_eq!(wait(&state, start), Some((Wait::End, 50)));
    }

    #[test]
    fn writing_out_the_last_response_of_http_1_is_progress() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut state = State::new(start);
        let only = state.begin(Version::HTTP_11, at(1));
        state.end(only, at(1));
        state.leave(at(2));
        state.bytes_sent(at(6));
        assert_eq!(wait(&state, start), Some((Wait::End, 11)));
    }
}
