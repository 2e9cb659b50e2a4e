//! What happens while the simulator runs: calls and visits that begin, move on and end, by chance or on request. Every
//! change is handed back to whoever made it happen, so that it can be told to those who listen.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::TimeDelta;

use super::act::{self, Act};
use super::channel::{INBOUND_CALL, WEB_MESSAGING};
use super::movement::{answer, call, step, visit};
use super::organization::EUROPE;
use super::person::Person;
use super::session::{Body, LIVE, Session};
use super::showcase;
use super::site::PAGES;
use super::visit::{Visit, What};
use crate::simulator::clock::Time;
use crate::simulator::dice::Dice;

/// Customers with something going on, the showcase one not counted.
const BUSY: usize = 40;
/// Sessions that are remembered for one customer after they have ended; older ones are forgotten.
const REMEMBERED: usize = 30;
/// Customers of whom anything is remembered.
const CUSTOMERS: usize = 2000;

/// Sessions of the present, by customer, in the order in which they began.
#[derive(Debug)]
pub(crate) struct Live {
    seed: u64,
    epoch: Time,
    moving: bool,
    sessions: RwLock<HashMap<u32, Vec<Ongoing>>>,
}

/// A session and when something happens next in it.
#[derive(Clone, Debug)]
struct Ongoing {
    session: Arc<Session>,
    /// None once chance has nothing more to do here: the session is over, falls silent, or is moved on request.
    next: Option<Time>,
    /// Silence has ended the visit, and that was told.
    fell_silent: bool,
}

/// A session before and after something happened to it.
#[derive(Debug)]
pub(crate) struct Change {
    /// None when it has just begun.
    pub(crate) before: Option<Arc<Session>>,
    pub(crate) after: Arc<Session>,
}

impl Live {
    pub(crate) fn new(seed: u64, epoch: Time, moving: bool) -> Self {
        let first = opening(
            &mut Dice::of(seed, [u64::from(showcase::LIVE_NOW), 0, 99]),
            epoch,
        );
        let sessions = HashMap::from([(showcase::LIVE_NOW, first)]);
        Self {
            seed,
            epoch,
            moving,
            sessions: RwLock::new(sessions),
        }
    }

    /// A customer's present sessions, oldest first.
    pub(crate) fn of(&self, customer: u32, now: Time) -> Vec<Arc<Session>> {
        let sessions = self.sessions.read().unwrap_or_else(PoisonError::into_inner);
        let of_customer = sessions
            .get(&customer)
            .map(Vec::as_slice)
            .unwrap_or_default();
        of_customer
            .iter()
            .map(|ongoing| self.at(ongoing, now))
            .collect()
    }

    pub(crate) fn session(&self, customer: u32, number: u32, now: Time) -> Option<Arc<Session>> {
        let sessions = self.sessions.read().unwrap_or_else(PoisonError::into_inner);
        let ongoing = sessions
            .get(&customer)?
            .iter()
            .find(|ongoing| ongoing.session.number == number)?;
        Some(self.at(ongoing, now))
    }

