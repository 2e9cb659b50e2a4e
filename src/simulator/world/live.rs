//! What happens while the simulator runs: calls and visits that begin, move on and end.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::TimeDelta;

use super::channel::{Channel, INBOUND_CALL, WEB_MESSAGING};
use super::organization::{Agent, Code, Division, EUROPE, Queue, TRANSFERRED};
use super::person::Person;
use super::session::{Body, LIVE, Session};
use super::showcase;
use super::site::PAGES;
use super::story::{CLIENT, Leg, PEER, Served, Story, TRANSFER, WrapUp};
use super::visit::{Visit, What};
use crate::simulator::clock::Time;
use crate::simulator::dice::Dice;

/// Customers with something going on, the showcase one not counted.
const BUSY: usize = 40;
/// Sessions that are remembered for one customer after they have ended; older ones are forgotten.
const REMEMBERED: usize = 30;
/// Customers of whom anything is remembered.
const CUSTOMERS: usize = 400;

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
    next: Option<Time>,
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
            .map(|ongoing| self.at(&ongoing.session, now))
            .collect()
    }

    pub(crate) fn session(&self, customer: u32, number: u32, now: Time) -> Option<Arc<Session>> {
        let sessions = self.sessions.read().unwrap_or_else(PoisonError::into_inner);
        let ongoing = sessions
            .get(&customer)?
            .iter()
            .find(|ongoing| ongoing.session.number == number)?;
        Some(self.at(&ongoing.session, now))
    }

    /// In a world that stands still the active visit stays active: its last event is always a few seconds old.
    fn at(&self, session: &Arc<Session>, now: Time) -> Arc<Session> {
        if self.moving || now <= self.epoch {
            return Arc::clone(session);
        }
        let mut moved = Arc::clone(session);
        if let Body::Visit(visit) = &mut Arc::make_mut(&mut moved).body
            && let Some(last) = visit.events.last_mut()
        {
            last.at = now - TimeDelta::seconds(5);
        }
        moved
    }

    /// Moves everything that is due on by one step, and starts new sessions. `person` finds a customer.
    pub(crate) fn advance(
        &self,
        now: Time,
        customers: u32,
        person: impl Fn(u32) -> Option<Person>,
    ) {
        let seconds = u64::try_from((now - self.epoch).num_seconds()).unwrap_or_default();
        let mut dice = Dice::of(self.seed, [u64::MAX, seconds, 7]);
        let mut sessions = self
            .sessions
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        for ongoing in sessions.values_mut().flatten() {
            if ongoing.next.is_some_and(|next| next <= now) {
                ongoing.next = step(&mut dice, Arc::make_mut(&mut ongoing.session), now);
            }
        }
        self.begin(&mut dice, &mut sessions, now, customers, person);
        forget(&mut sessions);
    }

    fn begin(
        &self,
        dice: &mut Dice,
        sessions: &mut HashMap<u32, Vec<Ongoing>>,
        now: Time,
        customers: u32,
        person: impl Fn(u32) -> Option<Person>,
    ) {
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
                let next = now + dice.seconds(3, 8);
                push(
                    showcase,
                    showcase::LIVE_NOW,
                    self.fresh(now),
                    now,
                    begun,
                    next,
                );
            }
        }
        let busy = sessions
            .values()
            .flatten()
            .filter(|ongoing| ongoing.next.is_some())
            .count();
        if busy >= BUSY || !dice.chance(35) || customers <= showcase::COUNT {
            return;
        }
        let drawn = dice.between(i64::from(showcase::COUNT), i64::from(customers) - 1);
        let Some(person) = u32::try_from(drawn).ok().and_then(person) else {
            return;
        };
        let division = person.country.division;
        let begun = match dice.between(1, 10) {
            1..=6 => visit(dice, division, now),
            7 => call(dice, &WEB_MESSAGING, division, now),
            _ => call(dice, &INBOUND_CALL, division, now),
        };
        let next = now + dice.seconds(2, 10);
        push(
            sessions.entry(person.number).or_default(),
            person.number,
            self.fresh(now),
            now,
            begun,
            next,
        );
    }

    /// A number that grows with time, so that none is used again after its session was forgotten.
    fn fresh(&self, now: Time) -> u32 {
        LIVE + 2 + u32::try_from((now - self.epoch).num_seconds()).unwrap_or_default()
    }
}

