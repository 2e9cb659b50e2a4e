//! The contacts whose topics are on one channel.

use std::collections::BTreeSet;

use crate::model::id::CustomerId;

/// The contacts of a channel, and a version of its topics. The channel collects its topics again only when the version has
/// changed: a scope has up to 400 contacts for each channel, and most events concern one contact.
#[derive(Debug, Default)]
pub(super) struct ChannelContacts {
    contacts: BTreeSet<CustomerId>,
    version: u64,
}

impl ChannelContacts {
    pub(super) fn insert(&mut self, contact: CustomerId) {
        if self.contacts.insert(contact) {
            self.change_version();
        }
    }

    pub(super) fn remove(&mut self, contact: CustomerId) {
        if self.contacts.remove(&contact) {
            self.change_version();
        }
    }

    pub(super) fn contacts(&self) -> &BTreeSet<CustomerId> {
        &self.contacts
    }

    /// The version of the topics.
    pub(super) fn version(&self) -> u64 {
        self.version
    }

    /// The topics of a contact, or whether a subscriber waits for one of them, may have changed.
    pub(super) fn change_version(&mut self) {
        self.version += 1;
    }
}
