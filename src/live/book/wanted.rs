//! Lists that somebody waits for.

use std::time::Duration;

use tokio::time::Instant;

use super::Book;
use crate::model::id::CustomerId;

/// How long a list that somebody waits for is put off for the topic to be confirmed first: read before,
/// it would have to be read once more.
const PATIENCE: Duration = Duration::from_secs(2);

/// A list that is to be read.
#[derive(Debug)]
pub(super) struct Wanted {
    since: Instant,
    not_before: Instant,
    is_under_way: bool,
}

impl Book {
    pub(super) fn want(&mut self, id: CustomerId) {
        let now = Instant::now();
        self.wanted.entry(id).or_insert(Wanted {
            since: now,
            not_before: now,
            is_under_way: false,
        });
    }

    /// Lists to be read now, `most` at most, and when to look again.
    pub(in crate::live) fn due(&mut self, most: usize) -> (Vec<CustomerId>, Option<Instant>) {
        let now = Instant::now();
        let (mut due, mut next) = (Vec::new(), None::<Instant>);
        let ids: Vec<_> = self.wanted.keys().copied().collect();
        for id in ids {
            let is_covered = self.covers(id, self.mark());
            let Some(wanted) = self.wanted.get_mut(&id).filter(|one| !one.is_under_way) else {
                continue;
            };
            let at = if is_covered {
                wanted.not_before
            } else {
                wanted.not_before.max(wanted.since + PATIENCE)
            };
            if at > now {
                next = Some(next.map_or(at, |next| next.min(at)));
            } else if due.len() < most {
                wanted.is_under_way = true;
                due.push(id);
            }
        }
        (due, next)
    }

    /// A list could not be read.
    pub(in crate::live) fn put_off(&mut self, id: CustomerId, pause: Duration) {
        if let Some(wanted) = self.wanted.get_mut(&id) {
            wanted.is_under_way = false;
            wanted.not_before = Instant::now() + pause;
        }
    }
}
