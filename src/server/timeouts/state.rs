//! State of one connection's timeouts, as a function of the given instants.

use std::collections::HashMap;
use std::task::Waker;
use std::time::Duration;

use ahash::RandomState;
use axum::http::Version;
use tokio::time::Instant;

use crate::server::table::Section;

/// Factor of the response timeout while other responses of the connection make progress: on a slow network they share one
/// window. A larger factor would let a client hold a response longer, a smaller one would abort slow clients.
const SHARED_FACTOR: u32 = 6;

/// What the server was waiting for when a timeout expired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::server) enum Timeout {
    /// A request's header arrives.
    Header,
    /// The client sends the next request.
    Idle,
    /// The client reads a response.
    Response,
    /// A closing connection ends.
    End,
}

/// Duration of each timeout.
#[derive(Debug, Clone)]
pub(super) struct Limits {
    pub(super) header: Duration,
    pub(super) idle: Duration,
    /// Time until the client reads more of a response.
    pub(super) response: Duration,
    /// Time for requests that arrive while the connection is closing.
    pub(super) closing: Duration,
    pub(super) section: Section,
}

#[derive(Debug)]
pub(super) struct State {
    opened_at: Instant,
    /// Start of the header timeout or of the idle timeout.
    waiting_since: Instant,
    last_id: u64,
    requests: HashMap<u64, Request, RandomState>,
    /// Number of requests that wait for the client.
    waiting: usize,
    /// HTTP/1.1: a write waits for the client to read.
    is_write_stalled: bool,
    /// Version of the requests; `None` before the first one.
    pub(super) version: Option<Version>,
    /// Whether bytes were received since the last request.
    bytes_received: bool,
    /// The response of the last request is not flushed yet.
    pub(super) is_flushing: bool,
    /// When closing began, or when the last request from before that ended.
    pub(super) closing_since: Option<Instant>,
    /// When the client last read a part of any response.
    progress: Instant,
    pub(super) waker: Option<Waker>,
}

#[derive(Debug)]
struct Request {
    /// Whether the request began while the connection was closing.
    is_late: bool,
    /// When the response began to wait for the client.
    stalled_since: Option<Instant>,
    /// Whether the client has not sent the whole body.
    awaits_body: bool,
}

impl Request {
    fn waits(&self) -> bool {
        self.awaits_body || self.stalled_since.is_some()
    }
}

