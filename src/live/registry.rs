//! The state of one scope's watch: the watched customers with their subscribers and topics, the channel of each topic, and
//! the position at which the topic was confirmed.
//!
//! Confirmations and frames are numbered by a [`Sequence`]. A read is covered if the topics that report its changes
//! were confirmed before it started, and no gap followed.

mod campaign_calls;
mod channel_contacts;
mod coverage;
mod customer;
mod division;
#[cfg(test)]
mod fixtures;
mod holders;
mod lease_queue;
mod members;
mod pending_lists;
mod reading;
mod reads;
mod topics;
mod unsubscribed;
mod wanted_topics;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

use self::channel_contacts::ChannelContacts;
use self::customer::{ContactTopics, WatchedCustomer};
use self::division::Division;
pub(super) use self::division::{Holders, MAX_CHANNELS};
use self::lease_queue::LeaseQueue;
use self::pending_lists::PendingLists;
use self::unsubscribed::Unsubscribed;
pub(super) use self::wanted_topics::{TopicsVersion, WantedTopics};
use super::cache_events::{CacheEvent, EventSink, Origin};
use super::change::Change;
use super::channel_state::ChannelState;
use super::known_sessions::Effects;
use super::own_conversations::OwnConversations;
use super::sequence::Sequence;
use super::settings::Settings;
use super::timers::Timers;
use crate::fair_share::{Bound, FairShare};
use crate::model::channel::MediumSet;
use crate::model::id::{CustomerId, SessionId};
use crate::model::session::{Session, SessionPage, SessionPageKey};

/// Minimum size of a page that serves as a new subscriber's snapshot.
const SNAPSHOT_PAGE: u32 = 26;

/// The watched customers of one scope.
#[derive(Debug)]
pub(super) struct WatchRegistry {
    cache: Arc<dyn EventSink>,
    wrap_up_grace: TimeDelta,
    shown: MediumSet,
    customers: HashMap<CustomerId, WatchedCustomer>,
    unsubscribed: Unsubscribed,
    max_customers: usize,
    /// Permits of customers with subscribers, counted by the viewer who subscribed first.
    pins: FairShare<Arc<str>>,
    contacts: HashMap<CustomerId, ContactTopics>,
    /// The contacts of each channel.
    channels: Vec<ChannelContacts>,
    /// The state of each channel that has had topics, by its index.
    channel_states: BTreeMap<usize, ChannelState>,
    status_timers: Timers<(CustomerId, SessionId), DateTime<Utc>>,
    pending_lists: PendingLists,
    sequence: Sequence,
    division: Division,
    leases: LeaseQueue,
    /// The own conversations of the scope's user.
    pub(super) own: OwnConversations,
}

/// No more customers can be watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Full;

impl WatchRegistry {
    /// With `is_divided`, other nodes of a fleet watch some of the customers.
    pub(super) fn new(cache: Arc<dyn EventSink>, settings: &Settings, is_divided: bool) -> Self {
        Self {
            cache,
            wrap_up_grace: settings.wrap_up_grace,
            shown: settings.shown,
            customers: HashMap::new(),
            unsubscribed: Unsubscribed::default(),
            max_customers: settings.customers,
            pins: FairShare::without_queue(Bound::new(settings.customers)),
            contacts: HashMap::new(),
            channels: Vec::new(),
            channel_states: BTreeMap::new(),
            status_timers: Timers::default(),
            pending_lists: PendingLists::default(),
            sequence: Sequence::default(),
            division: Division::new(is_divided),
            leases: LeaseQueue::default(),
            own: OwnConversations::default(),
        }
    }

    /// The current position in the order of confirmations and frames.
    pub(super) fn position(&self) -> Sequence {
        self.sequence
    }

    fn advance(&mut self) -> Sequence {
        self.sequence = self.sequence.next();
        self.sequence
    }

    /// A list was read from its beginning; the read started at `started`. Returns whether new topics or lists are
    /// needed.
    pub(super) fn apply_list(
        &mut self,
        key: &SessionPageKey,
        page: &SessionPage,
        started: Sequence,
        now: DateTime<Utc>,
    ) -> bool {
        let id = key.customer;
        let Some(customer) = self.customers.get_mut(&id) else {
            return false;
        };
        let list = &page.sessions;
        let is_whole = page.next.is_none();
        let had_call = customer.sessions.iter().any(may_have_topic);
        let effects = customer.sessions.apply_list(list, is_whole, started, now);
        let new_contacts = customer.missing_contacts(list);
        let is_snapshot = is_whole || key.size >= SNAPSHOT_PAGE;
        if is_snapshot {
            customer.read_at = customer.read_at.max(Some(started));
        }
        self.publish(id, effects);
        if had_call || list.iter().any(may_have_topic) {
            self.change_topics_versions(id);
        }
        if is_snapshot {
            self.pending_lists.remove(id);
            if let Some(customer) = self.customers.get(&id) {
                customer.send_missing_snapshots(now);
            }
        }
        let has_new_contacts = !new_contacts.is_empty();
        for contact in new_contacts {
            // Without a channel for it the customer is not covered, and its list gets the usual time to live.
            let _ = self.add_contact(id, contact);
        }
        // The topics may have been confirmed during the read.
        self.request_list_if_behind(id);
        has_new_contacts || self.pending_lists.contains(id)
    }

