//! The topics of each channel.

use std::collections::BTreeSet;
use std::sync::Arc;

use tokio::time::Instant;

use super::customer::{ContactTopics, Holder};
use super::division::CONTACTS_PER_CHANNEL;
use super::{Full, WatchRegistry};
use crate::live::own_conversations::PendingList;
use crate::model::id::{AgentId, CustomerId};
use crate::platform::{CHANNEL_TOPICS, Topic};

/// The channel with the topic of the user's own conversations.
pub(super) const OWN_CHANNEL: usize = 0;

impl WatchRegistry {
    pub(in crate::live) fn channel_count(&self) -> usize {
        self.channels.len()
    }

    /// Watches the sessions of `contact` for a customer.
    pub(super) fn add_contact(&mut self, id: CustomerId, contact: CustomerId) -> Result<(), Full> {
        let Some(customer) = self.customers.get_mut(&id) else {
            return Ok(());
        };
        customer.contacts.insert(contact);
        if let Some(topics) = self.contacts.get_mut(&contact) {
            topics.customers.insert(id);
            return Ok(());
        }
        let holder = if self.division.is_divided {
            Holder::Undecided
        } else {
            Holder::Channel(self.channel_with_room()?)
        };
        if let Holder::Channel(channel) = holder
            && let Some(contacts) = self.channels.get_mut(channel)
        {
            contacts.insert(contact);
        }
        let topics = ContactTopics {
            customers: BTreeSet::from([id]),
            holder,
            successor: None,
            is_shared: false,
            waits: Instant::now(),
            sessions_since: None,
            contact_since: None,
        };
        self.contacts.insert(contact, topics);
        Ok(())
    }

    pub(super) fn channel_with_room(&mut self) -> Result<usize, Full> {
        let has_room = |contacts: &BTreeSet<_>| contacts.len() < CONTACTS_PER_CHANNEL;
        let permitted = self.division.channels;
        let mut channels = self.channels.iter().take(permitted);
        match channels.position(has_room) {
            Some(channel) => Ok(channel),
            None if self.channels.len() < permitted => {
                self.channels.push(BTreeSet::new());
                Ok(self.channels.len() - 1)
            }
            None => Err(Full),
        }
    }

    /// Stops watching the sessions of `contact` for a customer.
    pub(super) fn remove_contact(&mut self, id: CustomerId, contact: CustomerId) {
        let Some(topics) = self.contacts.get_mut(&contact) else {
            return;
        };
        topics.customers.remove(&id);
        if topics.customers.is_empty() {
            let holder = topics.holder;
            self.contacts.remove(&contact);
            if let Holder::Channel(channel) = holder
                && let Some(contacts) = self.channels.get_mut(channel)
            {
                contacts.remove(&contact);
            }
        }
    }

    /// Subscribes to the own conversations of the scope's user, whose topic is on the first channel.
    pub(in crate::live) fn subscribe_own(&mut self, user: AgentId, subscriber: &Arc<PendingList>) {
        if self.channels.is_empty() {
            self.channels.push(BTreeSet::new());
        }
        self.own.subscribe(user, subscriber);
    }

    /// The user whose topic is on this channel, and whether it is confirmed.
    fn own_topic(&self, channel: usize) -> Option<(AgentId, bool)> {
        let is_permitted = channel < self.division.channels;
        let own = self.own.topic();
        own.filter(|_| channel == OWN_CHANNEL && is_permitted)
    }

    /// The topics of a channel, and whether a subscriber waits for the confirmation of one of them.
    pub(in crate::live) fn topics(&self, channel: usize) -> (BTreeSet<Topic>, bool) {
        let contacts = || self.channels.get(channel).into_iter().flatten();
        let has_subscribers = |id: &CustomerId| {
            let customer = self.customers.get(id);
            customer.is_some_and(|customer| !customer.subscribers.is_empty())
        };
        let mut topics = BTreeSet::new();
        let mut is_urgent = false;
        for contact in contacts() {
            topics.extend([Topic::Sessions(*contact), Topic::Contact(*contact)]);
            is_urgent |= self.contacts.get(contact).is_some_and(|topics| {
                let is_awaited = topics.is_shared || topics.customers.iter().any(has_subscribers);
                topics.sessions_since.is_none() && is_awaited
            });
        }
        if let Some((user, is_confirmed)) = self.own_topic(channel) {
            topics.insert(Topic::OwnConversations(user));
            is_urgent |= !is_confirmed;
        }
        let room = CHANNEL_TOPICS.saturating_sub(topics.len());
        let calls = self.calls_without_verdict(contacts(), room);
        topics.extend(calls.into_iter().map(Topic::Dialer));
        (topics, is_urgent)
    }
}
