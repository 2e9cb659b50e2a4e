//! Who reports the changes of each contact in a fleet: a channel of this node, or another node, or that is not decided yet.

use std::time::Duration;

use tokio::time::Instant;
use uuid::Uuid;

use super::WatchRegistry;
use super::channel_contacts::ChannelContacts;
use super::customer::Holder;
use super::division::{CONTACTS_PER_CHANNEL, Division, Holders, MAX_CHANNELS};
use super::topics::OWN_CHANNEL;
use crate::model::id::CustomerId;

/// A contact whose node does not report its changes for this long is watched by this node too.
const UNANSWERED: Duration = Duration::from_secs(3);

impl WatchRegistry {
    /// Divides the contacts with other nodes from now on. Returns whether all leases must be requested.
    pub(in crate::live) fn join(&mut self) -> bool {
        self.division.must_ask_all |= !self.division.is_divided;
        self.division.is_divided = true;
        self.division.must_ask_all
    }

    /// All leases must be requested.
    pub(in crate::live) fn ask_all(&mut self) {
        self.division.must_ask_all = true;
    }

    /// Watches all contacts on channels of this node from now on.
    pub(in crate::live) fn continue_alone(&mut self) {
        if !self.division.is_divided {
            return;
        }
        self.division = Division::new(false);
        let contacts: Vec<_> = self.contacts.keys().copied().collect();
        for contact in contacts {
            self.set_successor(contact, None);
            self.put_on_channel(contact);
        }
    }

    /// The number of channels that this node may have. Contacts on others are not watched by this node any more.
    pub(in crate::live) fn permit(&mut self, channels: usize) {
        let channels = channels.min(MAX_CHANNELS);
        self.division.channels = channels;
        let surplus = self.channels.iter().skip(channels);
        let surplus: Vec<_> = surplus
            .flat_map(ChannelContacts::contacts)
            .copied()
            .collect();
        for contact in surplus {
            self.set_holder(contact, Holder::Undecided);
            self.leases.request(contact);
        }
    }

    /// The number of channels that are needed.
    pub(in crate::live) fn channels_in_use(&self) -> usize {
        let own = usize::from(self.own.topic().is_some()) * (OWN_CHANNEL + 1);
        let last = self
            .channels
            .iter()
            .rposition(|channel| !channel.contacts().is_empty());
        last.map_or(own, |last| last + 1)
    }

    /// The contacts whose leases must be requested now, each with whether this node may take it.
    pub(in crate::live) fn take_unheld(&mut self) -> Vec<(CustomerId, bool)> {
        let mut room = self.room();
        let contacts: Vec<_> = if std::mem::take(&mut self.division.must_ask_all) {
            // The answers queue the contacts that must be requested again.
            self.leases.cancel_all();
            self.contacts.keys().copied().collect()
        } else {
            self.leases.take_due(room)
        };
        let mut asked = Vec::with_capacity(contacts.len());
        for contact in contacts {
            let is_on_channel = self.is_on_channel(contact);
            asked.push((contact, is_on_channel || room > 0));
            room = room.saturating_sub(usize::from(!is_on_channel));
        }
        asked
    }

    /// Number of contacts for which the channels of this node have room.
    fn room(&self) -> usize {
        let permitted = self.division.channels;
        let channels = self.channels.iter().take(permitted);
        let used: usize = channels.map(|channel| channel.contacts().len()).sum();
        (permitted * CONTACTS_PER_CHANNEL).saturating_sub(used)
    }

    /// Whether there is no room for a contact that this node must watch.
    pub(in crate::live) fn lacks_room(&self) -> bool {
        self.leases.lacks_room()
    }

    /// Takes the leases of contacts that this node does not watch on its channels any more.
    pub(in crate::live) fn take_unneeded_leases(&mut self) -> Vec<CustomerId> {
        let left = self.leases.take_unneeded().into_iter();
        let (on_channel, unneeded): (Vec<_>, Vec<_>) =
            left.partition(|contact| self.is_on_channel(*contact));
        for contact in on_channel {
            self.leases.hold(contact);
        }
        unneeded
    }

