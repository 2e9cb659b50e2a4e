//! Changes while the simulator runs: calls and visits begin, proceed and end, by chance or on request. Each change is
//! returned to the caller, which publishes it.

mod chance;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::TimeDelta;
use parking_lot::RwLock;

use super::action::{self, Action};
use super::opening::{self, OpenSession};
use super::person::Person;
use super::session::{Body, LIVE, Session};
use super::showcase;
use crate::clock::Time;
use crate::rng::SeededRng;

/// Maximum number of sessions kept per customer; the oldest ended ones are dropped.
const REMEMBERED: usize = 30;
/// Maximum number of customers with kept sessions.
const CUSTOMERS: usize = 2000;

/// Present sessions by customer, in the order in which they began.
#[derive(Debug)]
pub(crate) struct Live {
    seed: u64,
    epoch: Time,
    moving: bool,
    /// The customers of the demo agent's open conversations, with which nothing happens by chance.
    handled: Vec<u32>,
    sessions: RwLock<HashMap<u32, Vec<OngoingSession>>>,
}

/// A session and the time of its next change.
#[derive(Clone, Debug)]
struct OngoingSession {
    session: Arc<Session>,
    /// `None` if no further random change is due: the session has ended, is silent, or is changed by actions.
    next: Option<Time>,
    /// Whether silence has ended the visit and that was published.
    is_end_published: bool,
}

/// A session before and after a change.
#[derive(Debug)]
pub(crate) struct Change {
    /// `None` for a new session.
    pub(crate) before: Option<Arc<Session>>,
    pub(crate) after: Arc<Session>,
}

impl Live {
    pub(crate) fn new(seed: u64, epoch: Time, moving: bool) -> Self {
        let mut sessions: HashMap<u32, Vec<OngoingSession>> = HashMap::new();
        for begun in opening::all(seed, epoch) {
            let of_customer = sessions.entry(begun.customer).or_default();
            let OpenSession {
                customer,
                start,
                body,
                next,
            } = begun;
            push(of_customer, customer, LIVE, start, body, next);
        }
        Self {
            seed,
            epoch,
            moving,
            handled: Vec::new(),
            sessions: RwLock::new(sessions),
        }
    }

    /// Opens a conversation of the demo's agent with each of these customers.
    pub(crate) fn open_handled(&mut self, customers: Vec<u32>) {
        let sessions = self.sessions.get_mut();
        for begun in opening::handled(self.seed, self.epoch, &customers) {
            let of_customer = sessions.entry(begun.customer).or_default();
            let (customer, start) = (begun.customer, begun.start);
            push(of_customer, customer, LIVE, start, begun.body, begun.next);
        }
        self.handled = customers;
    }

    /// The customers of the demo agent's open conversations; none in a static world.
    pub(crate) fn handled(&self) -> &[u32] {
        &self.handled
    }

    /// A customer's present sessions, oldest first.
    pub(crate) fn of_customer(&self, customer: u32, now: Time) -> Vec<Arc<Session>> {
        let sessions = self.sessions.read();
        let of_customer = sessions
            .get(&customer)
            .map(Vec::as_slice)
            .unwrap_or_default();
        of_customer
            .iter()
            .map(|ongoing| self.at(ongoing, now))
            .collect()
    }

    /// All present sessions, in the order of their customers.
    pub(crate) fn all(&self, now: Time) -> Vec<Arc<Session>> {
        let sessions = self.sessions.read();
        let mut all: Vec<_> = sessions
            .values()
            .flatten()
            .map(|ongoing| self.at(ongoing, now))
            .collect();
        all.sort_by_key(|session| (session.customer, session.number));
        all
    }

    pub(crate) fn session(&self, customer: u32, number: u32, now: Time) -> Option<Arc<Session>> {
        let sessions = self.sessions.read();
        let ongoing = sessions
            .get(&customer)?
            .iter()
            .find(|ongoing| ongoing.session.number == number)?;
        Some(self.at(ongoing, now))
    }

    /// In a static world the active visit stays active: its last event is always a few seconds old, until an action adds
    /// another one.
    fn at(&self, ongoing: &OngoingSession, now: Time) -> Arc<Session> {
        if self.moving || now <= self.epoch || ongoing.next.is_none() {
            return Arc::clone(&ongoing.session);
        }
        let mut moved = Arc::clone(&ongoing.session);
        if let Body::Visit(visit) = &mut Arc::make_mut(&mut moved).body
            && let Some(last) = visit.events.last_mut()
        {
            last.at = now - TimeDelta::seconds(5);
        }
        moved
    }

    /// Ends the visits that have been silent for too long. Time ends them, so this applies to a static world,
    /// too.
    pub(crate) fn end_silent_visits(&self, now: Time) -> Vec<Change> {
        let mut sessions = self.sessions.write();
        let mut changes = Vec::new();
        for ongoing in sessions.values_mut().flatten() {
            let Body::Visit(visit) = &ongoing.session.body else {
                continue;
            };
            let kept_active = !self.moving && ongoing.next.is_some();
            if ongoing.is_end_published || kept_active || visit.ended(now).is_none() {
                continue;
            }
            ongoing.is_end_published = true;
            ongoing.next = None;
            changes.push(Change {
                before: Some(Arc::clone(&ongoing.session)),
                after: Arc::clone(&ongoing.session),
            });
        }
        changes
    }

