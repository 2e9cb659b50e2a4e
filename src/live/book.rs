//! Everything that is known in one scope: which customers are watched and by whom, which topics that
//! takes, on which channel each is, and since when it is confirmed.
//!
//! Time is counted in stamps: each confirmation and each frame is one. What was read is covered as long
//! as the topics that it takes have been confirmed since before the reading began, without a gap.

mod dialed;
mod kept;
mod members;
mod topics;
mod wanted;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

use super::Settings;
use super::mailbox::{Change, Mailbox};
use super::watched::{Learned, Sessions};
use super::wheel::Wheel;
use crate::cache::{Scope, Sessions as Page, SessionsKey};
use crate::fair_share::{Bound, FairShare, Permit};
use crate::model::channel::Shown;
use crate::model::id::{CustomerId, SessionId};
use crate::model::session::Session;
use crate::platform::CHANNEL_TOPICS;
use wanted::Wanted;

/// Records a channel takes: each has two topics. A fifth of the topics is left for calls.
const RECORDS: usize = CHANNEL_TOPICS * 2 / 5;

/// Channels of one scope; the platform keeps 20 for a user and app.
const SLOTS: usize = 16;

/// Records of one customer whose sessions are told of. A customer was not merged more often.
const MOST_RECORDS: usize = 8;

/// Sessions that make a page long enough to tell a new subscriber everything.
const LONG: u32 = 26;

/// A place in the count of stamps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark(pub(super) u64);

/// A customer that is watched.
#[derive(Debug, Default)]
struct Customer {
    sessions: Sessions,
    mailboxes: Vec<Arc<Mailbox>>,
    /// The contacts under which sessions are filed: this one, and those that were merged with it.
    records: BTreeSet<CustomerId>,
    /// There are more of them than are told of, so that it is never covered.
    is_scattered: bool,
    /// When the last list was begun to be read that is long enough to be told as everything.
    read: Option<Mark>,
    /// Pages of its sessions that are kept up to date.
    pages: HashSet<SessionsKey>,
    /// When it was last asked for.
    used: Option<Instant>,
    /// The viewer because of whom it is watched.
    viewer: Option<Arc<str>>,
    /// The place among the customers with subscribers, while there is one.
    pinned: Option<Permit<Arc<str>>>,
}

/// A contact that topics are about.
#[derive(Debug)]
struct Record {
    customers: BTreeSet<CustomerId>,
    slot: usize,
    /// When the topic of sessions was confirmed; nothing while it is not.
    since: Option<Mark>,
    /// The same of the topic of the contact itself.
    contact_since: Option<Mark>,
}

/// The book of one scope.
#[derive(Debug)]
pub(super) struct Book {
    scope: Arc<Scope>,
    /// How long is kept what frames keep true, and what they do not.
    covered_ttl: Duration,
    open_ttl: Duration,
    /// How long is kept what never changes.
    ended_ttl: Duration,
    wrap_up_grace: TimeDelta,
    shown: Shown,
    customers: HashMap<CustomerId, Customer>,
    /// Customers that are watched at most.
    most: usize,
    /// Those of them that have subscribers, by the viewer who subscribed first.
    pins: FairShare<Arc<str>>,
    records: HashMap<CustomerId, Record>,
    /// The records of each channel.
    pub(super) slots: Vec<BTreeSet<CustomerId>>,
    pub(super) wheel: Wheel<(CustomerId, SessionId)>,
    wanted: BTreeMap<CustomerId, Wanted>,
    stamp: u64,
}

/// No more customers can be watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Full;

impl Book {
    #[cfg(test)]
    fn for_tests(customers: usize) -> Self {
        let settings = crate::cache::ScopesSettings {
            scopes: 1,
            idle: Duration::from_hours(1),
            bytes: 1_000_000,
            stale: Duration::ZERO,
            ended: Duration::ZERO,
        };
        let scope = crate::cache::Scopes::new(settings).of(&());
        let settings = Settings {
            customers,
            linger: Duration::ZERO,
            cover_queries: true,
            covered_ttl: Duration::ZERO,
            open_ttl: Duration::ZERO,
            ended_ttl: Duration::ZERO,
            wrap_up_grace: TimeDelta::zero(),
            shown: Shown::default(),
            patience: Duration::ZERO,
        };
        Self::new(scope, &settings)
    }