    /// Which node has the lease of each contact; `own` is this node. Returns the contacts that other nodes have and do not
    /// report yet.
    pub(in crate::live) fn set_holders(&mut self, holders: Holders, own: Uuid) -> Vec<CustomerId> {
        let mut wanted = Vec::new();
        for (contact, holder) in holders {
            if holder == Some(own) {
                self.leases.hold(contact);
            }
            let Some(topics) = self.contacts.get(&contact) else {
                self.leases.leave_channel(contact);
                continue;
            };
            let is_on_channel = matches!(topics.holder, Holder::Channel(_));
            let is_of_other = matches!(topics.holder, Holder::Node(_))
                || holder.is_some_and(|holder| holder != own);
            match holder {
                Some(holder) if holder == own => {
                    self.set_successor(contact, None);
                    if !self.put_on_channel(contact) {
                        self.leases.leave_channel(contact);
                    }
                }
                // The topics stay until the other node reports all changes.
                Some(holder) if is_on_channel => {
                    self.set_successor(contact, Some(holder));
                    wanted.push(contact);
                }
                Some(holder) => {
                    let is_known = topics.holder == Holder::Node(holder);
                    if is_known && topics.sessions_since.is_some() {
                        continue;
                    }
                    wanted.push(contact);
                    if topics.waits.elapsed() < UNANSWERED {
                        self.set_holder(contact, Holder::Node(holder));
                    } else {
                        self.put_on_channel(contact);
                        self.set_successor(contact, Some(holder));
                    }
                }
                None => self.set_holder(contact, Holder::Undecided),
            }
            self.queue_request(contact, is_of_other);
        }
        wanted
    }

    /// Queues the next request of a contact's lease, if another one is needed. With `is_of_other`, another node has the lease, or
    /// had it before this answer.
    fn queue_request(&mut self, contact: CustomerId, is_of_other: bool) {
        let Some(topics) = self.contacts.get(&contact) else {
            return;
        };
        match topics.holder {
            Holder::Channel(_) if topics.successor.is_none() => self.leases.cancel(contact),
            Holder::Channel(_) | Holder::Node(_) => self.leases.retry(contact),
            Holder::Undecided => {
                self.leases.wait_for_room(contact);
                if is_of_other {
                    self.leases.retry(contact);
                }
            }
        }
    }

    /// A node reports every change of these contacts from now on; the flag is whether it also reports changes of the contact
    /// itself. Returns the contacts for which this node has not asked that node, because it had no room for them.
    pub(in crate::live) fn covered_by(
        &mut self,
        node: Uuid,
        contacts: &[(CustomerId, bool)],
    ) -> Vec<CustomerId> {
        let (mut confirmed, mut unasked) = (Vec::new(), Vec::new());
        for (contact, reports_contact) in contacts {
            let Some(topics) = self.contacts.get_mut(contact) else {
                continue;
            };
            match topics.holder {
                Holder::Channel(channel) if topics.successor == Some(node) => {
                    topics.holder = Holder::Node(node);
                    topics.successor = None;
                    if !reports_contact {
                        topics.contact_since = None;
                    }
                    self.leave_channel(channel, *contact);
                }
                Holder::Undecided => {
                    topics.holder = Holder::Node(node);
                    unasked.push(*contact);
                }
                Holder::Node(holder) if holder == node => {}
                Holder::Channel(_) | Holder::Node(_) => continue,
            }
            self.leases.cancel(*contact);
            confirmed.push((*contact, *reports_contact));
        }
        self.confirm(confirmed);
        unasked
    }

    /// A node may have missed changes of these contacts.
    pub(in crate::live) fn holder_lost(&mut self, node: Uuid, contacts: &[CustomerId]) {
        for contact in contacts {
            let topics = self.contacts.get(contact);
            if topics.is_some_and(|topics| topics.holder == Holder::Node(node)) {
                self.uncover(*contact);
            }
        }
    }

    /// Changes that a node reported may have been missed.
    pub(in crate::live) fn node_lost(&mut self, node: Uuid) {
        let contacts: Vec<_> = self.contacts.keys().copied().collect();
        self.holder_lost(node, &contacts);
    }

