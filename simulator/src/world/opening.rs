//! The open sessions at the start of the simulator.

use chrono::TimeDelta;

use super::channel::INBOUND_CALL;
use super::movement::{answer, answer_as, call, hang_up, message, ring};
use super::organization::{DEMO_AGENT, EUROPE};
use super::session::{Body, LIVE};
use super::showcase;
use super::site::PAGES;
use super::visit::{Visit, VisitEventKind};
use crate::clock::Time;
use crate::rng::SeededRng;

/// A session that is open at the start, and the time of its next change; `None` if only actions change it.
pub(super) struct OpenSession {
    pub(super) customer: u32,
    pub(super) start: Time,
    pub(super) body: Body,
    pub(super) next: Option<Time>,
}

/// All open sessions; those of one customer in the order in which they began, numbered from [`LIVE`].
pub(super) fn all(seed: u64, epoch: Time) -> Vec<OpenSession> {
    let rng = |customer: u32| SeededRng::for_entity(seed, [u64::from(customer), 0, 99]);
    let mut begun = called(&mut rng(showcase::LIVE_NOW), epoch);
    begun.extend(chatted(&mut rng(showcase::CHAT_NOW), epoch));
    begun
}

/// What the open conversation with each customer of [`handled`] shows.
pub(crate) const HANDLED: [&str; 3] = [
    "a call that rings at demo-agent",
    "a web messaging conversation with demo-agent",
    "a call that demo-agent has ended and not yet wrapped up",
];

/// The conversations of the demo's agent with these customers, in the order of [`HANDLED`].
pub(super) fn handled(seed: u64, epoch: Time, customers: &[u32]) -> Vec<OpenSession> {
    let states = [ringing, connected, in_after_call_work];
    let begun = customers.iter().zip(states).map(|(customer, state)| {
        let mut rng = SeededRng::for_entity(seed, [u64::from(*customer), 0, 99]);
        let (start, body) = state(&mut rng, epoch);
        OpenSession {
            customer: *customer,
            start,
            body,
            next: None,
        }
    });
    begun.collect()
}

fn ringing(rng: &mut SeededRng, epoch: Time) -> (Time, Body) {
    let start = epoch - TimeDelta::seconds(25);
    let mut body = call(rng, &INBOUND_CALL, &EUROPE, start);
    if let Body::Conversation(conversation) = &mut body {
        ring(&DEMO_AGENT, conversation, epoch - TimeDelta::seconds(3));
    }
    (start, body)
}

fn connected(rng: &mut SeededRng, epoch: Time) -> (Time, Body) {
    let start = epoch - TimeDelta::minutes(3);
    let mut body = message(rng, &EUROPE, None, start);
    if let Body::Conversation(conversation) = &mut body {
        answer_as(&DEMO_AGENT, conversation, start + TimeDelta::seconds(30));
    }
    (start, body)
}

fn in_after_call_work(rng: &mut SeededRng, epoch: Time) -> (Time, Body) {
    let start = epoch - TimeDelta::minutes(7);
    let mut body = call(rng, &INBOUND_CALL, &EUROPE, start);
    if let Body::Conversation(conversation) = &mut body {
        answer_as(&DEMO_AGENT, conversation, start + TimeDelta::seconds(20));
        hang_up(rng, conversation, epoch - TimeDelta::seconds(10));
    }
    (start, body)
}

/// An active visit, then a call.
fn called(rng: &mut SeededRng, epoch: Time) -> Vec<OpenSession> {
    let customer = showcase::LIVE_NOW;
    let visit = active_visit(rng, customer, epoch - TimeDelta::minutes(9), epoch);
    let start = epoch - TimeDelta::minutes(4);
    let mut body = call(rng, &INBOUND_CALL, &EUROPE, start);
    if let Body::Conversation(conversation) = &mut body {
        answer(rng, conversation, start + TimeDelta::seconds(35));
    }
    let call = OpenSession {
        customer,
        start,
        body,
        next: Some(epoch + TimeDelta::seconds(20)),
    };
    vec![visit, call]
}

/// An active visit, and a conversation that began on it. The demo's agent has answered; the chat has been silent for
/// minutes while the visitor still views pages.
fn chatted(rng: &mut SeededRng, epoch: Time) -> Vec<OpenSession> {
    let customer = showcase::CHAT_NOW;
    let visit = active_visit(rng, customer, epoch - TimeDelta::minutes(12), epoch);
    let start = epoch - TimeDelta::minutes(6);
    let mut body = message(rng, &EUROPE, Some(LIVE), start);
    if let Body::Conversation(conversation) = &mut body {
        answer_as(&DEMO_AGENT, conversation, start + TimeDelta::seconds(40));
    }
    let chat = OpenSession {
        customer,
        start,
        body,
        next: Some(epoch + TimeDelta::seconds(90)),
    };
    vec![visit, chat]
}

/// A visit with every type of event, whose last page view is five seconds old.
fn active_visit(rng: &mut SeededRng, customer: u32, start: Time, epoch: Time) -> OpenSession {
    let mut visit = Visit::tour(rng, start, &EUROPE);
    visit
        .events
        .retain(|event| event.at < epoch - TimeDelta::seconds(20));
    let [.., checkout, _] = &PAGES;
    visit.push(
        epoch - TimeDelta::seconds(5),
        VisitEventKind::Page(checkout),
    );
    OpenSession {
        customer,
        start,
        body: Body::Visit(visit),
        next: Some(epoch + TimeDelta::seconds(4)),
    }
}
