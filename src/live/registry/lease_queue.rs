//! The leases that this node must request or give up. The events of a contact and the answers of Redis queue it, so that no
//! event searches all contacts.

use std::collections::HashSet;
use std::time::Duration;

use tokio::time::Instant;

use crate::live::timers::Timers;
use crate::model::id::CustomerId;

/// Time until a lease is requested again if another node has it and does not report the changes yet. It is shorter than the
/// interval of requests, so that each of them contains these contacts.
const RETRY: Duration = Duration::from_millis(250);

/// The leases that this node must request or give up.
#[derive(Debug, Default)]
pub(super) struct LeaseQueue {
    /// When the leases are requested.
    requests: Timers<CustomerId, Instant>,
    /// Contacts for which this node has no room, and since when. They are not requested before it has room: the fleet may have
    /// thousands of them.
    without_room: Timers<CustomerId, Instant>,
    /// The leases of this node.
    held: HashSet<CustomerId>,
    /// Leases of this node whose contacts have left its channels.
    unneeded: HashSet<CustomerId>,
}

impl LeaseQueue {
    /// Requests the lease of a contact as soon as possible.
    pub(super) fn request(&mut self, contact: CustomerId) {
        self.requests.set(contact, Some(Instant::now()));
    }

    /// Requests the lease of a contact again, after a short time if not earlier.
    pub(super) fn retry(&mut self, contact: CustomerId) {
        if !self.requests.contains(contact) {
            self.requests.set(contact, Some(Instant::now() + RETRY));
        }
    }

    /// Requests the lease of a contact when this node has room.
    pub(super) fn wait_for_room(&mut self, contact: CustomerId) {
        if !self.without_room.contains(contact) {
            self.without_room.set(contact, Some(Instant::now()));
        }
    }

    /// Whether a contact waits for room.
    pub(super) fn lacks_room(&self) -> bool {
        !self.without_room.is_empty()
    }

    /// The contact's lease need not be requested.
    pub(super) fn cancel(&mut self, contact: CustomerId) {
        self.requests.set(contact, None);
        self.without_room.set(contact, None);
    }

    /// Like [`cancel`](Self::cancel), for all contacts.
    pub(super) fn cancel_all(&mut self) {
        self.requests = Timers::default();
        self.without_room = Timers::default();
    }

    /// Takes the contacts whose leases are requested now. If they are fewer than the contacts for which this node has `room`,
    /// those that have waited longest for room are added.
    pub(super) fn take_due(&mut self, room: usize) -> Vec<CustomerId> {
        let due = self.requests.take_due(Instant::now()).into_iter();
        let mut due: Vec<_> = due.map(|(_, contact)| contact).collect();
        for contact in &due {
            self.without_room.set(*contact, None);
        }
        while due.len() < room
            && let Some((_, contact)) = self.without_room.take_first()
        {
            self.requests.set(contact, None);
            due.push(contact);
        }
        due
    }

    /// This node has the lease of a contact.
    pub(super) fn hold(&mut self, contact: CustomerId) {
        self.held.insert(contact);
        self.unneeded.remove(&contact);
    }

    /// A contact is not on a channel of this node any more.
    pub(super) fn leave_channel(&mut self, contact: CustomerId) {
        if self.held.remove(&contact) {
            self.unneeded.insert(contact);
        }
    }

    /// Takes the leases whose contacts have left the channels. They may be on a channel again.
    pub(super) fn take_unneeded(&mut self) -> HashSet<CustomerId> {
        std::mem::take(&mut self.unneeded)
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;
    use crate::live::registry::fixtures::customer;

    #[tokio::test(start_paused = true)]
    async fn contacts_without_room_are_not_requested_before_there_is_room() {
        let mut queue = LeaseQueue::default();
        for number in 1..=3 {
            queue.wait_for_room(customer(number));
            advance(Duration::from_millis(1)).await;
        }
        // It has waited longest, and keeps its position.
        queue.wait_for_room(customer(1));
        queue.request(customer(4));
        assert_eq!(queue.take_due(0), [customer(4)]);
        assert!(queue.take_due(0).is_empty());
        queue.request(customer(5));
        assert_eq!(queue.take_due(2), [customer(5), customer(1)]);
        queue.cancel(customer(2));
        assert!(queue.lacks_room());
        assert_eq!(queue.take_due(2), [customer(3)]);
        assert!(!queue.lacks_room());
    }

    #[tokio::test(start_paused = true)]
    async fn a_retry_does_not_delay_a_request() {
        let mut queue = LeaseQueue::default();
        queue.retry(customer(1));
        queue.request(customer(2));
        queue.retry(customer(2));
        assert_eq!(queue.take_due(0), [customer(2)]);
        advance(RETRY).await;
        assert_eq!(queue.take_due(0), [customer(1)]);
        assert!(queue.take_due(0).is_empty());
    }

    #[test]
    fn a_lease_is_unneeded_after_its_contact_has_left_the_channels() {
        let mut queue = LeaseQueue::default();
        queue.leave_channel(customer(1));
        assert!(queue.take_unneeded().is_empty());
        queue.hold(customer(1));
        queue.leave_channel(customer(1));
        assert_eq!(queue.take_unneeded(), HashSet::from([customer(1)]));
        assert!(queue.take_unneeded().is_empty());
    }
}