    /// In a world that stands still the active visit stays active: its last event is always a few seconds old, until
    /// somebody asks for another one.
    fn at(&self, ongoing: &Ongoing, now: Time) -> Arc<Session> {
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

    /// Ends the visits that have been silent for too long. It is time that ends them, so this goes on in a world that
    /// stands still, too.
    pub(crate) fn settle(&self, now: Time) -> Vec<Change> {
        let mut sessions = self
            .sessions
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let mut changes = Vec::new();
        for ongoing in sessions.values_mut().flatten() {
            let Body::Visit(visit) = &ongoing.session.body else {
                continue;
            };
            let kept_active = !self.moving && ongoing.next.is_some();
            if ongoing.fell_silent || kept_active || visit.ended(now).is_none() {
                continue;
            }
            ongoing.fell_silent = true;
            ongoing.next = None;
            changes.push(Change {
                before: Some(Arc::clone(&ongoing.session)),
                after: Arc::clone(&ongoing.session),
            });
        }
        changes
    }

    /// Makes `person` do something now; nothing when there is nothing it could happen to.
    pub(crate) fn act(&self, person: &Person, act: Act, now: Time) -> Option<Change> {
        let mut sessions = self
            .sessions
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let of_customer = sessions.get(&person.number).map_or(0, Vec::len);
        let open = sessions
            .get_mut(&person.number)
            .into_iter()
            .flatten()
            .rev()
            .map(|ongoing| (self.at(ongoing, now), ongoing))
            .find(|(seen, _)| act::applies(act, seen, now));
        let change = if let Some((before, ongoing)) = open {
            let mut dice = self.dice_of_act(&before);
            let mut after = Arc::clone(&before);
            act::apply(&mut dice, act, &mut Arc::make_mut(&mut after).body, now);
            ongoing.session = Arc::clone(&after);
            ongoing.next = None;
            Change {
                before: Some(before),
                after,
            }
        } else {
            let number = u64::try_from(of_customer).unwrap_or_default();
            let instant = u64::try_from((now - self.epoch).num_milliseconds()).unwrap_or_default();
            let mut dice = Dice::of(self.seed, [u64::from(person.number), instant, number]);
            let begun = act::begin(&mut dice, act, person.country.division, now)?;
            let of_customer = sessions.entry(person.number).or_default();
            let number = self.fresh(now);
            Change {
                before: None,
                after: push(of_customer, person.number, number, now, begun, None),
            }
        };
        forget(&mut sessions);
        Some(change)
    }

    /// Dice that depend on nothing but the session's past.
    fn dice_of_act(&self, session: &Session) -> Dice {
        let past = u64::try_from(happened(session)).unwrap_or_default();
        let name = [u64::from(session.customer), u64::from(session.number), past];
        Dice::of(self.seed, name)
    }

    /// Moves everything that is due on by one step, and starts new sessions. `person` finds a customer.
    pub(crate) fn advance(
        &self,
        now: Time,
        customers: u32,
        person: impl Fn(u32) -> Option<Person>,
    ) -> Vec<Change> {
        let mut changes = Vec::new();
        let instant = u64::try_from((now - self.epoch).num_milliseconds()).unwrap_or_default();
        let mut sessions = self
            .sessions
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        for ongoing in sessions.values_mut().flatten() {
            if ongoing.next.is_some_and(|next| next <= now) {
                let (customer, number) = (ongoing.session.customer, ongoing.session.number);
                let of_session = [u64::from(customer), u64::from(number), instant];
                let mut dice = Dice::of(self.seed, of_session);
                let before = Arc::clone(&ongoing.session);
                ongoing.next = step(&mut dice, Arc::make_mut(&mut ongoing.session), now);
                if happened(&before) != happened(&ongoing.session) {
                    changes.push(Change {
                        before: Some(before),
                        after: Arc::clone(&ongoing.session),
                    });
                }
            }
        }
        let mut dice = Dice::of(self.seed, [u64::MAX, instant, 7]);
        let begun = self.begin(&mut dice, &mut sessions, now, customers, person);
        changes.extend(begun.into_iter().map(|after| Change {
            before: None,
            after,
        }));
        forget(&mut sessions);
        changes
    }

    fn begin(
        &self,
        dice: &mut Dice,
        sessions: &mut HashMap<u32, Vec<Ongoing>>,
        now: Time,
        customers: u32,
        person: impl Fn(u32) -> Option<Person>,
    ) -> Vec<Arc<Session>> {
        let mut all_begun = Vec::new();
        let showcase = sessions.entry(showcase::LIVE_NOW).or_default();
        for talk in [true, false] {
            let busy = |ongoing: &Ongoing| {
                ongoing.next.is_some() && ongoing.session.story().is_some() == talk
            };
            if !showcase.iter().any(busy) && dice.chance(20) {
                let begun = if talk {
                    call(dice, &INBOUND_CALL, &EUROPE, now)
                } else {
                    visit(dice, &EUROPE, now)
                };
                let next = Some(now + dice.seconds(3, 8));
                all_begun.push(push(
                    showcase,
                    showcase::LIVE_NOW,
                    self.fresh(now),
                    now,
                    begun,
                    next,
                ));
            }
        }
        let busy = sessions
            .values()
            .flatten()
            .filter(|ongoing| ongoing.next.is_some())
            .count();
        if busy >= BUSY || !dice.chance(35) || customers <= showcase::COUNT {
            return all_begun;
        }
        let drawn = dice.between(i64::from(showcase::COUNT), i64::from(customers) - 1);
        let Some(person) = u32::try_from(drawn).ok().and_then(person) else {
            return all_begun;
        };
        let division = person.country.division;
        let begun = match dice.between(1, 10) {
            1..=6 => visit(dice, division, now),
            7 => call(dice, &WEB_MESSAGING, division, now),
            _ => call(dice, &INBOUND_CALL, division, now),
        };
        let next = Some(now + dice.seconds(2, 10));
        all_begun.push(push(
            sessions.entry(person.number).or_default(),
            person.number,
            self.fresh(now),
            now,
            begun,
            next,
        ));
        all_begun
    }

    /// A number that grows with time, so that none is used again after its session was forgotten.
    fn fresh(&self, now: Time) -> u32 {
        LIVE + 2 + u32::try_from((now - self.epoch).num_seconds()).unwrap_or_default()
    }
}

/// How much has happened in a session so far.
fn happened(session: &Session) -> usize {
    match &session.body {
        Body::Visit(visit) => visit.events.len(),
        Body::Conversation(story) => story.moments().len(),
        Body::Case { .. } | Body::Future => 0,
    }
}

/// Adds a session behind the others of its customer.
fn push(
    sessions: &mut Vec<Ongoing>,
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
    sessions.push(Ongoing {
        session: Arc::clone(&session),
        next,
        fell_silent: false,
    });
    session
}

/// What goes on at the showcase customer when the simulator starts: an active visit, then a call from it.
fn opening(dice: &mut Dice, epoch: Time) -> Vec<Ongoing> {
    let mut sessions = Vec::new();
    let start = epoch - TimeDelta::minutes(9);
    let mut visit = Visit::tour(dice, start, &EUROPE);
    visit
        .events
        .retain(|event| event.at < epoch - TimeDelta::seconds(20));
    let [.., checkout, _] = &PAGES;
    visit.push(epoch - TimeDelta::seconds(5), What::Page(checkout));
    push(
        &mut sessions,
        showcase::LIVE_NOW,
        LIVE,
        start,
        Body::Visit(visit),
        Some(epoch + TimeDelta::seconds(4)),
    );
    let start = epoch - TimeDelta::minutes(4);
    let mut body = call(dice, &INBOUND_CALL, &EUROPE, start);
    if let Body::Conversation(story) = &mut body {
        answer(dice, story, start + TimeDelta::seconds(35));
    }
    push(
        &mut sessions,
        showcase::LIVE_NOW,
        LIVE,
        start,
        body,
        Some(epoch + TimeDelta::seconds(20)),
    );
    sessions
}

/// Keeps the memory bounded: the oldest sessions that are over go first.
fn forget(sessions: &mut HashMap<u32, Vec<Ongoing>>) {
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
        let over = |(customer, list): (&u32, &Vec<Ongoing>)| {
            let done = *customer != showcase::LIVE_NOW
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
