//! How an open session proceeds: the visitor's next event, and the next step of a conversation.

use chrono::TimeDelta;

use super::channel::{Channel, ChannelStyle, Directions, WEB_MESSAGING};
use super::conversation::{AgentPart, Alerting, Conversation, Leg, WrapUp};
use super::disconnect::{CLIENT, PEER, TRANSFER};
use super::organization::{
    Agent, CAMPAIGN_REACHED, Code, DEMO_AGENT, Division, EUROPE, Queue, TRANSFERRED,
};
use super::session::{Body, Session};
use super::site::{ACTION_MAPS, Segment};
use super::visit::{Visit, VisitEventKind};
use crate::clock::Time;
use crate::rng::SeededRng;

/// A new visit.
pub(crate) fn visit(rng: &mut SeededRng, division: &'static Division, now: Time) -> Body {
    let mut visit = Visit::empty(rng, false, now, Some(division));
    visit.step(rng, now, 1);
    Body::Visit(visit)
}

/// A conversation that has just entered a queue of the division.
pub(crate) fn call(
    rng: &mut SeededRng,
    channel: &'static Channel,
    division: &'static Division,
    now: Time,
) -> Body {
    let queue = *rng.pick(&Queue::in_division(division));
    Body::Conversation(Conversation {
        channel,
        direction: match channel.direction {
            Directions::Outbound => "Outbound",
            _ => "Inbound",
        },
        start: now,
        customer_left: None,
        end: None,
        legs: vec![Leg {
            queue: Some(queue),
            queued: now,
            alerting: None,
            agent: None,
            given_up: None,
        }],
        home: division,
        subject: None,
        visit: None,
        old_spelling: false,
        listed: None,
        queue_code: None,
    })
}

/// A web messaging conversation that has just entered a queue; `visit` is the number of the visit that it began on.
pub(crate) fn message(
    rng: &mut SeededRng,
    division: &'static Division,
    visit: Option<u32>,
    now: Time,
) -> Body {
    let mut body = call(rng, &WEB_MESSAGING, division, now);
    if let Body::Conversation(conversation) = &mut body {
        conversation.visit = visit;
    }
    body
}

/// A call by an agent, without a queue; the customer has answered.
pub(crate) fn dial(rng: &mut SeededRng, division: &'static Division, now: Time) -> Body {
    let mut body = call(rng, Channel::named("OUTBOUND_CALL"), division, now);
    if let Body::Conversation(conversation) = &mut body {
        for leg in &mut conversation.legs {
            leg.queue = None;
        }
        answer(rng, conversation, now);
    }
    body
}

/// The waiting conversation rings at the agent.
pub(crate) fn ring(user: &'static Agent, conversation: &mut Conversation, now: Time) {
    if let Some(leg) = conversation.legs.last_mut() {
        leg.alerting = Some(Alerting { user, since: now });
    }
}

/// The agent at whom the waiting conversation rings answers it, else another one of the division.
pub(crate) fn answer(rng: &mut SeededRng, conversation: &mut Conversation, now: Time) {
    if let Some(user) = conversation.ringing() {
        answer_as(user, conversation, now);
        return;
    }
    let division = conversation.home;
    let mut agents = Agent::in_division(division);
    agents.retain(|agent| {
        !conversation
            .agents()
            .any(|part| part.user.number == agent.number)
    });
    if !agents.is_empty() {
        answer_as(rng.pick::<&_>(&agents), conversation, now);
    }
}

/// The given agent answers the waiting conversation.
pub(crate) fn answer_as(user: &'static Agent, conversation: &mut Conversation, now: Time) {
    if let Some(leg) = conversation.legs.last_mut() {
        leg.alerting
            .take_if(|alerting| alerting.user.number != user.number);
        leg.agent = Some(AgentPart {
            user,
            connected: now,
            held: None,
            left: None,
            disconnect: &PEER,
            wrap_up: None,
        });
    }
}

/// Applies the next change of a session. Returns when the following one is due, or `None` once the session has ended.
pub(crate) fn step(rng: &mut SeededRng, session: &mut Session, now: Time) -> Option<Time> {
    match &mut session.body {
        Body::Visit(visit) => advance_visit(rng, visit, now),
        Body::Conversation(conversation) => advance_conversation(rng, conversation, now),
        _ => None,
    }
}