/// Adds a session behind the others of its customer.
fn push(
    sessions: &mut Vec<Ongoing>,
    customer: u32,
    number: u32,
    created: Time,
    body: Body,
    next: Time,
) {
    let number = sessions
        .last()
        .map_or(number, |ongoing| number.max(ongoing.session.number + 1));
    let session = Session {
        customer,
        record: 0,
        number,
        created,
        nulls: false,
        body,
    };
    sessions.push(Ongoing {
        session: Arc::new(session),
        next: Some(next),
    });
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
        epoch + TimeDelta::seconds(4),
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
        epoch + TimeDelta::seconds(20),
    );
    sessions
}

fn visit(dice: &mut Dice, division: &'static Division, now: Time) -> Body {
    let mut visit = Visit::empty(dice, false, now, Some(division));
    visit.step(dice, now, 1);
    Body::Visit(visit)
}

/// A conversation that has just arrived in a queue of the division.
fn call(
    dice: &mut Dice,
    channel: &'static Channel,
    division: &'static Division,
    now: Time,
) -> Body {
    let queue = *dice.pick(&Queue::of(division));
    Body::Conversation(Story {
        channel,
        direction: "Inbound",
        start: now,
        customer_left: None,
        end: None,
        legs: vec![Leg {
            queue: Some(queue),
            queued: now,
            agent: None,
            given_up: None,
        }],
        home: division,
        subject: None,
        visit: None,
        old_spelling: false,
    })
}

/// An agent takes the conversation that waits.
fn answer(dice: &mut Dice, story: &mut Story, now: Time) {
    let division = story.home;
    let mut agents = Agent::of(division);
    agents.retain(|agent| {
        !story
            .agents()
            .any(|served| served.who.number == agent.number)
    });
    if let (Some(leg), false) = (story.legs.last_mut(), agents.is_empty()) {
        let who = *dice.pick(&agents);
        leg.agent = Some(Served {
            who,
            connected: now,
            left: None,
            how: &PEER,
            wrap_up: None,
        });
    }
}

/// The next thing that happens in a session; returns when to look again, or nothing once it is over.
fn step(dice: &mut Dice, session: &mut Session, now: Time) -> Option<Time> {
    match &mut session.body {
        Body::Visit(visit) => browse(dice, visit, now),
        Body::Conversation(story) => talk(dice, story, now),
        _ => None,
    }
}

/// Mostly a new event soon; now and then a pause in which the visit turns idle or inactive; at last no more.
fn browse(dice: &mut Dice, visit: &mut Visit, now: Time) -> Option<Time> {
    if visit.events.len() >= 60 || dice.chance(2) {
        return None;
    }
    // Answers to an offer come later than the offer; what has not happened yet is not told.
    let silent = visit.last() >= now;
    if !silent {
        visit.step(dice, now - TimeDelta::milliseconds(1), 1);
        if dice.chance(12) {
            visit.push(now, What::Search("wifi slow"));
        }
    }
    Some(
        now + if dice.chance(14) {
            dice.seconds(47, 85)
        } else {
            dice.seconds(3, 14)
        },
    )
}

/// Waiting, talking, perhaps transferred, gone, wrapped up.
fn talk(dice: &mut Dice, story: &mut Story, now: Time) -> Option<Time> {
    let legs = story.legs.len();
    let home = story.home;
    let leg = story.legs.last_mut()?;
    let Some(served) = &mut leg.agent else {
        answer(dice, story, now);
        return Some(now + dice.seconds(15, 50));
    };
    if served.left.is_none() {
        served.left = Some(now);
        if legs < 3 && dice.chance(35) {
            served.how = &TRANSFER;
            let code = if *home == EUROPE {
                &TRANSFERRED
            } else {
                *dice.pick(&Code::of(home))
            };
            served.wrap_up = Some(WrapUp {
                code,
                note: None,
                at: now,
            });
            let queue = *dice.pick(&Queue::of(home));
            story.legs.push(Leg {
                queue: Some(queue),
                queued: now,
                agent: None,
                given_up: None,
            });
            return Some(now + dice.seconds(4, 15));
        }
        served.how = dice.pick::<&_>(&[&PEER, &CLIENT]);
        story.customer_left = Some(now);
        return Some(now + dice.seconds(6, 25));
    }
    let code = *dice.pick(&Code::of(home));
    served.wrap_up = Some(WrapUp {
        code,
        note: None,
        at: now,
    });
    story.end = Some(now);
    None
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
