//! The topics of each channel.

use std::collections::BTreeSet;
use std::sync::Arc;

use tokio::time::Instant;

use super::channel_contacts::ChannelContacts;
use super::customer::{ContactTopics, Holder};
use super::division::CONTACTS_PER_CHANNEL;
use super::wanted_topics::{TopicsVersion, WantedTopics};
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
            self.change_topics_version(contact);
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
        if holder == Holder::Undecided {
            self.leases.request(contact);
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
        let has_room = |channel: &ChannelContacts| channel.contacts().len() < CONTACTS_PER_CHANNEL;
        let permitted = self.division.channels;
        let mut channels = self.channels.iter().take(permitted);
        match channels.position(has_room) {
            Some(channel) => Ok(channel),
            None if self.channels.len() < permitted => {
                self.channels.push(ChannelContacts::default());
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
            if let Holder::Channel(channel) = holder {
                self.leave_channel(channel, contact);
            }
            self.leases.cancel(contact);
        } else {
            self.change_topics_version(contact);
        }
    }

    /// Removes the topics of a contact from a channel. This node does not need the lease of the contact any more.
    pub(super) fn leave_channel(&mut self, channel: usize, contact: CustomerId) {
        if let Some(contacts) = self.channels.get_mut(channel) {
            contacts.remove(contact);
        }
        self.leases.leave_channel(contact);
    }

    /// Subscribes to the own conversations of the scope's user, whose topic is on the first channel.
    pub(in crate::live) fn subscribe_own(&mut self, user: AgentId, subscriber: &Arc<PendingList>) {
        if self.channels.is_empty() {
            self.channels.push(ChannelContacts::default());
        }
        self.own.subscribe(user, subscriber);
    }

    /// The user whose topic is on this channel, and whether it is confirmed.
    fn own_topic(&self, channel: usize) -> Option<(AgentId, bool)> {
        let is_permitted = channel < self.division.channels;
        let own = self.own.topic();
        own.filter(|_| channel == OWN_CHANNEL && is_permitted)
    }

    /// A change of the contact, of its customers, their subscribers or their calls may have changed its channel's topics.
    pub(super) fn change_topics_version(&mut self, contact: CustomerId) {
        if let Some(topics) = self.contacts.get(&contact)
            && let Holder::Channel(channel) = topics.holder
            && let Some(channel) = self.channels.get_mut(channel)
        {
            channel.change_version();
        }
    }

    /// Like [`change_topics_version`](Self::change_topics_version), for all contacts of a customer.
    pub(super) fn change_topics_versions(&mut self, id: CustomerId) {
        let customer = self.customers.get(&id).into_iter();
        let contacts: Vec<_> = customer
            .flat_map(|customer| &customer.contacts)
            .copied()
            .collect();
        for contact in contacts {
            self.change_topics_version(contact);
        }
    }

    /// The version of a channel's topics.
    pub(in crate::live) fn topics_version(&self, channel: usize) -> TopicsVersion {
        let contacts = self.channels.get(channel);
        TopicsVersion {
            contacts: contacts.map_or(0, ChannelContacts::version),
            own: self.own_topic(channel),
        }
    }

    /// Whether a channel needs topics.
    pub(in crate::live) fn needs_topics(&self, channel: usize) -> bool {
        let contacts = self.channels.get(channel);
        contacts.is_some_and(|channel| !channel.contacts().is_empty())
            || self.own_topic(channel).is_some()
    }

    /// Collects the topics of a channel again if they may have changed. Returns whether it did.
    pub(in crate::live) fn update_topics(&self, channel: usize, wanted: &mut WantedTopics) -> bool {
        let version = Some(self.topics_version(channel));
        let has_changed = wanted.version != version;
        if has_changed {
            let (topics, is_urgent) = self.topics(channel);
            *wanted = WantedTopics {
                topics,
                is_urgent,
                version,
            };
        }
        has_changed
    }

    /// The topics of a channel, and whether a subscriber waits for the confirmation of one of them.
    fn topics(&self, channel: usize) -> (BTreeSet<Topic>, bool) {
        let contacts = || {
            let channel = self.channels.get(channel).into_iter();
            channel.flat_map(ChannelContacts::contacts)
        };
        let has_subscribers = |id: &CustomerId| {
            let customer = self.customers.get(id);
            customer.is_some_and(|customer| !customer.subscribers.is_empty())
        };
        let is_awaited = |contact: &CustomerId| {
            self.contacts.get(contact).is_some_and(|topics| {
                topics.sessions_since.is_none()
                    && (topics.is_shared || topics.customers.iter().any(has_subscribers))
            })
        };
        let mut is_urgent = contacts().any(is_awaited);
        let of_contact =
            |contact: &CustomerId| [Topic::Sessions(*contact), Topic::Contact(*contact)];
        let mut topics: BTreeSet<_> = contacts().flat_map(of_contact).collect();
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

#[cfg(test)]
mod tests;
