//! The watched customers, the viewer on whose behalf each is watched, and the choice of a customer to remove.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio::time::Instant;

use super::customer::WatchedCustomer;
use super::{Full, WatchRegistry};
use crate::live::known_sessions::KnownSessions;
use crate::live::pending_changes::PendingChanges;
use crate::model::id::CustomerId;
use crate::platform::Error;

impl WatchRegistry {
    pub(in crate::live) fn is_watched(&self, id: CustomerId) -> bool {
        self.customers.contains_key(&id)
    }

    /// Whether nothing is watched.
    pub(in crate::live) fn is_empty(&self) -> bool {
        self.customers.is_empty() && self.own.topic().is_none()
    }

    /// Watches a customer on behalf of `viewer`. At the limit, a customer without subscribers is removed: the
    /// least recently queried one of the viewer with the most such customers.
    pub(in crate::live) fn watch(&mut self, id: CustomerId, viewer: &Arc<str>) -> Result<(), Full> {
        let now = Instant::now();
        if let Some(customer) = self.customers.get_mut(&id) {
            customer.used = Some(now);
            self.update_unsubscribed(id);
            return Ok(());
        }
        if self.customers.len() >= self.max_customers {
            let evicted = self.unsubscribed.least_needed().ok_or(Full)?;
            self.forget(evicted);
        }
        let customer = WatchedCustomer {
            sessions: KnownSessions::new(self.wrap_up_grace, self.shown),
            used: Some(now),
            viewer: Some(viewer.clone()),
            ..WatchedCustomer::default()
        };
        self.customers.insert(id, customer);
        self.update_unsubscribed(id);
        self.add_contact(id, id)
    }

    /// Keeps a customer watched for its subscribers. A single viewer cannot use the reserve for other viewers.
    pub(in crate::live) fn pin(&mut self, id: CustomerId, viewer: &Arc<str>) -> Result<(), Full> {
        let pins = self.pins.clone();
        if let Some(customer) = self.customers.get_mut(&id)
            && customer.pin.is_none()
        {
            customer.pin = Some(pins.try_acquire(viewer, 1).map_err(|_| Full)?);
        }
        Ok(())
    }

    /// Adds a subscriber to a watched customer.
    pub(in crate::live) fn subscribe(
        &mut self,
        id: CustomerId,
        subscriber: &Arc<PendingChanges>,
        now: DateTime<Utc>,
    ) {
        let is_current = self.customers.get(&id).is_some_and(|customer| {
            customer
                .read_at
                .is_some_and(|read| self.covers_sessions(id, read))
        });
        if let Some(customer) = self.customers.get_mut(&id) {
            customer.subscribers.push(subscriber.clone());
            if is_current {
                subscriber.set_snapshot(customer.sessions.snapshot(now));
            }
            if customer.subscribers.len() == 1 {
                self.update_unsubscribed(id);
                self.change_topics_versions(id);
            }
        }
        if !is_current {
            self.pending_lists.request(id);
        }
    }

    pub(in crate::live) fn unsubscribe(
        &mut self,
        id: CustomerId,
        subscriber: &Arc<PendingChanges>,
    ) {
        if let Some(customer) = self.customers.get_mut(&id) {
            let subscribers = &mut customer.subscribers;
            subscribers.retain(|other| !Arc::ptr_eq(other, subscriber));
            customer.used = Some(Instant::now());
            if subscribers.is_empty() {
                customer.pin = None;
                self.update_unsubscribed(id);
                self.change_topics_versions(id);
            }
        }
    }

    /// Requests that every subscriber identifies its viewer again.
    pub(in crate::live) fn recheck_viewers(&self) {
        self.customers
            .values()
            .flat_map(|customer| &customer.subscribers)
            .for_each(|subscriber| subscriber.recheck_viewer());
        self.own.recheck_viewers();
    }

    /// Updates the customer's position among those without subscribers.
    fn update_unsubscribed(&mut self, id: CustomerId) {
        if let Some(customer) = self.customers.get(&id)
            && let Some(viewer) = &customer.viewer
        {
            let used = customer.used.filter(|_| customer.subscribers.is_empty());
            self.unsubscribed.set(id, viewer, used);
        }
    }

    fn forget(&mut self, id: CustomerId) {
        self.emit_coverage_lost(id);
        let Some(customer) = self.customers.remove(&id) else {
            return;
        };
        if let Some(viewer) = &customer.viewer {
            self.unsubscribed.set(id, viewer, None);
        }
        self.pending_lists.remove(id);
        for session in customer.sessions.ids() {
            self.status_timers.set((id, session), None);
        }
        for contact in customer.contacts {
            self.remove_contact(id, contact);
        }
    }

    /// The platform does not know the customer, so subscriptions to it end. A later subscriber reads the list again.
    pub(in crate::live) fn end_absent(&mut self, id: CustomerId) {
        let customer = self.customers.get(&id);
        for subscriber in customer.iter().flat_map(|customer| &customer.subscribers) {
            subscriber.end(Error::NotFound);
        }
        self.forget(id);
    }

    /// Stops watching a customer without subscribers.
    pub(in crate::live) fn forget_unsubscribed(&mut self, id: CustomerId) {
        let customer = self.customers.get(&id);
        if customer.is_some_and(|customer| customer.subscribers.is_empty()) {
            self.forget(id);
        }
    }

    /// Stops watching customers without subscribers that were not queried since `before`.
    pub(in crate::live) fn forget_idle(&mut self, before: Instant) {
        let idle = self.unsubscribed.idle(before);
        for id in idle {
            self.forget(id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::registry::fixtures::{customer, registry};

    #[test]
    fn a_viewer_that_queries_many_customers_evicts_its_own() {
        let mut registry = registry(10, false);
        let (heavy, light): (Arc<str>, Arc<str>) = ("heavy".into(), "light".into());
        for number in 0..4 {
            registry.watch(customer(number), &light).unwrap();
        }
        for number in 100..150 {
            registry.watch(customer(number), &heavy).unwrap();
        }
        assert!((0..4).all(|number| registry.is_watched(customer(number))));
        assert!((144..150).all(|number| registry.is_watched(customer(number))));
        assert_eq!(registry.customers.len(), 10);
    }

    #[test]
    fn a_viewer_with_many_subscriptions_leaves_a_reserve_to_others() {
        let mut registry = registry(10, false);
        let (heavy, light): (Arc<str>, Arc<str>) = ("heavy".into(), "light".into());
        let mut number = 0;
        let mut subscribe = |registry: &mut WatchRegistry, viewer: &Arc<str>| {
            number += 1;
            let id = customer(number);
            registry.watch(id, viewer)?;
            registry.pin(id, viewer)?;
            registry.subscribe(id, &Arc::default(), DateTime::default());
            Ok::<_, Full>(())
        };
        let subscribed = (0..50)
            .filter(|_| subscribe(&mut registry, &heavy).is_ok())
            .count();
        assert_eq!(subscribed, 8);
        assert_eq!(subscribe(&mut registry, &light), Ok(()));
    }
}
