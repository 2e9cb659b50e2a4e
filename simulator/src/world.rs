//! The world that the simulator serves: an organization and its customers.
//!
//! Customers are not stored. The past is computed on each request from the seed, the customer's number and the session's
//! number, so that fifty thousand customers use no more memory than one. Only changes during the run are kept ([`live`],
//! [`revision`]).

use std::sync::Arc;

use chrono::TimeDelta;

use super::clock::Time;
use super::identity::{EntityKind, Ids};
use super::rng::SeededRng;

pub(crate) mod action;
pub(crate) mod channel;
pub(crate) mod conversation;
pub(crate) mod disconnect;
pub(crate) mod live;
pub(crate) mod movement;
pub(crate) mod opening;
pub(crate) mod organization;
pub(crate) mod person;
pub(crate) mod revision;
pub(crate) mod session;
pub(crate) mod showcase;
pub(crate) mod site;
pub(crate) mod visit;

use live::Live;
use organization::EUROPE;
use person::{ContactType, Person};
use revision::Revisions;
use session::{Body, LIVE, Plan, Session};
use visit::Silence;

/// The purpose of a random stream: each has a stream of its own.
const PERSON: u64 = 1;
const LENGTH: u64 = 2;
const AGE: u64 = 3;
const PLAN: u64 = 4;
const BODY: u64 = 5;

/// The history ends this long before the simulator starts, so that all its sessions have ended.
const HISTORY_END: TimeDelta = TimeDelta::hours(2);
/// Length of the history in milliseconds: about a year.
const HISTORY_LENGTH: f64 = 363.0 * 86_400_000.0;

/// Minimum number of past sessions of a customer of the demo's agent.
const SOME_HISTORY: u32 = 8;

/// The organization, its customers and their sessions.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) customers: u32,
    /// The time that the history is relative to.
    pub(crate) epoch: Time,
    pub(crate) ids: Ids,
    pub(crate) silence: Silence,
    pub(crate) live: Live,
    pub(crate) revisions: Revisions,
}

impl World {
    pub(crate) fn new(
        (seed, customers): (u64, u32),
        silence: Silence,
        epoch: Time,
        moving: bool,
    ) -> Self {
        let customers = customers.max(showcase::COUNT);
        Self {
            seed,
            customers,
            epoch,
            ids: Ids::new(seed),
            silence,
            live: Live::new(seed, epoch, moving),
            revisions: Revisions::default(),
        }
    }

    /// Opens the conversations of the demo's agent, with ordinary customers of the agent's division. They stay as they are
    /// until an action changes them.
    pub(crate) fn open_handled(&mut self) {
        let suits = |number: &u32| {
            self.records(*number) == 1
                && self.length(*number) >= SOME_HISTORY
                && self.person(*number).is_some_and(|person| {
                    person.contact_type == ContactType::Curated
                        && *person.country.division == EUROPE
                })
        };
        let customers = (showcase::COUNT..self.customers).filter(suits);
        let customers = customers.take(opening::HANDLED.len()).collect();
        self.live.open_handled(customers);
    }

    fn rng(&self, customer: u32, number: u32, about: u64) -> SeededRng {
        SeededRng::for_entity(self.seed, [u64::from(customer), u64::from(number), about])
    }

    /// The person with this number, if there is one.
    pub(crate) fn person(&self, customer: u32) -> Option<Person> {
        (customer < self.customers).then(|| {
            let mut person = Person::random(&mut self.rng(customer, 0, PERSON), customer);
            person.contact_type = showcase::contact_type(customer).unwrap_or(person.contact_type);
            person.company = showcase::company(customer).or(person.company);
            person.family = self.revisions.family(&person);
            person
        })
    }

    /// Number of records of a customer: two if one was merged into the other, else one.
    pub(crate) fn records(&self, customer: u32) -> u32 {
        let merged = match customer {
            showcase::MERGED => true,
            _ if customer < showcase::COUNT => false,
            _ => self.rng(customer, 1, PERSON).chance(5),
        };
        if merged { 2 } else { 1 }
    }

    /// Number of past sessions of a customer.
    pub(crate) fn length(&self, customer: u32) -> u32 {
        let random = || {
            let mut rng = self.rng(customer, 0, LENGTH);
            match rng.between(1, 1000) {
                1..=4 => rng.between(205, 320),
                5..=700 => rng.between(3, 15),
                _ => rng.between(12, 40),
            }
        };
        showcase::length(customer).unwrap_or_else(|| u32::try_from(random()).unwrap_or(3))
    }