    /// A frame has reported a session of `contact`.
    pub(super) fn apply_frame(
        &mut self,
        contact: CustomerId,
        session: &Arc<Session>,
        now: DateTime<Utc>,
        origin: Origin,
    ) {
        let sequence = self.advance();
        let customers = self.customers_of(contact);
        let session = &self.with_known_record(&customers, session);
        for id in &customers {
            let mut has_call = may_have_topic(session);
            if let Some(customer) = self.customers.get_mut(id) {
                has_call |= customer
                    .sessions
                    .get(session.id)
                    .is_some_and(may_have_topic);
                let effects = customer.sessions.apply_frame(session, sequence, now);
                self.publish(*id, effects);
            }
            if has_call {
                self.change_topics_versions(*id);
            }
        }
        // A late or repeated frame must not replace a newer state in the cache.
        let newest = customers.iter().find_map(|id| {
            let customer = self.customers.get(id)?;
            customer.sessions.get(session.id).cloned()
        });
        let is_covered = customers
            .iter()
            .any(|id| self.covers_sessions(*id, self.sequence));
        self.cache.apply(CacheEvent::SessionChanged {
            session: newest.as_ref().unwrap_or(session),
            customers: &customers,
            is_covered,
            origin,
        });
    }

    /// The session with the attributes and ids that frames omit, taken from its last read.
    fn with_known_record(&self, customers: &[CustomerId], session: &Arc<Session>) -> Arc<Session> {
        let watched = customers.iter().find_map(|id| {
            let customer = self.customers.get(id)?;
            customer.sessions.get(session.id).cloned()
        });
        let known = watched
            .filter(|known| known.record.is_some())
            .or_else(|| self.cache.session(session.id));
        match known {
            Some(known) => session.with_record_of(&known),
            None => session.clone(),
        }
    }

    /// Discards the known sessions of a contact's customers. Sessions that the platform still lists are sent to
    /// subscribers again.
    pub(super) fn purge(&mut self, contact: CustomerId, now: DateTime<Utc>) {
        self.mark_gap(contact);
        for id in self.customers_of(contact) {
            if let Some(customer) = self.customers.get_mut(&id) {
                let effects = customer.sessions.clear(now);
                self.publish(id, effects);
            }
            self.change_topics_versions(id);
        }
    }

    /// Discards the known sessions of all customers.
    pub(super) fn purge_all(&mut self, now: DateTime<Utc>) {
        let contacts: Vec<_> = self.contacts.keys().copied().collect();
        for contact in contacts {
            self.purge(contact, now);
        }
    }

    /// The watched customers to which a contact's sessions belong.
    fn customers_of(&self, contact: CustomerId) -> Vec<CustomerId> {
        let topics = self.contacts.get(&contact);
        topics.map_or_else(Vec::new, |topics| {
            topics.customers.iter().copied().collect()
        })
    }

    /// When the next status changes because of time.
    pub(super) fn next_status_change(&self) -> Option<DateTime<Utc>> {
        self.status_timers.next()
    }

    /// Sends every status change that is due by `now`.
    pub(super) fn apply_status_changes(&mut self, now: DateTime<Utc>) {
        for (at, (id, session)) in self.status_timers.take_due(now) {
            if let Some(customer) = self.customers.get_mut(&id) {
                let effects = customer.sessions.apply_status_change(session, at, now);
                self.publish(id, effects);
            }
        }
    }

    /// Takes at most `max` lists that are due. Also returns when to call this again.
    pub(super) fn take_due_lists(&mut self, max: usize) -> (Vec<CustomerId>, Option<Instant>) {
        let mut pending = std::mem::take(&mut self.pending_lists);
        let due = pending.take_due(max, |id| self.covers_sessions(id, self.sequence));
        self.pending_lists = pending;
        due
    }

    /// A list could not be read. It is read again after `pause`.
    pub(super) fn postpone_list(&mut self, id: CustomerId, pause: Duration) {
        self.pending_lists.postpone(id, pause);
    }

    /// Sends changes to the customer's subscribers, and sets its timers.
    fn publish(&mut self, id: CustomerId, effects: Effects) {
        for (session, at) in effects.timers {
            self.status_timers.set((id, session), at);
        }
        let Some(customer) = self.customers.get(&id) else {
            return;
        };
        let send = |change: &Change| {
            for subscriber in &customer.subscribers {
                subscriber.push(change);
            }
        };
        effects.changes.iter().for_each(send);
    }
}

/// Whether the session has a topic of its own while it is open, or had one before its end.
fn may_have_topic(session: &Arc<Session>) -> bool {
    session.campaign_call_candidate().is_some()
}