    /// Nobody is watched yet.
    pub(super) fn new(scope: Arc<Scope>, settings: &Settings) -> Self {
        Self {
            scope,
            covered_ttl: settings.covered_ttl,
            open_ttl: settings.open_ttl,
            ended_ttl: settings.ended_ttl,
            wrap_up_grace: settings.wrap_up_grace,
            shown: settings.shown,
            customers: HashMap::new(),
            most: settings.customers,
            pins: FairShare::without_queue(Bound::new(settings.customers)),
            records: HashMap::new(),
            slots: Vec::new(),
            wheel: Wheel::default(),
            wanted: BTreeMap::new(),
            stamp: 0,
        }
    }

    /// Now, in stamps.
    pub(super) fn mark(&self) -> Mark {
        Mark(self.stamp)
    }

    fn next_stamp(&mut self) -> u64 {
        self.stamp += 1;
        self.stamp
    }

    /// Has sessions that are filed under `record` told of, too.
    fn add_record(&mut self, id: CustomerId, record: CustomerId) -> Result<(), Full> {
        let Some(customer) = self.customers.get_mut(&id) else {
            return Ok(());
        };
        customer.records.insert(record);
        if let Some(known) = self.records.get_mut(&record) {
            known.customers.insert(id);
            return Ok(());
        }
        let room = self
            .slots
            .iter()
            .position(|records| records.len() < RECORDS);
        let slot = match room {
            Some(slot) => slot,
            None if self.slots.len() < SLOTS => {
                self.slots.push(BTreeSet::new());
                self.slots.len() - 1
            }
            None => return Err(Full),
        };
        if let Some(records) = self.slots.get_mut(slot) {
            records.insert(record);
        }
        let known = Record {
            customers: BTreeSet::from([id]),
            slot,
            since: None,
            contact_since: None,
        };
        self.records.insert(record, known);
        Ok(())
    }

    /// Somebody wants to be told of a customer who is watched.
    pub(super) fn subscribe(&mut self, id: CustomerId, mailbox: &Arc<Mailbox>, now: DateTime<Utc>) {
        let is_known = self
            .customers
            .get(&id)
            .is_some_and(|customer| customer.read.is_some_and(|read| self.covers(id, read)));
        if let Some(customer) = self.customers.get_mut(&id) {
            customer.mailboxes.push(mailbox.clone());
            if is_known {
                mailbox.fill(customer.sessions.all(now));
            }
        }
        if !is_known {
            self.want(id);
        }
    }

    pub(super) fn unsubscribe(&mut self, id: CustomerId, mailbox: &Arc<Mailbox>) {
        if let Some(customer) = self.customers.get_mut(&id) {
            customer.mailboxes.retain(|one| !Arc::ptr_eq(one, mailbox));
            if customer.mailboxes.is_empty() {
                customer.pinned = None;
            }
            customer.used = Some(Instant::now());
        }
    }

    /// Everybody who has subscribed to anybody.
    pub(super) fn mailboxes(&self) -> impl Iterator<Item = &Arc<Mailbox>> {
        self.customers
            .values()
            .flat_map(|customer| &customer.mailboxes)
    }

