//! The watched customers without subscribers, in the order in which they are removed.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use tokio::time::Instant;

use crate::live::timers::Timers;
use crate::model::id::CustomerId;

/// The number of a viewer's customers, the least recently queried one, and the viewer.
type Rank = (usize, Reverse<(Instant, CustomerId)>, Arc<str>);

/// The customers without subscribers, by the viewer on whose behalf they are watched and by the time of the last query. A full
/// registry removes one for each new customer, so that a search of all customers would take longer the more are watched.
#[derive(Debug, Default)]
pub(super) struct Unsubscribed {
    all: Timers<CustomerId, Instant>,
    by_viewer: HashMap<Arc<str>, Timers<CustomerId, Instant>>,
    /// The viewers, the one with the most customers last.
    ranks: BTreeSet<Rank>,
}

impl Unsubscribed {
    /// Sets when a customer that is watched on behalf of `viewer` was queried last; `None` if it has subscribers or is not watched
    /// any more.
    pub(super) fn set(&mut self, id: CustomerId, viewer: &Arc<str>, used: Option<Instant>) {
        self.all.set(id, used);
        let customers = self.by_viewer.entry(viewer.clone()).or_default();
        if let Some(before) = rank(viewer, customers) {
            self.ranks.remove(&before);
        }
        customers.set(id, used);
        if let Some(rank) = rank(viewer, customers) {
            self.ranks.insert(rank);
        } else {
            self.by_viewer.remove(viewer);
        }
    }

    /// The least recently queried customer of the viewer with the most customers. Between viewers with equal numbers, the one
    /// whose customer was queried longest ago.
    pub(super) fn least_needed(&self) -> Option<CustomerId> {
        let (_, Reverse((_, id)), _) = self.ranks.last()?;
        Some(*id)
    }

    /// The customers that were not queried since `before`.
    pub(super) fn idle(&self, before: Instant) -> Vec<CustomerId> {
        self.all.until(before).collect()
    }
}

fn rank(viewer: &Arc<str>, customers: &Timers<CustomerId, Instant>) -> Option<Rank> {
    let oldest = customers.first()?;
    Some((customers.len(), Reverse(oldest), viewer.clone()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::live::registry::fixtures::customer;

    const VIEWERS: u128 = 3;

    /// The reference searches all customers.
    fn least_needed(used: &BTreeMap<u128, Instant>) -> Option<CustomerId> {
        let customers = |viewer: u128| {
            let of_viewer = used.iter().filter(move |(id, _)| *id % VIEWERS == viewer);
            of_viewer.map(|(id, used)| (*used, customer(*id)))
        };
        let viewers = (0..VIEWERS).filter_map(|viewer| {
            let oldest = customers(viewer).min()?;
            Some((customers(viewer).count(), Reverse(oldest)))
        });
        viewers.max().map(|(_, Reverse((_, id)))| id)
    }

    proptest! {
        #[test]
        fn the_order_is_that_of_a_search(
            steps in prop::collection::vec((0_u128..9, prop::option::of(0_u64..20)), 1..60),
        ) {
            let start = Instant::now();
            let viewers: [Arc<str>; 3] = ["a", "b", "c"].map(Arc::from);
            let mut unsubscribed = Unsubscribed::default();
            let mut reference = BTreeMap::new();
            for (id, seconds) in steps {
                let used = seconds.map(|seconds| start + Duration::from_secs(seconds));
                let viewer = &viewers[usize::try_from(id % VIEWERS).unwrap()];
                unsubscribed.set(customer(id), viewer, used);
                match used {
                    Some(used) => drop(reference.insert(id, used)),
                    None => drop(reference.remove(&id)),
                }
                prop_assert_eq!(unsubscribed.least_needed(), least_needed(&reference));
                prop_assert_eq!(unsubscribed.by_viewer.len(), unsubscribed.ranks.len());
            }
            let before = start + Duration::from_secs(10);
            let idle = reference.into_iter().filter(|(_, used)| *used < before);
            let mut idle: Vec<_> = idle.map(|(id, used)| (used, customer(id))).collect();
            idle.sort_unstable();
            let idle: Vec<_> = idle.into_iter().map(|(_, id)| id).collect();
            prop_assert_eq!(unsubscribed.idle(before), idle);
        }
    }
}
