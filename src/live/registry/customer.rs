//! A watched customer, and the topics of a contact.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio::time::Instant;
use uuid::Uuid;

use crate::fair_share::Permit;
use crate::live::known_sessions::KnownSessions;
use crate::live::pending_changes::PendingChanges;
use crate::live::sequence::Sequence;
use crate::model::id::CustomerId;
use crate::model::session::Session;

/// Contacts whose lists are watched for one customer. No customer was merged from more contacts.
const MAX_CONTACTS: usize = 8;

/// A watched customer.
#[derive(Debug, Default)]
pub(super) struct WatchedCustomer {
    pub(super) sessions: KnownSessions,
    pub(super) subscribers: Vec<Arc<PendingChanges>>,
    /// The contacts that own the sessions: this one, and those that were merged into it.
    pub(super) contacts: BTreeSet<CustomerId>,
    /// Whether there are more contacts than are watched, so that the customer is never covered.
    pub(super) has_unwatched_contacts: bool,
    /// When the last read started that was long enough for a snapshot.
    pub(super) read_at: Option<Sequence>,
    /// When a request last queried the customer.
    pub(super) used: Option<Instant>,
    /// The viewer whose request started the watch.
    pub(super) viewer: Option<Arc<str>>,
    /// The permit of a customer with subscribers.
    pub(super) pin: Option<Permit<Arc<str>>>,
}

/// Who reports the changes of a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    /// It is not decided yet.
    Undecided,
    /// A channel of this node, with its index.
    Channel(usize),
    /// Another node of the fleet.
    Node(Uuid),
}

/// The topics of one contact.
#[derive(Debug)]
pub(super) struct ContactTopics {
    /// The watched customers to which the contact belongs.
    pub(super) customers: BTreeSet<CustomerId>,
    /// Who reports the changes.
    pub(super) holder: Holder,
    /// The node that has the lease of a contact whose topics are on a channel of this node. They stay until that node
    /// reports all changes.
    pub(super) successor: Option<Uuid>,
    /// Whether another node needs the changes.
    pub(super) is_shared: bool,
    /// Since when nothing reports the changes, if nothing does.
    pub(super) waits: Instant,
    /// The position since which the topic of the contact's sessions is confirmed without a gap.
    pub(super) sessions_since: Option<Sequence>,
    /// The position since which the topic of the contact itself is confirmed without a gap.
    pub(super) contact_since: Option<Sequence>,
}

impl WatchedCustomer {
    /// The contacts of a list that are not watched yet; at most as many as the limit permits.
    pub(super) fn missing_contacts(&mut self, list: &[Arc<Session>]) -> Vec<CustomerId> {
        let listed: BTreeSet<_> = list.iter().filter_map(|session| session.customer).collect();
        let mut missing: Vec<_> = listed.difference(&self.contacts).copied().collect();
        let room = MAX_CONTACTS.saturating_sub(self.contacts.len());
        self.has_unwatched_contacts |= missing.len() > room;
        missing.truncate(room);
        missing
    }

    /// Sends a snapshot to the subscribers that have had none.
    pub(super) fn send_missing_snapshots(&self, now: DateTime<Utc>) {
        let waiting = self
            .subscribers
            .iter()
            .filter(|subscriber| !subscriber.has_snapshot());
        waiting.for_each(|subscriber| subscriber.set_snapshot(self.sessions.snapshot(now)));
    }
}