/// Advances a visit: adds an event, with short pauses or pauses until the visit is idle or inactive, and finally stops.
fn advance_visit(rng: &mut SeededRng, visit: &mut Visit, now: Time) -> Option<Time> {
    let seen = visit.events.len();
    // A visitor who was silent for this long does not come back; the time may have been set.
    if visit.ended(now).is_some() {
        return None;
    }
    if seen >= 60 || (seen > 20 && rng.chance(3)) {
        return None;
    }
    let pending = visit.events.last().and_then(|last| match last.kind {
        VisitEventKind::Offer(map, "offered", _) => Some((map, now - last.at)),
        _ => None,
    });
    if let Some((map, waited)) = pending {
        let state = rng.word(&["accepted", "rejected", "ignored"]);
        visit.push(
            now,
            VisitEventKind::Offer(map, state, waited.num_milliseconds()),
        );
    } else if rng.chance(10) {
        offer(rng, visit, now);
    } else {
        visit.step(rng, now, 1);
    }
    let pause = if rng.chance(14) {
        rng.seconds(47, 85)
    } else {
        rng.seconds(3, 14)
    };
    Some(now + pause)
}

/// Advances a conversation: wait, talk, possibly transfer and wait again, hang-up, wrap-up, end. Written conversations
/// have pauses in which they become idle and inactive.
fn advance_conversation(
    rng: &mut SeededRng,
    conversation: &mut Conversation,
    now: Time,
) -> Option<Time> {
    let legs = conversation.legs.len();
    let Some(part) = &conversation.legs.last()?.agent else {
        let is_demo_agents_turn = *conversation.home == EUROPE && rng.chance(5);
        if is_demo_agents_turn
            && !conversation
                .agents()
                .any(|part| part.user.number == DEMO_AGENT.number)
        {
            answer_as(&DEMO_AGENT, conversation, now);
        } else {
            answer(rng, conversation, now);
        }
        let talk = if conversation.channel.style == ChannelStyle::Written {
            rng.seconds(90, 240)
        } else {
            rng.seconds(15, 50)
        };
        return Some(now + talk);
    };
    if part.left.is_none() {
        if legs < 3 && rng.chance(35) {
            transfer(rng, conversation, now);
            return Some(now + rng.seconds(8, 30));
        }
        hang_up(rng, conversation, now);
        return Some(now + rng.seconds(6, 25));
    }
    if part.wrap_up.is_none() {
        wrap_up(rng, conversation, now);
        return Some(now + rng.seconds(5, 12));
    }
    conversation.end = Some(now);
    None
}

/// Assigns a segment and shows an offer.
pub(crate) fn offer(rng: &mut SeededRng, visit: &mut Visit, now: Time) {
    let map = rng.pick(&ACTION_MAPS);
    visit.push(
        now - TimeDelta::milliseconds(300),
        VisitEventKind::Assigned(Segment::for_action_map(map)),
    );
    visit.push(now, VisitEventKind::Offer(map, "offered", 0));
}

/// The agent transfers the conversation to another queue and wraps up.
pub(crate) fn transfer(rng: &mut SeededRng, conversation: &mut Conversation, now: Time) {
    let home = conversation.home;
    if let Some(part) = conversation
        .legs
        .last_mut()
        .and_then(|leg| leg.agent.as_mut())
    {
        part.held = None;
        part.left = Some(now);
        part.disconnect = &TRANSFER;
        let code = if *home == EUROPE {
            &TRANSFERRED
        } else {
            *rng.pick(&Code::in_division(home))
        };
        part.wrap_up = Some(WrapUp {
            code,
            note: None,
            at: now,
        });
    }
    let last = conversation.legs.last().and_then(|leg| leg.queue);
    let mut others = Queue::in_division(home);
    others.retain(|queue| last.is_none_or(|last| last.number != queue.number));
    let queue = *rng.pick(&others);
    conversation.legs.push(Leg {
        queue: Some(queue),
        queued: now,
        alerting: None,
        agent: None,
        given_up: None,
    });
}