    /// Applies an action of `person` now; `None` if it applies to no session.
    pub(crate) fn perform(&self, person: &Person, action: Action, now: Time) -> Option<Change> {
        let mut sessions = self.sessions.write();
        let of_customer = sessions.get(&person.number).map_or(0, Vec::len);
        let open = sessions
            .get_mut(&person.number)
            .into_iter()
            .flatten()
            .rev()
            .map(|ongoing| (self.at(ongoing, now), ongoing))
            .find(|(seen, _)| action::applies(action, seen, now));
        let change = if let Some((before, ongoing)) = open {
            let mut rng = self.action_rng(&before);
            let mut after = Arc::clone(&before);
            action::apply(&mut rng, action, &mut Arc::make_mut(&mut after).body, now);
            ongoing.session = Arc::clone(&after);
            ongoing.next = None;
            Change {
                before: Some(before),
                after,
            }
        } else {
            let number = u64::try_from(of_customer).unwrap_or_default();
            let instant = u64::try_from((now - self.epoch).num_milliseconds()).unwrap_or_default();
            let mut rng =
                SeededRng::for_entity(self.seed, [u64::from(person.number), instant, number]);
            let visit = self.open_visit(&sessions, person.number, now);
            let begun = action::begin(&mut rng, action, person.country.division, (visit, now))?;
            let of_customer = sessions.entry(person.number).or_default();
            let number = self.next_number(now);
            Change {
                before: None,
                after: push(of_customer, person.number, number, now, begun, None),
            }
        };
        self.drop_surplus(&mut sessions);
        Some(change)
    }

    /// The number of the customer's open visit, on which a conversation can begin.
    fn open_visit(
        &self,
        sessions: &HashMap<u32, Vec<OngoingSession>>,
        customer: u32,
        now: Time,
    ) -> Option<u32> {
        let of_customer = sessions.get(&customer).map(Vec::as_slice)?;
        let seen = of_customer
            .iter()
            .rev()
            .map(|ongoing| self.at(ongoing, now));
        let mut open = seen.filter(|session| {
            matches!(&session.body, Body::Visit(visit) if !visit.app && visit.ended(now).is_none())
        });
        open.next().map(|session| session.number)
    }

    /// A random stream that depends only on the session's past.
    fn action_rng(&self, session: &Session) -> SeededRng {
        let past = u64::try_from(event_count(session)).unwrap_or_default();
        let name = [u64::from(session.customer), u64::from(session.number), past];
        SeededRng::for_entity(self.seed, name)
    }

    /// Bounds the memory: drops the oldest ended sessions first.
    fn drop_surplus(&self, sessions: &mut HashMap<u32, Vec<OngoingSession>>) {
        for of_customer in sessions.values_mut() {
            while of_customer.len() > REMEMBERED {
                let Some(oldest) = of_customer
                    .iter()
                    .position(|ongoing| ongoing.next.is_none())
                else {
                    break;
                };
                of_customer.remove(oldest);
            }
        }
        while sessions.len() > CUSTOMERS {
            let over = |(customer, list): (&u32, &Vec<OngoingSession>)| {
                let done = !matches!(*customer, showcase::LIVE_NOW | showcase::CHAT_NOW)
                    && !self.handled.contains(customer)
                    && list.iter().all(|ongoing| ongoing.next.is_none());
                done.then(|| {
                    (
                        list.last().map(|ongoing| ongoing.session.created),
                        *customer,
                    )
                })
            };
            let Some((_, oldest)) = sessions.iter().filter_map(over).min() else {
                break;
            };
            sessions.remove(&oldest);
        }
    }

    /// A number that grows with time, so that the number of a dropped session is never reused.
    fn next_number(&self, now: Time) -> u32 {
        LIVE + 2 + u32::try_from((now - self.epoch).num_seconds()).unwrap_or_default()
    }
}

/// Number of events in the session so far.
fn event_count(session: &Session) -> usize {
    match &session.body {
        Body::Visit(visit) => visit.events.len(),
        Body::Conversation(conversation) => conversation.moments().len(),
        Body::Case { .. } | Body::Future => 0,
    }
}

/// Appends a session to those of its customer.
fn push(
    sessions: &mut Vec<OngoingSession>,
    customer: u32,
    number: u32,
    created: Time,
    body: Body,
    next: Option<Time>,
) -> Arc<Session> {
    let number = sessions
        .last()
        .map_or(number, |ongoing| number.max(ongoing.session.number + 1));
    let session = Arc::new(Session {
        customer,
        record: 0,
        number,
        created,
        nulls: false,
        body,
    });
    sessions.push(OngoingSession {
        session: Arc::clone(&session),
        next,
        is_end_published: false,
    });
    session
}