    /// A list was read, from its beginning, the reading having begun at `mark`. Tells whether there is
    /// something to be done because of it.
    pub(super) fn read(
        &mut self,
        key: &SessionsKey,
        page: &Page,
        mark: Mark,
        now: DateTime<Utc>,
    ) -> bool {
        let id = key.customer;
        let Some(customer) = self.customers.get_mut(&id) else {
            return false;
        };
        let list = &page.sessions;
        let is_whole = page.next.is_none();
        let learned = customer.sessions.read(list, is_whole, mark.0, now);
        let filed: BTreeSet<_> = list.iter().filter_map(|session| session.customer).collect();
        let mut unknown: Vec<_> = filed.difference(&customer.records).copied().collect();
        let room = MOST_RECORDS.saturating_sub(customer.records.len());
        customer.is_scattered |= unknown.len() > room;
        unknown.truncate(room);
        // Long enough for what a subscriber is told at first.
        let is_enough = is_whole || key.size >= LONG;
        if is_enough {
            customer.read = customer.read.max(Some(mark));
        }
        self.post(id, learned);
        if is_enough {
            self.wanted.remove(&id);
            if let Some(customer) = self.customers.get(&id) {
                let unfilled = customer.mailboxes.iter().filter(|one| !one.is_filled());
                unfilled.for_each(|mailbox| mailbox.fill(customer.sessions.all(now)));
            }
        }
        let is_more = !unknown.is_empty();
        for record in unknown {
            // Without a channel for it the customer is not covered, and read every time.
            let _ = self.add_record(id, record);
        }
        // The topics may have been confirmed while the list was being read.
        self.want_if_heard(id);
        is_more || self.wanted.contains_key(&id)
    }

    /// A frame has told of a session.
    pub(super) fn hear(&mut self, record: CustomerId, session: &Arc<Session>, now: DateTime<Utc>) {
        let stamp = self.next_stamp();
        let customers = self.of_record(record);
        let session = &self.with_known_record(&customers, session);
        for id in &customers {
            if let Some(customer) = self.customers.get_mut(id) {
                let learned = customer.sessions.hear(session, stamp, now);
                self.post(*id, learned);
            }
        }
        // What was late or came twice is not news; what is kept is as it is known to be.
        let newest = customers.iter().find_map(|id| {
            let customer = self.customers.get(id)?;
            customer.sessions.get(session.id).cloned()
        });
        self.renew(&customers, newest.as_ref().unwrap_or(session));
    }

    /// The session with what frames leave out, as it was last read.
    fn with_known_record(&self, of: &[CustomerId], session: &Arc<Session>) -> Arc<Session> {
        let watched = of.iter().find_map(|id| {
            let customer = self.customers.get(id)?;
            customer.sessions.get(session.id).cloned()
        });
        let cached = || self.scope.look::<Session>(&session.id)?.found;
        match watched
            .filter(|known| known.record.is_some())
            .or_else(cached)
        {
            Some(known) => session.with_record_of(&known),
            None => session.clone(),
        }
    }

    /// A frame was lost: what is known of these customers may not be all.
    pub(super) fn doubt(&mut self, record: CustomerId) {
        let stamp = Mark(self.next_stamp());
        if let Some(known) = self.records.get_mut(&record) {
            known.since = known.since.map(|_| stamp);
        }
        for id in self.of_record(record) {
            if let Some(customer) = self.customers.get_mut(&id) {
                Self::expire_customer(&self.scope, id, customer);
            }
            self.want_if_heard(id);
        }
    }

    /// Forgets what is known of a contact's customers. What the platform still lists is sent to subscribers again.
    pub(super) fn purge(&mut self, record: CustomerId, now: DateTime<Utc>) {
        self.doubt(record);
        for id in self.of_record(record) {
            if let Some(customer) = self.customers.get_mut(&id) {
                let learned = customer.sessions.clear(now);
                self.post(id, learned);
            }
        }
    }

    /// The customers to whom a contact's sessions belong.
    pub(super) fn of_record(&self, record: CustomerId) -> Vec<CustomerId> {
        let known = self.records.get(&record);
        known.map_or_else(Vec::new, |known| known.customers.iter().copied().collect())
    }

    /// Tells of every status that has turned by `now`.
    pub(super) fn turn(&mut self, now: DateTime<Utc>) {
        for (at, (id, session)) in self.wheel.due(now) {
            if let Some(customer) = self.customers.get_mut(&id) {
                let learned = customer.sessions.turn(session, at, now);
                self.post(id, learned);
            }
        }
    }

    fn post(&mut self, id: CustomerId, learned: Learned) {
        for (session, at) in learned.turns {
            self.wheel.set((id, session), at);
        }
        let Some(customer) = self.customers.get(&id) else {
            return;
        };
        let tell = |change: &Change| {
            for mailbox in &customer.mailboxes {
                mailbox.push(change);
            }
        };
        learned.changes.iter().for_each(tell);
    }
}