/// The agent puts the customer on hold, or ends the hold.
pub(crate) fn hold(conversation: &mut Conversation, since: Option<Time>) {
    if let Some(part) = conversation
        .legs
        .last_mut()
        .and_then(|leg| leg.agent.as_mut())
    {
        part.held = since;
    }
}

/// Customer and agent disconnect; the wrap-up is still due.
pub(crate) fn hang_up(rng: &mut SeededRng, conversation: &mut Conversation, now: Time) {
    if let Some(part) = conversation
        .legs
        .last_mut()
        .and_then(|leg| leg.agent.as_mut())
    {
        part.held = None;
        part.left = Some(now);
        part.disconnect = rng.pick::<&_>(&[&PEER, &CLIENT]);
    }
    conversation.customer_left = Some(now);
}

/// The agent files a code; the conversation ends soon after.
pub(crate) fn wrap_up(rng: &mut SeededRng, conversation: &mut Conversation, now: Time) {
    let code = if conversation.channel.style == ChannelStyle::Campaign && rng.chance(50) {
        &CAMPAIGN_REACHED
    } else {
        *rng.pick(&Code::in_division(conversation.home))
    };
    if let Some(part) = conversation
        .legs
        .last_mut()
        .and_then(|leg| leg.agent.as_mut())
    {
        part.wrap_up = Some(WrapUp {
            code,
            note: None,
            at: now,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::channel::INBOUND_CALL;
    use crate::world::session::LIVE;

    /// Runs a session from its start to its end.
    fn run_to_end(seed: u64, body: impl Fn(&mut SeededRng, Time) -> Body) -> Session {
        let mut rng = SeededRng::for_entity(seed, [0, 0, 0]);
        let start: Time = "2026-11-20T12:00:00Z".parse().expect("a date");
        let body = body(&mut rng, start);
        let mut session = Session {
            customer: 1,
            record: 0,
            number: LIVE,
            created: start,
            nulls: false,
            body,
        };
        let mut next = Some(start + TimeDelta::seconds(5));
        while let Some(now) = next {
            assert!(now < start + TimeDelta::hours(2), "it never ends");
            next = step(&mut rng, &mut session, now);
            assert!(next.is_none_or(|next| next > now), "time goes forward");
        }
        session
    }

    #[test]
    fn every_call_is_answered_wrapped_up_and_ended_and_some_are_transferred() {
        let mut transferred = 0;
        for seed in 0..200 {
            let session = run_to_end(seed, |rng, now| call(rng, &INBOUND_CALL, &EUROPE, now));
            let conversation = session.conversation().expect("a call");
            assert!(conversation.end.is_some() && conversation.customer_left <= conversation.end);
            assert!(conversation.legs.iter().all(|leg| {
                leg.agent
                    .as_ref()
                    .is_some_and(|part| part.wrap_up.is_some())
            }));
            assert!(conversation.moments().is_sorted_by_key(|(at, _)| *at));
            transferred += usize::from(conversation.legs.len() > 1);
        }
        assert!((30..120).contains(&transferred), "{transferred} of 200");
    }

    #[test]
    fn visits_become_idle_continue_and_get_offers() {
        let (mut returned, mut outcomes) = (0, 0);
        for seed in 0..200 {
            let session = run_to_end(seed, |rng, now| visit(rng, &EUROPE, now));
            let Body::Visit(visit) = &session.body else {
                panic!("a visit")
            };
            let times: Vec<Time> = visit.events.iter().map(|event| event.at).collect();
            assert!(times.is_sorted());
            returned += times
                .iter()
                .zip(times.iter().skip(1))
                .filter(|(event, next)| **next - **event > TimeDelta::seconds(45))
                .count();
            let is_outcome = |event: &&crate::world::visit::VisitEvent| matches!(event.kind, VisitEventKind::Offer(_, state, waited) if state != "offered" && waited > 0);
            outcomes += visit.events.iter().filter(is_outcome).count();
        }
        assert!(
            returned > 200 && outcomes > 200,
            "{returned} returns, {outcomes} outcomes"
        );
    }
}
