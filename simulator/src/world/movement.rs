//! How a present session proceeds: the visitor's next event, and the course of a call.

use chrono::TimeDelta;

use super::channel::{Channel, Manner, WEB_MESSAGING, Way};
use super::organization::{
    Agent, CAMPAIGN_REACHED, Code, DEMO_AGENT, Division, EUROPE, Queue, TRANSFERRED,
};
use super::session::{Body, Session};
use super::site::{ACTION_MAPS, Segment};
use super::story::{CLIENT, Leg, PEER, Served, Story, TRANSFER, WrapUp};
use super::visit::{Visit, What};
use crate::clock::Time;
use crate::dice::Dice;

/// A new visit.
pub(crate) fn visit(dice: &mut Dice, division: &'static Division, now: Time) -> Body {
    let mut visit = Visit::empty(dice, false, now, Some(division));
    visit.step(dice, now, 1);
    Body::Visit(visit)
}

/// A conversation that has just entered a queue of the division.
pub(crate) fn call(
    dice: &mut Dice,
    channel: &'static Channel,
    division: &'static Division,
    now: Time,
) -> Body {
    let queue = *dice.pick(&Queue::of(division));
    Body::Conversation(Story {
        channel,
        direction: match channel.direction {
            Way::Outbound => "Outbound",
            _ => "Inbound",
        },
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
        listed: None,
        queue_code: None,
    })
}

/// A web messaging conversation that has just entered a queue; `visit` is the number of the visit that it began on.
pub(crate) fn message(
    dice: &mut Dice,
    division: &'static Division,
    visit: Option<u32>,
    now: Time,
) -> Body {
    let mut body = call(dice, &WEB_MESSAGING, division, now);
    if let Body::Conversation(story) = &mut body {
        story.visit = visit;
    }
    body
}

/// A call by an agent, without a queue; the customer has answered.
pub(crate) fn dial(dice: &mut Dice, division: &'static Division, now: Time) -> Body {
    let mut body = call(dice, Channel::named("OUTBOUND_CALL"), division, now);
    if let Body::Conversation(story) = &mut body {
        for leg in &mut story.legs {
            leg.queue = None;
        }
        answer(dice, story, now);
    }
    body
}

/// An agent answers the waiting conversation.
pub(crate) fn answer(dice: &mut Dice, story: &mut Story, now: Time) {
    let division = story.home;
    let mut agents = Agent::of(division);
    agents.retain(|agent| {
        !story
            .agents()
            .any(|served| served.who.number == agent.number)
    });
    if !agents.is_empty() {
        answer_as(dice.pick::<&_>(&agents), story, now);
    }
}

/// The given agent answers it.
pub(crate) fn answer_as(who: &'static Agent, story: &mut Story, now: Time) {
    if let Some(leg) = story.legs.last_mut() {
        leg.agent = Some(Served {
            who,
            connected: now,
            left: None,
            how: &PEER,
            wrap_up: None,
        });
    }
}

/// Applies the next change of a session. Returns when the following one is due, or `None` once the session has ended.
pub(crate) fn step(dice: &mut Dice, session: &mut Session, now: Time) -> Option<Time> {
    match &mut session.body {
        Body::Visit(visit) => browse(dice, visit, now),
        Body::Conversation(story) => talk(dice, story, now),
        _ => None,
    }
}

/// Usually adds an event and continues soon, sometimes pauses until the visit is idle or inactive, and finally stops.
fn browse(dice: &mut Dice, visit: &mut Visit, now: Time) -> Option<Time> {
    let seen = visit.events.len();
    // A visitor who was silent for this long does not come back; the time may have been set.
    if visit.ended(now).is_some() {
        return None;
    }
    if seen >= 60 || (seen > 20 && dice.chance(3)) {
        return None;
    }
    let pending = visit.events.last().and_then(|last| match last.what {
        What::Offer(map, "offered", _) => Some((map, now - last.at)),
        _ => None,
    });
    if let Some((map, waited)) = pending {
        let state = dice.word(&["accepted", "rejected", "ignored"]);
        visit.push(now, What::Offer(map, state, waited.num_milliseconds()));
    } else if dice.chance(10) {
        offer(dice, visit, now);
    } else {
        visit.step(dice, now, 1);
    }
    let pause = if dice.chance(14) {
        dice.seconds(47, 85)
    } else {
        dice.seconds(3, 14)
    };
    Some(now + pause)
}

