//! The customers that are watched, the viewers who caused that, and the customer that makes room for another.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::time::Instant;

use super::{Book, Customer, Full, Sessions};
use crate::model::id::CustomerId;

/// The customers without subscribers that are watched because of one viewer.
#[derive(Default)]
struct Unsubscribed {
    count: usize,
    /// The one that was queried longest ago.
    oldest: Option<(Option<Instant>, CustomerId)>,
}

impl Book {
    pub(in crate::live) fn is_watched(&self, id: CustomerId) -> bool {
        self.customers.contains_key(&id)
    }

    /// Watches a customer because of `viewer`, unless all that may be watched have subscribers. Otherwise one without
    /// makes room: of the viewer with the most of them, the one that was queried longest ago.
    pub(in crate::live) fn watch(&mut self, id: CustomerId, viewer: &Arc<str>) -> Result<(), Full> {
        let now = Instant::now();
        if let Some(customer) = self.customers.get_mut(&id) {
            customer.used = Some(now);
            return Ok(());
        }
        if self.customers.len() >= self.most {
            let evicted = self.least_needed().ok_or(Full)?;
            self.forget(evicted);
        }
        let customer = Customer {
            sessions: Sessions::new(self.wrap_up_grace, self.shown),
            used: Some(now),
            viewer: Some(viewer.clone()),
            ..Customer::default()
        };
        self.customers.insert(id, customer);
        self.add_record(id, id)
    }

    /// Keeps a customer watched for its subscribers. One viewer leaves a reserve to the others.
    pub(in crate::live) fn pin(&mut self, id: CustomerId, viewer: &Arc<str>) -> Result<(), Full> {
        let pins = self.pins.clone();
        if let Some(customer) = self.customers.get_mut(&id)
            && customer.pinned.is_none()
        {
            customer.pinned = Some(pins.try_acquire(viewer, 1).map_err(|_| Full)?);
        }
        Ok(())
    }

    fn least_needed(&self) -> Option<CustomerId> {
        let mut by_viewer: HashMap<_, Unsubscribed> = HashMap::new();
        for (id, customer) in &self.customers {
            if customer.mailboxes.is_empty() {
                let of_viewer = by_viewer.entry(&customer.viewer).or_default();
                of_viewer.count += 1;
                let this = (customer.used, *id);
                let oldest = of_viewer.oldest.map_or(this, |oldest| oldest.min(this));
                of_viewer.oldest = Some(oldest);
            }
        }
        // Of viewers with as many, the one whose customer was queried longest ago.
        let of_viewer = by_viewer
            .into_values()
            .max_by_key(|one| (one.count, std::cmp::Reverse(one.oldest)))?;
        of_viewer.oldest.map(|(_, id)| id)
    }

    pub(super) fn forget(&mut self, id: CustomerId) {
        let Some(mut customer) = self.customers.remove(&id) else {
            return;
        };
        Self::expire_customer(&self.scope, id, &mut customer);
        self.wanted.remove(&id);
        for session in customer.sessions.ids() {
            self.wheel.set((id, session), None);
        }
        for record in customer.records {
            let Some(known) = self.records.get_mut(&record) else {
                continue;
            };
            known.customers.remove(&id);
            if known.customers.is_empty() {
                let slot = known.slot;
                self.records.remove(&record);
                if let Some(records) = self.slots.get_mut(slot) {
                    records.remove(&record);
                }
            }
        }
    }

    /// Whether no customer is watched.
    pub(in crate::live) fn is_empty(&self) -> bool {
        self.customers.is_empty()
    }

    /// Forgets customers without subscribers that were not queried since `before`.
    pub(in crate::live) fn sweep(&mut self, before: Instant) {
        let idle = self.customers.iter().filter(|(_, customer)| {
            customer.mailboxes.is_empty() && customer.used.is_none_or(|used| used < before)
        });
        let idle: Vec<_> = idle.map(|(id, _)| *id).collect();
        for id in idle {
            self.forget(id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_viewer_that_queries_many_customers_evicts_its_own() {
        let mut book = Book::for_tests(10);
        let (one, other): (Arc<str>, Arc<str>) = ("one".into(), "other".into());
        let customer = |number: u128| CustomerId(uuid::Uuid::from_u128(number));
        for number in 0..4 {
            book.watch(customer(number), &other).unwrap();
        }
        for number in 100..150 {
            book.watch(customer(number), &one).unwrap();
        }
        assert!((0..4).all(|number| book.is_watched(customer(number))));
        assert!((144..150).all(|number| book.is_watched(customer(number))));
        assert_eq!(book.customers.len(), 10);
    }

    #[test]
    fn a_viewer_that_subscribes_to_many_customers_leaves_some_to_others() {
        let mut book = Book::for_tests(10);
        let (one, other): (Arc<str>, Arc<str>) = ("one".into(), "other".into());
        let mut number = 0;
        let mut subscribe = |book: &mut Book, viewer: &Arc<str>| {
            number += 1;
            let id = CustomerId(uuid::Uuid::from_u128(number));
            book.watch(id, viewer)?;
            book.pin(id, viewer)?;
            book.subscribe(id, &Arc::default(), chrono::DateTime::default());
            Ok::<_, Full>(())
        };
        let taken = (0..50)
            .filter(|_| subscribe(&mut book, &one).is_ok())
            .count();
        assert_eq!(taken, 8);
        assert_eq!(subscribe(&mut book, &other), Ok(()));
    }
}
