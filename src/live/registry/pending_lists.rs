//! Lists of sessions that wait to be read.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

use crate::model::id::CustomerId;

/// How long a read waits for the confirmation of its topic. A list that is read earlier must be read again.
const MAX_WAIT_FOR_TOPIC: Duration = Duration::from_secs(2);

/// Lists that wait to be read, and lists that are being read.
#[derive(Debug, Default)]
pub(super) struct PendingLists(BTreeMap<CustomerId, PendingList>);

#[derive(Debug)]
struct PendingList {
    requested: Instant,
    not_before: Instant,
    is_in_flight: bool,
}

impl PendingLists {
    pub(super) fn request(&mut self, id: CustomerId) {
        let now = Instant::now();
        self.0.entry(id).or_insert(PendingList {
            requested: now,
            not_before: now,
            is_in_flight: false,
        });
    }

    pub(super) fn remove(&mut self, id: CustomerId) {
        self.0.remove(&id);
    }

    pub(super) fn contains(&self, id: CustomerId) -> bool {
        self.0.contains_key(&id)
    }

    /// Lists to be read now, at most `max`, and when the next one is due.
    pub(super) fn take_due(
        &mut self,
        max: usize,
        is_covered: impl Fn(CustomerId) -> bool,
    ) -> (Vec<CustomerId>, Option<Instant>) {
        let now = Instant::now();
        let (mut due, mut next) = (Vec::new(), None::<Instant>);
        for (id, list) in &mut self.0 {
            if list.is_in_flight {
                continue;
            }
            let at = if is_covered(*id) {
                list.not_before
            } else {
                list.not_before.max(list.requested + MAX_WAIT_FOR_TOPIC)
            };
            if at > now {
                next = Some(next.map_or(at, |next| next.min(at)));
            } else if due.len() < max {
                list.is_in_flight = true;
                due.push(*id);
            }
        }
        (due, next)
    }

    /// Reads the list again after `pause`.
    pub(super) fn postpone(&mut self, id: CustomerId, pause: Duration) {
        if let Some(list) = self.0.get_mut(&id) {
            list.is_in_flight = false;
            list.not_before = Instant::now() + pause;
        }
    }
}