/// Advances a conversation: wait, talk, possibly transfer and wait again, hang-up, wrap-up, end. Written conversations
/// have pauses in which they become idle and inactive.
fn talk(dice: &mut Dice, story: &mut Story, now: Time) -> Option<Time> {
    let legs = story.legs.len();
    let Some(served) = &story.legs.last()?.agent else {
        let is_demos = *story.home == EUROPE && dice.chance(30);
        if is_demos
            && !story
                .agents()
                .any(|one| one.who.number == DEMO_AGENT.number)
        {
            answer_as(&DEMO_AGENT, story, now);
        } else {
            answer(dice, story, now);
        }
        let talk = if story.channel.manner == Manner::Written {
            dice.seconds(90, 240)
        } else {
            dice.seconds(15, 50)
        };
        return Some(now + talk);
    };
    if served.left.is_none() {
        if legs < 3 && dice.chance(35) {
            transfer(dice, story, now);
            return Some(now + dice.seconds(8, 30));
        }
        hang_up(dice, story, now);
        return Some(now + dice.seconds(6, 25));
    }
    if served.wrap_up.is_none() {
        wrap_up(dice, story, now);
        return Some(now + dice.seconds(5, 12));
    }
    story.end = Some(now);
    None
}

/// Assigns a segment and shows an offer.
pub(crate) fn offer(dice: &mut Dice, visit: &mut Visit, now: Time) {
    let map = dice.pick(&ACTION_MAPS);
    visit.push(
        now - TimeDelta::milliseconds(300),
        What::Assigned(Segment::of(map)),
    );
    visit.push(now, What::Offer(map, "offered", 0));
}

/// The agent transfers the conversation to a queue and wraps up.
pub(crate) fn transfer(dice: &mut Dice, story: &mut Story, now: Time) {
    let home = story.home;
    if let Some(served) = story.legs.last_mut().and_then(|leg| leg.agent.as_mut()) {
        served.left = Some(now);
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
    }
    let queue = *dice.pick(&Queue::of(home));
    story.legs.push(Leg {
        queue: Some(queue),
        queued: now,
        agent: None,
        given_up: None,
    });
}

/// Customer and agent disconnect; the wrap-up is still due.
pub(crate) fn hang_up(dice: &mut Dice, story: &mut Story, now: Time) {
    if let Some(served) = story.legs.last_mut().and_then(|leg| leg.agent.as_mut()) {
        served.left = Some(now);
        served.how = dice.pick::<&_>(&[&PEER, &CLIENT]);
    }
    story.customer_left = Some(now);
}

/// The agent files a code; the conversation ends soon after.
pub(crate) fn wrap_up(dice: &mut Dice, story: &mut Story, now: Time) {
    let code = if story.channel.manner == Manner::Campaign && dice.chance(50) {
        &CAMPAIGN_REACHED
    } else {
        *dice.pick(&Code::of(story.home))
    };
    if let Some(served) = story.legs.last_mut().and_then(|leg| leg.agent.as_mut()) {
        served.wrap_up = Some(WrapUp {
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
    fn lived(seed: u64, body: impl Fn(&mut Dice, Time) -> Body) -> Session {
        let mut dice = Dice::of(seed, [0, 0, 0]);
        let start: Time = "2026-11-20T12:00:00Z".parse().expect("a date");
        let body = body(&mut dice, start);
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
            next = step(&mut dice, &mut session, now);
            assert!(next.is_none_or(|next| next > now), "time goes forward");
        }
        session
    }

    #[test]
    fn every_call_is_answered_wrapped_up_and_over_and_some_are_transferred() {
        let mut transferred = 0;
        for seed in 0..200 {
            let session = lived(seed, |dice, now| call(dice, &INBOUND_CALL, &EUROPE, now));
            let story = session.story().expect("a call");
            assert!(story.end.is_some() && story.customer_left <= story.end);
            assert!(
                story
                    .legs
                    .iter()
                    .all(|leg| leg.agent.as_ref().is_some_and(|one| one.wrap_up.is_some()))
            );
            assert!(story.moments().is_sorted_by_key(|(at, _)| *at));
            transferred += usize::from(story.legs.len() > 1);
        }
        assert!((30..120).contains(&transferred), "{transferred} of 200");
    }

    #[test]
    fn visits_fall_idle_come_back_and_get_offers() {
        let (mut returned, mut answered) = (0, 0);
        for seed in 0..200 {
            let session = lived(seed, |dice, now| visit(dice, &EUROPE, now));
            let Body::Visit(visit) = &session.body else {
                panic!("a visit")
            };
            let times: Vec<Time> = visit.events.iter().map(|event| event.at).collect();
            assert!(times.is_sorted());
            returned += times
                .iter()
                .zip(times.iter().skip(1))
                .filter(|(one, next)| **next - **one > TimeDelta::seconds(45))
                .count();
            let answers = |event: &&crate::world::visit::Happening| matches!(event.what, What::Offer(_, state, waited) if state != "offered" && waited > 0);
            answered += visit.events.iter().filter(answers).count();
        }
        assert!(
            returned > 200 && answered > 200,
            "{returned} returns, {answered} answers"
        );
    }
}