    /// Age of the session at `epoch`, before visits move next to their conversations. Recent sessions are denser than old
    /// ones, and the numbers count back in time.
    fn age(&self, customer: u32, number: u32, length: u32) -> TimeDelta {
        let jitter = self.rng(customer, number, AGE).fraction();
        let share = (f64::from(number) + jitter) / f64::from(length.max(1));
        let millis = HISTORY_LENGTH * share.powf(1.7);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a year in milliseconds fits by far"
        )]
        let millis = millis as i64;
        HISTORY_END + TimeDelta::milliseconds(millis)
    }

    fn plan(&self, customer: u32, number: u32) -> Plan {
        showcase::plan(customer, number).unwrap_or_else(|| {
            let home = self
                .person(customer)
                .map_or(&organization::HOME, |person| person.country.division);
            Plan::random(&mut self.rng(customer, number, PLAN), home)
        })
    }

    /// A past session.
    fn past(&self, customer: u32, number: u32) -> Option<Session> {
        let length = self.length(customer);
        if customer >= self.customers || number >= length {
            return None;
        }
        let plan = self.plan(customer, number);
        let mut age = self.age(customer, number, length);
        // A visit on which a conversation began directly precedes it.
        if plan.kind.is_web()
            && number > 0
            && self.plan(customer, number - 1).kind.begins_on_the_site()
        {
            age = age.min(self.age(customer, number - 1, length) + TimeDelta::minutes(4));
        }
        let created = self.epoch - age;
        let mut body = plan.generate(&mut self.rng(customer, number, BODY), created);
        if let Body::Conversation(conversation) = &mut body
            && plan.kind.begins_on_the_site()
            && number + 1 < length
            && self.plan(customer, number + 1).kind.is_web()
        {
            conversation.visit = Some(number + 1);
        }
        let record = if number % 2 == 1 {
            self.records(customer) - 1
        } else {
            0
        };
        Some(Session {
            customer,
            record,
            number,
            created,
            nulls: number % 3 == 1,
            body,
        })
    }

    /// A past or present session.
    pub(crate) fn session(&self, customer: u32, number: u32, now: Time) -> Option<Arc<Session>> {
        if number >= LIVE {
            self.live.session(customer, number, now)
        } else {
            self.past(customer, number).map(Arc::new)
        }
    }

    /// A customer's sessions, newest first, after the number `after`.
    pub(crate) fn sessions(
        &self,
        customer: u32,
        after: Option<u32>,
        now: Time,
    ) -> impl Iterator<Item = Arc<Session>> {
        let mut present = self.live.of_customer(customer, now);
        present.retain(|session| after.is_none_or(|after| after >= LIVE && session.number < after));
        let first = match after {
            Some(number) if number < LIVE => number + 1,
            _ => 0,
        };
        let past =
            (first..self.length(customer)).filter_map(move |number| self.past(customer, number));
        present.into_iter().rev().chain(past.map(Arc::new))
    }

    /// The contact with this id: the customer's number and the record.
    pub(crate) fn contact(&self, id: &str) -> Option<(u32, u32)> {
        let name = self.ids.read(EntityKind::Contact, id)?;
        (name.first < self.customers && name.second < self.records(name.first))
            .then_some((name.first, name.second))
    }

    pub(crate) fn contact_id(&self, customer: u32, record: u32) -> String {
        self.ids.make(EntityKind::Contact, customer, record, 0)
    }

    pub(crate) fn session_id(&self, session: &Session) -> String {
        self.ids
            .make(EntityKind::Session, session.customer, session.number, 0)
    }

    pub(crate) fn conversation_id(&self, session: &Session) -> String {
        self.ids.make(
            EntityKind::Conversation,
            session.customer,
            session.number,
            0,
        )
    }

    /// The session with this id, if it has the right kind and exists.
    pub(crate) fn session_named(
        &self,
        kind: EntityKind,
        id: &str,
        now: Time,
    ) -> Option<Arc<Session>> {
        let name = self.ids.read(kind, id)?;
        (name.third == 0).then(|| self.session(name.first, name.second, now))?
    }
}
