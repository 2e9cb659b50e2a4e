//! What a test makes a customer do: the same steps that chance takes in a world that moves, at the moment they are
//! wanted.

use super::channel::{Channel, INBOUND_CALL};
use super::movement::{
    answer, answer_as, call, dial, hang_up, message, offer, transfer, visit, wrap_up,
};
use super::organization::{AMERICAS, DEMO_AGENT, Division, EUROPE};
use super::session::{Body, Session};
use super::visit::What;
use crate::clock::Time;
use crate::dice::Dice;

/// Something that happens to a customer. A session that was moved so is not moved by chance any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The customer comes to the web site.
    StartVisit,
    /// The visitor views a page, searches or clicks; a visit begins if none is open (or the open one is very long).
    WebEvent,
    /// The visitor goes on to a site that belongs to another division.
    ChangeSite,
    /// A segment is assigned to the visitor, and an offer shown.
    Offer,
    /// The visitor accepts the offer that was shown last.
    AcceptOffer,
    /// The customer calls, and waits in a queue.
    StartCall,
    /// An agent calls the customer, who picks up at once.
    StartOutboundCall,
    /// A campaign's dialer calls the customer, who picks up and waits in a queue.
    StartCampaignCall,
    /// The customer starts a web messaging conversation, and waits in a queue.
    StartMessaging,
    /// An agent answers the conversation that waits.
    Answer,
    /// The agent of the demo (`demo-agent`) answers it.
    AnswerAsDemoAgent,
    /// The agent transfers the conversation to a queue, where it waits again.
    Transfer,
    /// Customer and agent hang up; whoever still waits gives up.
    EndCall,
    /// The agent files the wrap-up code, and the session ends at that instant, if it has not ended before.
    WrapUp,
    /// The agent files the wrap-up code; the session stays open.
    FileWrapUp,
    /// The session ends, whether or not the agent who has hung up has filed a code.
    Close,
    /// The contact's record is edited: another family name, if it has any.
    EditContact,
}

/// Events after which a visit takes no more, so that none grows for ever.
const LONGEST_VISIT: usize = 500;

/// Whether the act can happen to this session.
pub(super) fn applies(act: Act, session: &Session, now: Time) -> bool {
    match &session.body {
        Body::Visit(visit) if visit.ended(now).is_none() && visit.events.len() < LONGEST_VISIT => {
            match act {
                Act::WebEvent | Act::ChangeSite | Act::Offer => true,
                Act::AcceptOffer => shown(visit).is_some(),
                _ => false,
            }
        }
        Body::Conversation(story) => {
            let Some(leg) = story.legs.last() else {
                return false;
            };
            let open = story.end.is_none();
            match (&leg.agent, act) {
                (None, Act::Answer) => {
                    open && story.customer_left.is_none() && has_agent_left(story)
                }
                (None, Act::AnswerAsDemoAgent | Act::EndCall) => {
                    open && story.customer_left.is_none()
                }
                (Some(served), Act::Transfer | Act::EndCall) => open && served.left.is_none(),
                (Some(served), Act::Close) => open && served.left.is_some(),
                (Some(served), Act::WrapUp | Act::FileWrapUp) => {
                    served.left.is_some() && served.wrap_up.is_none()
                }
                _ => false,
            }
        }
        _ => false,
    }
}

/// Lets it happen to a session it applies to.
pub(super) fn apply(dice: &mut Dice, act: Act, body: &mut Body, now: Time) {
    match (body, act) {
        (Body::Visit(visit), Act::WebEvent) => {
            visit.step(dice, now, 1);
        }
        (Body::Visit(visit), Act::ChangeSite) => {
            let is_european = visit.division.is_some_and(|own| *own == EUROPE);
            visit.division = Some(if is_european { &AMERICAS } else { &EUROPE });
            visit.step(dice, now, 1);
        }
        (Body::Visit(visit), Act::Offer) => offer(dice, visit, now),
        (Body::Visit(visit), Act::AcceptOffer) => {
            if let Some((map, at)) = shown(visit) {
                let waited = (now - at).num_milliseconds();
                visit.push(now, What::Offer(map, "accepted", waited));
            }
        }
        (Body::Conversation(story), Act::Answer) => answer(dice, story, now),
        (Body::Conversation(story), Act::AnswerAsDemoAgent) => {
            answer_as(&DEMO_AGENT, story, now);
        }
        (Body::Conversation(story), Act::Transfer) => transfer(dice, story, now),
        (Body::Conversation(story), Act::EndCall) => {
            hang_up(dice, story, now);
            if let Some(leg) = story.legs.last_mut().filter(|leg| leg.agent.is_none()) {
                leg.given_up = Some(now);
                story.end = Some(now);
            }
        }
        (Body::Conversation(story), Act::WrapUp) => {
            wrap_up(dice, story, now);
            story.end.get_or_insert(now);
        }
        (Body::Conversation(story), Act::FileWrapUp) => wrap_up(dice, story, now),
        (Body::Conversation(story), Act::Close) => story.end = Some(now),
        _ => {}
    }
}

/// The session that the act begins, if it is one that does. A web messaging conversation begins on the open visit.
pub(super) fn begin(
    dice: &mut Dice,
    act: Act,
    division: &'static Division,
    (open_visit, now): (Option<u32>, Time),
) -> Option<Body> {
    match act {
        Act::StartVisit | Act::WebEvent => Some(visit(dice, division, now)),
        Act::StartCall => Some(call(dice, &INBOUND_CALL, division, now)),
        Act::StartOutboundCall => Some(dial(dice, division, now)),
        Act::StartCampaignCall => {
            let channel = Channel::named("CAMPAIGN_CALL");
            Some(call(dice, channel, division, now))
        }
        Act::StartMessaging => Some(message(dice, division, open_visit, now)),
        _ => None,
    }
}

/// The offer that waits for an answer, and since when.
fn shown(visit: &super::visit::Visit) -> Option<(&'static super::site::ActionMap, Time)> {
    visit.events.last().and_then(|last| match last.what {
        What::Offer(map, "offered", _) => Some((map, last.at)),
        _ => None,
    })
}

/// Whether anybody of the division has not yet talked to the customer.
fn has_agent_left(story: &super::story::Story) -> bool {
    let talked = |number: u32| story.agents().any(|served| served.who.number == number);
    super::organization::Agent::of(story.home)
        .iter()
        .any(|agent| !talked(agent.number))
}
