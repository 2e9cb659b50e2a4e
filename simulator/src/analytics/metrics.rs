//! What analytics adds to the course of a conversation: metrics, flows and evaluations.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::Segment;
use crate::clock::{Time, iso};
use crate::identity::EntityKind;
use crate::participants::{Participant, Role};
use crate::routing::queue_id;
use crate::users::user_id;
use crate::world::World;
use crate::world::conversation::Conversation;
use crate::world::session::Session;

/// Minimum talk time for a hold. A third of the sessions with a longer talk have one.
const LONG_ENOUGH: TimeDelta = TimeDelta::seconds(60);

/// The time that the agent held the call: the second fifth of the talk.
pub(super) fn held(
    session: &Session,
    conversation: &Conversation,
    participant: &Participant,
) -> Option<(Time, Time)> {
    let connected = participant.connected?;
    let talk = participant.left? - connected;
    let is_held = matches!(participant.role, Role::Agent(_))
        && conversation.channel.list == "calls"
        && session.number.is_multiple_of(3)
        && talk > LONG_ENOUGH;
    // The platform sends whole milliseconds.
    let fifth = TimeDelta::milliseconds(talk.num_milliseconds() / 5);
    let start = connected + fifth;
    is_held.then(|| (start, start + fifth))
}

/// The metrics that a participant's session emitted, in milliseconds.
pub(super) fn collect(
    conversation: &Conversation,
    participant: &Participant,
    segments: &[Segment],
) -> Vec<Value> {
    let sum = |kind: &str| {
        let of_kind = segments.iter().filter(|segment| segment.kind == kind);
        let lengths = of_kind.filter_map(|segment| Some(segment.end? - segment.start));
        lengths.fold(TimeDelta::zero(), |sum, length| sum + length)
    };
    let (Some(left), Some(connected), false) = (
        participant.left,
        participant.connected,
        matches!(participant.role, Role::Customer),
    ) else {
        return Vec::new();
    };
    let row = |name: &str, at: Time, length: TimeDelta| {
        let length = length.num_milliseconds();
        json!({ "name": name, "emitDate": iso(at), "value": length })
    };
    if matches!(participant.role, Role::Queue) {
        let abandoned = conversation
            .legs
            .iter()
            .any(|leg| leg.queued == participant.joined && leg.given_up.is_some());
        let name = if abandoned { "tAbandon" } else { "tAcd" };
        let wait = left - connected;
        return vec![row("tWait", left, wait), row(name, left, wait)];
    }
    let (talk, hold, work) = (sum("interact"), sum("hold"), sum("wrapup"));
    let mut rows = vec![
        row("tAlert", connected, sum("alert")),
        row("tTalk", left, talk),
        row("tTalkComplete", left, talk),
    ];
    if hold > TimeDelta::zero() {
        rows.extend([row("tHeld", left, hold), row("tHeldComplete", left, hold)]);
    }
    if let Some(filed) = participant.filed(conversation) {
        rows.extend([
            row("tAcw", filed.end, work),
            row("tHandle", filed.end, talk + hold + work),
        ]);
    }
    rows
}

/// The flow that the customer waited in.
pub(super) fn flow(
    world: &World,
    conversation: &Conversation,
    participant: &Participant,
) -> Option<Value> {
    let queue = participant
        .queue
        .filter(|_| matches!(participant.role, Role::Queue))?;
    let kind = match conversation.channel.list {
        "calls" => "INQUEUECALL",
        "emails" => "INQUEUEEMAIL",
        "messages" => "INQUEUESHORTMESSAGE",
        _ => return None,
    };
    Some(json!({
        "flowId": world.ids.make(EntityKind::Flow, queue.number, 0, 0),
        "flowName": format!("Waiting in {}", queue.name),
        "flowType": kind,
        "flowVersion": "7.0",
        "entryType": "direct",
        "exitReason": "TRANSFER",
        "startingLanguage": "en-us",
        "endingLanguage": "en-us",
    }))
}

/// The evaluations: some ended conversations have one.
pub(super) fn evaluations(
    world: &World,
    session: &Session,
    conversation: &Conversation,
) -> Option<Vec<Value>> {
    let end = conversation.end?;
    let last = conversation.agents().last()?;
    let queue = conversation.legs.iter().rev().find_map(|leg| leg.queue);
    (session.number % 6 == 1).then(|| {
        vec![json!({
            "evaluationId": world.ids.make(EntityKind::Evaluation, session.customer, session.number, 0),
            "evaluatorId": user_id(world, 7),
            "userId": user_id(world, last.user.number),
            "queueId": queue.map(|queue| queue_id(world, queue)),
            "formId": world.ids.make(EntityKind::Evaluation, 0, 0, 1),
            "formName": "Conversation quality",
            "evaluationStatus": "Finished",
            "eventTime": iso(end + TimeDelta::hours(20)),
            "released": true,
            "rescored": false,
            "deleted": false,
            "oTotalScore": 80 + session.number % 20,
            "oTotalCriticalScore": 90,
        })]
    })
}
