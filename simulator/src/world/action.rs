//! Actions of customers that tests trigger: the same steps that a live world takes at random, at a chosen time.

use serde::Deserialize;

use super::channel::{Channel, INBOUND_CALL};
use super::movement::{
    answer, answer_as, call, dial, hang_up, hold, message, offer, ring, transfer, visit, wrap_up,
};
use super::organization::{AMERICAS, DEMO_AGENT, Division, EUROPE};
use super::session::{Body, Session};
use super::visit::VisitEventKind;
use crate::clock::Time;
use crate::rng::SeededRng;

/// An action of a customer or an agent. Afterwards the live world no longer advances the session at random.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Action {
    /// The customer comes to the web site.
    StartVisit,
    /// The visitor views a page, searches or clicks; starts a visit if none is open or the open one has 500 events.
    WebEvent,
    /// The visitor goes to the site of another division and views a page there.
    ChangeSite,
    /// The visitor gets a segment assignment and sees an offer.
    Offer,
    /// The visitor accepts the last offer.
    AcceptOffer,
    /// The customer calls and waits in a queue.
    StartCall,
    /// An agent calls the customer, who answers at once.
    StartOutboundCall,
    /// The dialer of a campaign calls the customer, who answers and waits in a queue.
    StartCampaignCall,
    /// The customer starts a web messaging conversation and waits in a queue.
    StartMessaging,
    /// The waiting conversation rings at the demo's agent (`demo-agent`), who has not yet answered.
    RingDemoAgent,
    /// An agent answers the waiting conversation; if it rings at one, that agent.
    Answer,
    /// The demo's agent (`demo-agent`) answers the waiting conversation.
    AnswerAsDemoAgent,
    /// The agent puts the customer on hold.
    Hold,
    /// The agent ends the hold.
    Resume,
    /// The agent transfers the conversation to a queue, where it waits again.
    Transfer,
    /// Customer and agent hang up; a customer who still waits abandons.
    EndCall,
    /// The agent files the wrap-up code, which ends the session if it is still open.
    WrapUp,
    /// The agent files the wrap-up code; the session stays open.
    FileWrapUp,
    /// The session ends, whether or not the agent has filed a code after hanging up.
    Close,
    /// The contact's record changes: another family name, if it has one.
    EditContact,
}

/// Maximum number of events of a visit.
const LONGEST_VISIT: usize = 500;

/// Whether the action applies to this session.
pub(super) fn applies(action: Action, session: &Session, now: Time) -> bool {
    match &session.body {
        Body::Visit(visit) if visit.ended(now).is_none() && visit.events.len() < LONGEST_VISIT => {
            match action {
                Action::WebEvent | Action::ChangeSite | Action::Offer => true,
                Action::AcceptOffer => shown(visit).is_some(),
                _ => false,
            }
        }
        Body::Conversation(conversation) => {
            let Some(leg) = conversation.legs.last() else {
                return false;
            };
            let open = conversation.end.is_none();
            let waits = open && conversation.customer_left.is_none();
            let rings = conversation.ringing().is_some();
            match (&leg.agent, action) {
                (None, Action::RingDemoAgent) => waits && !rings,
                (None, Action::Answer) => waits && (rings || has_agent_left(conversation)),
                (None, Action::AnswerAsDemoAgent | Action::EndCall) => waits,
                (Some(part), Action::Hold) => part.left.is_none() && part.held.is_none(),
                (Some(part), Action::Resume) => part.held.is_some(),
                (Some(part), Action::Transfer | Action::EndCall) => open && part.left.is_none(),
                (Some(part), Action::Close) => open && part.left.is_some(),
                (Some(part), Action::WrapUp | Action::FileWrapUp) => {
                    part.left.is_some() && part.wrap_up.is_none()
                }
                _ => false,
            }
        }
        _ => false,
    }
}

/// Applies the action to a session for which [`applies`] holds.
pub(super) fn apply(rng: &mut SeededRng, action: Action, body: &mut Body, now: Time) {
    match (body, action) {
        (Body::Visit(visit), Action::WebEvent) => {
            visit.step(rng, now, 1);
        }
        (Body::Visit(visit), Action::ChangeSite) => {
            let is_european = visit.division.is_some_and(|own| *own == EUROPE);
            visit.division = Some(if is_european { &AMERICAS } else { &EUROPE });
            visit.step(rng, now, 1);
        }
        (Body::Visit(visit), Action::Offer) => offer(rng, visit, now),
        (Body::Visit(visit), Action::AcceptOffer) => {
            if let Some((map, at)) = shown(visit) {
                let waited = (now - at).num_milliseconds();
                visit.push(now, VisitEventKind::Offer(map, "accepted", waited));
            }
        }
        (Body::Conversation(conversation), Action::RingDemoAgent) => {
            ring(&DEMO_AGENT, conversation, now);
        }
        (Body::Conversation(conversation), Action::Answer) => answer(rng, conversation, now),
        (Body::Conversation(conversation), Action::AnswerAsDemoAgent) => {
            answer_as(&DEMO_AGENT, conversation, now);
        }
        (Body::Conversation(conversation), Action::Hold) => hold(conversation, Some(now)),
        (Body::Conversation(conversation), Action::Resume) => hold(conversation, None),
        (Body::Conversation(conversation), Action::Transfer) => transfer(rng, conversation, now),
        (Body::Conversation(conversation), Action::EndCall) => {
            hang_up(rng, conversation, now);
            if let Some(leg) = conversation
                .legs
                .last_mut()
                .filter(|leg| leg.agent.is_none())
            {
                leg.given_up = Some(now);
                conversation.end = Some(now);
            }
        }
        (Body::Conversation(conversation), Action::WrapUp) => {
            wrap_up(rng, conversation, now);
            conversation.end.get_or_insert(now);
        }
        (Body::Conversation(conversation), Action::FileWrapUp) => wrap_up(rng, conversation, now),
        (Body::Conversation(conversation), Action::Close) => conversation.end = Some(now),
        _ => {}
    }
}

/// The session that the action starts, if any. A web messaging conversation starts on the open visit.
pub(super) fn begin(
    rng: &mut SeededRng,
    action: Action,
    division: &'static Division,
    (open_visit, now): (Option<u32>, Time),
) -> Option<Body> {
    match action {
        Action::StartVisit | Action::WebEvent => Some(visit(rng, division, now)),
        Action::StartCall => Some(call(rng, &INBOUND_CALL, division, now)),
        Action::StartOutboundCall => Some(dial(rng, division, now)),
        Action::StartCampaignCall => {
            let channel = Channel::named("CAMPAIGN_CALL");
            Some(call(rng, channel, division, now))
        }
        Action::StartMessaging => Some(message(rng, division, open_visit, now)),
        _ => None,
    }
}

/// The offer without an outcome, and when it was shown.
fn shown(visit: &super::visit::Visit) -> Option<(&'static super::site::ActionMap, Time)> {
    visit.events.last().and_then(|last| match last.kind {
        VisitEventKind::Offer(map, "offered", _) => Some((map, last.at)),
        _ => None,
    })
}

/// Whether the division has an agent who has not yet talked to the customer.
fn has_agent_left(conversation: &super::conversation::Conversation) -> bool {
    let talked = |number: u32| conversation.agents().any(|part| part.user.number == number);
    super::organization::Agent::in_division(conversation.home)
        .iter()
        .any(|agent| !talked(agent.number))
}
