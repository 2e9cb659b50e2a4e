//! Log lines about refused tokens, and about OAuth clients whose users' tokens carry no scopes. A client that guesses
//! tokens must not be able to fill the log, so refusals are counted and at most one line per interval is written.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Shortest time between two lines. A shorter one would let a guesser write more lines than an operator
/// reads, a longer one would delay the notice that an attack goes on.
const INTERVAL: Duration = Duration::from_secs(10);

/// Refused tokens that have not been logged yet.
#[derive(Debug, Default)]
pub(super) struct Refusals(Mutex<Pending>);

#[derive(Debug, Default)]
struct Pending {
    count: u64,
    logged: Option<Instant>,
}

impl Refusals {
    /// Counts a refused token, and logs the count where no line was written within the interval.
    pub(super) fn log_one(&self) {
        let mut pending = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tokens) = pending.add(Instant::now()) {
            tracing::warn!(tokens, "the platform refused tokens of clients");
        }
    }
}

impl Pending {
    /// Adds one; returns the number to log, if a line is due.
    fn add(&mut self, now: Instant) -> Option<u64> {
        self.count += 1;
        let is_due = self
            .logged
            .is_none_or(|logged| now.duration_since(logged) >= INTERVAL);
        is_due.then(|| {
            self.logged = Some(now);
            std::mem::take(&mut self.count)
        })
    }
}

/// OAuth clients that were logged because their users' tokens carry no scopes.
#[derive(Debug, Default)]
pub(super) struct UnscopedClients(Mutex<BTreeSet<String>>);

/// An organization has some dozens of OAuth clients. Further ones are not logged.
const MOST_CLIENTS: usize = 1_000;

impl UnscopedClients {
    /// Logs a client, once in the life of the process.
    pub(super) fn log_once(&self, client: &str) {
        let mut clients = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if clients.len() < MOST_CLIENTS && clients.insert(client.to_owned()) {
            tracing::warn!(
                client,
                "tokens of users of this OAuth client carry no scopes, so they open everything that the users \
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
        let (mut pending, start) = (Pending::default(), Instant::now());
        let lines: Vec<_> = (0..1_000_u64)
            .filter_map(|step| pending.add(start + Duration::from_millis(25 * step)))
            .collect();
        assert_eq!(lines, [1, 400, 400]);
    }
}
