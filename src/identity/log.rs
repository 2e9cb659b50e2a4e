//! Rate-limited log lines about refused tokens and about OAuth clients without scopes. A client that guesses
//! tokens must not fill the log.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use parking_lot::Mutex;

/// Shortest time between two lines. With a shorter interval an attacker writes more lines than an operator
/// reads; a longer one delays the notice of an attack.
const INTERVAL: Duration = Duration::from_secs(10);

/// Counts refused tokens and logs the count at most once per interval.
#[derive(Debug, Default)]
pub(super) struct RefusedTokenLog(Mutex<PendingCount>);

#[derive(Debug, Default)]
struct PendingCount {
    count: u64,
    last_logged: Option<Instant>,
}

impl RefusedTokenLog {
    /// Counts a refused token; writes a line if none was written within the interval.
    pub(super) fn count(&self) {
        if let Some(tokens) = self.0.lock().add(Instant::now()) {
            tracing::warn!(tokens, "the platform refused tokens of clients");
        }
    }
}

impl PendingCount {
    /// Adds one token; returns the number to log if a line is due.
    fn add(&mut self, now: Instant) -> Option<u64> {
        self.count += 1;
        let is_due = self
            .last_logged
            .is_none_or(|logged| now.duration_since(logged) >= INTERVAL);
        is_due.then(|| {
            self.last_logged = Some(now);
            std::mem::take(&mut self.count)
        })
    }
}

/// Logs each OAuth client whose users' tokens carry no scopes, once.
#[derive(Debug, Default)]
pub(super) struct UnscopedClientLog(Mutex<BTreeSet<String>>);

/// Maximum number of logged clients. An organization has some dozens of OAuth clients; further ones are not
/// logged, so that the set stays small.
const MAX_CLIENTS: usize = 1_000;

impl UnscopedClientLog {
    /// Logs a client once in the life of the process.
    pub(super) fn log_once(&self, client: &str) {
        let mut clients = self.0.lock();
        if clients.len() < MAX_CLIENTS && clients.insert(client.to_owned()) {
            tracing::warn!(
                client,
                "tokens of users of this OAuth client carry no scopes, so they give access to everything that the users \
                 may see; `service.require_scopes` refuses such tokens"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_per_interval_carries_the_count() {
        let (mut pending, start) = (PendingCount::default(), Instant::now());
        let lines: Vec<_> = (0..1_000_u64)
            .filter_map(|step| pending.add(start + Duration::from_millis(25 * step)))
            .collect();
        assert_eq!(lines, [1, 400, 400]);
    }
}
