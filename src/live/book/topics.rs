//! Topics, and what they cover.

use std::collections::BTreeSet;

use super::{Book, Mark};
use crate::model::id::CustomerId;
use crate::platform::{CHANNEL_TOPICS, Error, Topic};

impl Book {
    /// The topics of a channel, and whether a subscriber waits for one of them.
    pub(in crate::live) fn topics(&self, slot: usize) -> (BTreeSet<Topic>, bool) {
        let records = || self.slots.get(slot).into_iter().flatten();
        let is_waited_for = |id: &CustomerId| {
            let customer = self.customers.get(id);
            customer.is_some_and(|customer| !customer.mailboxes.is_empty())
        };
        let mut topics = BTreeSet::new();
        let mut is_urgent = false;
        for id in records() {
            topics.extend([Topic::Sessions(*id), Topic::Contact(*id)]);
            is_urgent |= self.records.get(id).is_some_and(|record| {
                record.since.is_none() && record.customers.iter().any(is_waited_for)
            });
        }
        let room = CHANNEL_TOPICS.saturating_sub(topics.len());
        let calls = self.undecided_calls(records(), room);
        topics.extend(calls.into_iter().map(Topic::Dialer));
        (topics, is_urgent)
    }

    /// These are told of from now on: of each, whether also the contact itself is.
    pub(in crate::live) fn confirm(
        &mut self,
        records: impl IntoIterator<Item = (CustomerId, bool)>,
    ) {
        let stamp = Mark(self.next_stamp());
        for (id, contact) in records {
            let Some(record) = self.records.get_mut(&id) else {
                continue;
            };
            record.since = record.since.or(Some(stamp));
            if contact {
                record.contact_since = record.contact_since.or(Some(stamp));
            }
            for id in self.of_record(id) {
                self.want_if_heard(id);
            }
        }
    }

    /// The platform does not tell of this contact's sessions: who waits for that waits in vain.
    pub(in crate::live) fn reject(&mut self, record: CustomerId) {
        for id in self.of_record(record) {
            for mailbox in self
                .customers
                .get(&id)
                .into_iter()
                .flat_map(|one| &one.mailboxes)
            {
                mailbox.end(Error::Forbidden);
            }
        }
    }

    /// Nothing more is heard on this channel.
    pub(in crate::live) fn lose(&mut self, slot: usize) {
        let records = self.slots.get(slot).cloned().unwrap_or_default();
        for id in records {
            if let Some(record) = self.records.get_mut(&id) {
                record.since = None;
                record.contact_since = None;
            }
            for id in self.of_record(id) {
                if let Some(customer) = self.customers.get_mut(&id) {
                    Self::expire_customer(&self.scope, id, customer);
                }
            }
        }
    }

    /// After a gap, what somebody is told of is read once more.
    pub(in crate::live) fn want_if_heard(&mut self, id: CustomerId) {
        let is_behind = self.customers.get(&id).is_some_and(|customer| {
            let is_known = customer.read.is_some_and(|read| self.covers(id, read));
            !customer.mailboxes.is_empty() && !is_known
        });
        if is_behind && self.covers(id, self.mark()) {
            self.want(id);
        }
    }

    /// Whether everything that has happened to a customer's sessions since `mark` was heard.
    pub(in crate::live) fn covers(&self, id: CustomerId, mark: Mark) -> bool {
        let Some(customer) = self.customers.get(&id) else {
            return false;
        };
        !customer.is_scattered
            && customer.records.iter().all(|record| {
                let record = self.records.get(record);
                record.is_some_and(|record| record.since.is_some_and(|since| since <= mark))
            })
    }

    /// The same of the contact itself.
    pub(in crate::live) fn covers_contact(&self, id: CustomerId, mark: Mark) -> bool {
        let record = self.records.get(&id);
        record.is_some_and(|record| record.contact_since.is_some_and(|since| since <= mark))
    }
}
