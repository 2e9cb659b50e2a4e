//! Coverage: whether notifications have reported every change since a read started.

use super::WatchRegistry;
use super::channel_contacts::ChannelContacts;
use super::topics::OWN_CHANNEL;
use crate::live::cache_events::{CacheEvent, Origin};
use crate::live::sequence::Sequence;
use crate::model::id::CustomerId;
use crate::platform::Error;

impl WatchRegistry {
    /// Whether every change of a customer's sessions since `started` was reported.
    pub(in crate::live) fn covers_sessions(&self, id: CustomerId, started: Sequence) -> bool {
        let Some(customer) = self.customers.get(&id) else {
            return false;
        };
        !customer.has_unwatched_contacts
            && customer
                .contacts
                .iter()
                .all(|contact| self.is_confirmed(*contact, started))
    }

    /// Whether a channel of this node reports all changes of the contact and of its customer's sessions.
    pub(in crate::live) fn reports_alone(&self, contact: CustomerId) -> bool {
        let customer = self.customers.get(&contact);
        customer.is_some_and(|customer| customer.contacts.iter().all(|id| *id == contact))
            && self.is_on_channel(contact)
            && self.covers_sessions(contact, self.sequence)
            && self.covers_contact(contact, self.sequence)
    }

    /// Whether the topic of a contact's sessions has been confirmed since `started`.
    pub(super) fn is_confirmed(&self, contact: CustomerId, started: Sequence) -> bool {
        let topics = self.contacts.get(&contact);
        let since = topics.and_then(|topics| topics.sessions_since);
        since.is_some_and(|since| since <= started)
    }

    /// Whether every change of the contact itself since `started` was reported.
    pub(in crate::live) fn covers_contact(&self, contact: CustomerId, started: Sequence) -> bool {
        let topics = self.contacts.get(&contact);
        let since = topics.and_then(|topics| topics.contact_since);
        since.is_some_and(|since| since <= started)
    }

    /// The customers of a contact that are covered now.
    pub(in crate::live) fn covered_customers(&self, contact: CustomerId) -> Vec<CustomerId> {
        let mut customers = self.customers_of(contact);
        customers.retain(|id| self.covers_sessions(*id, self.sequence));
        customers
    }

    /// The platform reports changes of these contacts from now on; the flag is whether it also reports changes of the
    /// contact itself. Returns the contacts with changes that were not reported before.
    pub(in crate::live) fn confirm(
        &mut self,
        contacts: impl IntoIterator<Item = (CustomerId, bool)>,
    ) -> Vec<CustomerId> {
        let sequence = self.advance();
        let mut confirmed = Vec::new();
        for (contact, reports_contact) in contacts {
            let Some(topics) = self.contacts.get_mut(&contact) else {
                continue;
            };
            let is_new = topics.sessions_since.is_none();
            if is_new || (reports_contact && topics.contact_since.is_none()) {
                confirmed.push(contact);
            }
            topics.sessions_since = topics.sessions_since.or(Some(sequence));
            if reports_contact {
                topics.contact_since = topics.contact_since.or(Some(sequence));
            }
            if is_new {
                // No subscriber waits for the confirmation any more.
                self.change_topics_version(contact);
            }
            for id in self.customers_of(contact) {
                self.request_list_if_behind(id);
            }
        }
        confirmed
    }

    /// The platform refuses the topic of this contact's sessions, so subscriptions to it end.
    pub(in crate::live) fn reject(&mut self, contact: CustomerId) {
        for id in self.customers_of(contact) {
            let customer = self.customers.get(&id);
            for subscriber in customer.iter().flat_map(|customer| &customer.subscribers) {
                subscriber.end(Error::Forbidden);
            }
        }
    }

    /// A frame about this contact was lost, so a change may have been missed.
    pub(in crate::live) fn mark_gap(&mut self, contact: CustomerId) {
        let sequence = self.advance();
        if let Some(topics) = self.contacts.get_mut(&contact) {
            topics.sessions_since = topics.sessions_since.map(|_| sequence);
        }
        for id in self.customers_of(contact) {
            self.emit_coverage_lost(id);
            self.request_list_if_behind(id);
        }
    }

    /// A channel has closed, so its topics are no longer confirmed. Returns its contacts.
    pub(in crate::live) fn channel_lost(&mut self, channel: usize) -> Vec<CustomerId> {
        if channel == OWN_CHANNEL {
            self.own.channel_lost();
        }
        let contacts = self.channels.get(channel).into_iter();
        let contacts: Vec<_> = contacts
            .flat_map(ChannelContacts::contacts)
            .copied()
            .collect();
        for contact in &contacts {
            self.uncover(*contact);
        }
        contacts
    }

    /// A frame has reported that a contact changed.
    pub(in crate::live) fn contact_changed(&mut self, contact: CustomerId, origin: Origin) {
        let sequence = self.advance();
        if let Some(topics) = self.contacts.get_mut(&contact) {
            topics.contact_since = topics.contact_since.map(|_| sequence);
        }
        self.cache
            .apply(CacheEvent::ContactChanged { contact, origin });
    }

    /// Requests a customer's list if it has subscribers and changes may have been missed since the last read.
    pub(super) fn request_list_if_behind(&mut self, id: CustomerId) {
        let is_behind = self.customers.get(&id).is_some_and(|customer| {
            let is_current = customer
                .read_at
                .is_some_and(|read| self.covers_sessions(id, read));
            !customer.subscribers.is_empty() && !is_current
        });
        if is_behind && self.covers_sessions(id, self.sequence) {
            self.pending_lists.request(id);
        }
    }

    /// Changes of a customer may be missed from now on.
    pub(super) fn emit_coverage_lost(&self, id: CustomerId) {
        if let Some(customer) = self.customers.get(&id) {
            self.cache.apply(CacheEvent::CoverageLost {
                customer: id,
                sessions: &mut customer.sessions.ids(),
            });
        }
    }
}