impl State {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            opened_at: now,
            waiting_since: now,
            last_id: 0,
            requests: HashMap::default(),
            waiting: 0,
            is_write_stalled: false,
            version: None,
            bytes_received: false,
            is_flushing: false,
            closing_since: None,
            progress: now,
            waker: None,
        }
    }

    pub(super) fn is_busy(&self) -> bool {
        !self.requests.is_empty()
    }

    pub(super) fn begin(&mut self, version: Version, now: Instant) -> u64 {
        self.last_id += 1;
        self.version = Some(version);
        self.is_flushing = false;
        self.progress = now;
        let request = Request {
            is_late: self.closing_since.is_some(),
            stalled_since: None,
            awaits_body: false,
        };
        self.requests.insert(self.last_id, request);
        self.last_id
    }

    pub(super) fn end(&mut self, id: u64, now: Instant) {
        let ended = self.requests.remove(&id);
        self.waiting -= usize::from(ended.as_ref().is_some_and(Request::waits));
        if ended.is_some_and(|request| !request.is_late) && self.closing_since.is_some() {
            self.closing_since = Some(now);
        }
        self.progress = now;
        self.restart(now);
    }

    pub(super) fn bytes_received(&mut self, now: Instant) {
        if !self.is_busy() && self.is_sequential() && !self.bytes_received {
            self.bytes_received = true;
            self.waiting_since = now;
        }
    }

    pub(super) fn bytes_sent(&mut self, now: Instant) {
        // In HTTP/2 the bytes may be the response to a PING.
        if self.is_sequential() {
            self.restart(now);
        }
    }

    pub(super) fn progress(&mut self, id: u64, now: Instant) {
        if self.change(id, |request| request.stalled_since.take().is_some()) {
            self.progress = now;
        }
    }

    pub(super) fn stall(&mut self, id: u64, now: Instant) {
        self.change(id, |request| request.stalled_since = Some(now));
    }

    pub(super) fn set_awaits_body(&mut self, id: u64, is_waiting: bool) {
        self.change(id, |request| request.awaits_body = is_waiting);
    }

    pub(super) fn set_write_stalled(&mut self, is_stalled: bool) {
        self.is_write_stalled = is_stalled;
    }

    /// Whether every request in progress waits for the client.
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

    pub(super) fn begin_close(&mut self, now: Instant) {
        self.closing_since = Some(now);
        self.restart(now);
    }

    pub(super) fn expects_request(&self) -> bool {
        self.version.is_none() || (self.bytes_received && !self.is_busy())
    }

    /// The next timeout and when it expires.
    pub(super) fn deadline(&self, limits: &Limits) -> Option<(Timeout, Instant)> {
        let reserve =
            (limits.section == Section::Reserve).then_some((self.opened_at, limits.header));
        let reserve = reserve.map(|(since, time)| (Timeout::End, since, time));
        [
            self.response_timeout(limits),
            self.request_timeout(limits),
            reserve,
        ]
        .into_iter()
        .flatten()
        .filter_map(|(timeout, since, time)| Some((timeout, since.checked_add(time)?)))
        .min_by_key(|(_, deadline)| *deadline)
    }

    /// The timeout of the response that has waited for its client the longest.
    fn response_timeout(&self, limits: &Limits) -> Option<(Timeout, Instant, Duration)> {
        let oldest = self
            .requests
            .values()
            .filter_map(|request| request.stalled_since)
            .min()?;
        let (alone, shared) = (
            limits.response,
            limits.response.saturating_mul(SHARED_FACTOR),
        );
        let since_progress = self.progress.max(oldest);
        let by_progress = since_progress.checked_add(alone);
        if by_progress <= oldest.checked_add(shared) {
            Some((Timeout::Response, since_progress, alone))
        } else {
            Some((Timeout::Response, oldest, shared))
        }
    }

    /// The timeout of the next request, or of the end of a closing connection.
    fn request_timeout(&self, limits: &Limits) -> Option<(Timeout, Instant, Duration)> {
        if let Some(closing_since) = self.closing_since {
            let mut requests = self.requests.values();
            if requests.any(|request| !request.is_late) {
                return None;
            }
            let ends_in_time = self.waiting_since + limits.header <= closing_since + limits.closing;
            return if ends_in_time && !self.is_busy() {
                Some((Timeout::End, self.waiting_since, limits.header))
            } else {
                Some((Timeout::End, closing_since, limits.closing))
            };
        }
        if self.is_busy() {
            return None;
        }
        let (timeout, time) = match self.version {
            None => (Timeout::Header, limits.header),
            Some(_) if self.bytes_received => (Timeout::Header, limits.header),
            Some(_) => (Timeout::Idle, limits.idle),
        };
        Some((timeout, self.waiting_since, time))
    }

    /// Whether a request follows the response to the last one. In HTTP/2 bytes arrive at any time.
    fn is_sequential(&self) -> bool {
        self.version
            .is_some_and(|version| version < Version::HTTP_2)
    }

    /// Restarts the idle timeout.
    fn restart(&mut self, now: Instant) {
        self.waiting_since = now;
        self.bytes_received = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        header: Duration::from_secs(5),
        idle: Duration::from_secs(75),
        response: Duration::from_secs(10),
        closing: Duration::from_secs(30),
        section: Section::Table,
    };

    fn next_timeout(state: &State, start: Instant) -> Option<(Timeout, u64)> {
        let (timeout, deadline) = state.deadline(&LIMITS)?;
        Some((timeout, (deadline - start).as_secs()))
    }

    #[test]
    fn an_unread_response_times_out() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut state = State::new(start);
        let unread = state.begin(Version::HTTP_2, at(1));
        assert_eq!(next_timeout(&state, start), None);
        state.stall(unread, at(2));
        assert_eq!(next_timeout(&state, start), Some((Timeout::Response, 12)));
        // Other responses make progress, which extends the timeout up to a limit.
        for second in (3..100).step_by(3) {
            let other = state.begin(Version::HTTP_2, at(second));
            state.end(other, at(second));
        }
        assert_eq!(next_timeout(&state, start), Some((Timeout::Response, 62)));
        state.progress(unread, at(100));
        assert_eq!(next_timeout(&state, start), None);
    }

    #[test]
    fn pings_do_not_keep_a_closing_connection_open() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut state = State::new(start);
        let first = state.begin(Version::HTTP_2, at(1));
        state.begin_close(at(2));
        assert_eq!(next_timeout(&state, start), None);
        state.end(first, at(20));
        assert_eq!(next_timeout(&state, start), Some((Timeout::End, 25)));
        state.bytes_sent(at(24));
        assert_eq!(next_timeout(&state, start), Some((Timeout::End, 25)));
        // Further requests do not either.
        for second in 21..60 {
            let late = state.begin(Version::HTTP_2, at(second));
            assert_eq!(next_timeout(&state, start), Some((Timeout::End, 50)));
            state.end(late, at(second));
        }
        assert_eq!(next_timeout(&state, start), Some((Timeout::End, 50)));
    }

    #[test]
    fn sending_the_last_http_1_response_counts_as_progress() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut state = State::new(start);
        let only = state.begin(Version::HTTP_11, at(1));
        state.end(only, at(1));
        state.begin_close(at(2));
        state.bytes_sent(at(6));
        assert_eq!(next_timeout(&state, start), Some((Timeout::End, 11)));
    }
}