    /// Changes that any other node reported may have been missed, and others may have taken the leases of this one.
    pub(in crate::live) fn rejoined(&mut self) {
        self.ask_all();
        let contacts = self.contacts.iter();
        let others = contacts.filter(|(_, topics)| matches!(topics.holder, Holder::Node(_)));
        for contact in others.map(|(id, _)| *id).collect::<Vec<_>>() {
            self.uncover(contact);
        }
    }

    /// Other nodes need the changes of these contacts. Returns those that this node reports.
    pub(in crate::live) fn share(&mut self, contacts: &[CustomerId]) -> Vec<(CustomerId, bool)> {
        for contact in contacts {
            if let Some(topics) = self.contacts.get_mut(contact)
                && !std::mem::replace(&mut topics.is_shared, true)
            {
                self.change_topics_version(*contact);
            }
        }
        self.reported(contacts)
    }

    /// Those of the contacts whose changes this node reports, each with whether it reports changes of the contact itself.
    pub(in crate::live) fn reported(&self, contacts: &[CustomerId]) -> Vec<(CustomerId, bool)> {
        let reported = contacts.iter().filter_map(|contact| {
            let topics = self.contacts.get(contact)?;
            let is_reported = matches!(topics.holder, Holder::Channel(_))
                && topics.successor.is_none()
                && topics.sessions_since.is_some();
            is_reported.then_some((*contact, topics.contact_since.is_some()))
        });
        reported.collect()
    }

    /// Whether the contact is watched.
    pub(in crate::live) fn has_contact(&self, contact: CustomerId) -> bool {
        self.contacts.contains_key(&contact)
    }

    /// The contacts whose topics are on channels of this node.
    pub(in crate::live) fn on_channels(&self) -> Vec<CustomerId> {
        let contacts = self.channels.iter().flat_map(ChannelContacts::contacts);
        contacts.copied().collect()
    }

    /// Whether the topics of the contact are on a channel of this node.
    pub(in crate::live) fn is_on_channel(&self, contact: CustomerId) -> bool {
        let topics = self.contacts.get(&contact);
        topics.is_some_and(|topics| matches!(topics.holder, Holder::Channel(_)))
    }

    /// Puts the topics of a contact on a channel of this node. Returns false if there is no room.
    fn put_on_channel(&mut self, contact: CustomerId) -> bool {
        if self.is_on_channel(contact) {
            return true;
        }
        let channel = self.channel_with_room();
        self.set_holder(contact, channel.map_or(Holder::Undecided, Holder::Channel));
        channel.is_ok()
    }

    /// Sets who reports the changes of a contact. Until they do, changes may be missed.
    fn set_holder(&mut self, contact: CustomerId, holder: Holder) {
        let Some(topics) = self.contacts.get_mut(&contact) else {
            return;
        };
        if topics.holder == holder {
            return;
        }
        topics.successor = None;
        let before = std::mem::replace(&mut topics.holder, holder);
        if let Holder::Channel(channel) = before {
            self.leave_channel(channel, contact);
        }
        if let Holder::Channel(channel) = holder
            && let Some(contacts) = self.channels.get_mut(channel)
        {
            contacts.insert(contact);
        }
        self.mark_uncovered(contact);
    }

    fn set_successor(&mut self, contact: CustomerId, successor: Option<Uuid>) {
        if let Some(topics) = self.contacts.get_mut(&contact) {
            topics.successor = successor;
        }
    }

    /// Changes of a contact may be missed from now on. If another node reported them, the lease is requested.
    pub(super) fn uncover(&mut self, contact: CustomerId) {
        self.mark_uncovered(contact);
        if self.has_contact(contact) && !self.is_on_channel(contact) {
            self.leases.request(contact);
        }
    }

    fn mark_uncovered(&mut self, contact: CustomerId) {
        let Some(topics) = self.contacts.get_mut(&contact) else {
            return;
        };
        topics.contact_since = None;
        if topics.sessions_since.take().is_some() {
            topics.waits = Instant::now();
            // A subscriber may wait for the next confirmation.
            self.change_topics_version(contact);
            for id in self.customers_of(contact) {
                self.emit_coverage_lost(id);
            }
        }
    }
}

#[cfg(test)]
mod tests;
