//! Analytics details of conversations.

use serde_json::{Map, Value, json};

use super::authorization::division_id;
use super::clock::{Time, iso};
use super::error::Refusal;
use super::external_contacts::contact::cookie;
use super::identity::Kind;
use super::participants::{self, Participant, Role};
use super::routing::{code_id, queue_id};
use super::server::{Answered, Ask};
use super::users::user_id;
use super::world::World;
use super::world::channel::Manner;
use super::world::session::Session;
use super::world::story::{Served, Story};

/// Ids in one call; the platform does not say, callers in the wild send this many.
const IDS: usize = 100;

/// `GET analytics/conversations/details`: unknown and invisible ones are left out without a word.
pub(crate) fn many(ask: &Ask) -> Answered {
    let ids = ask.comma_list("id");
    if ids.len() > IDS {
        return Err(Refusal::bad_request(format!(
            "The maximum number of conversation ids is {IDS}."
        )));
    }
    let caller = ask.caller()?;
    let found = ids.iter().filter_map(|id| {
        let session = ask.world.session_named(Kind::Conversation, id, ask.now)?;
        let details = details(ask.world, &session, session.story()?);
        caller.sees(&session.divisions()).then_some(details)
    });
    Ok(json!({ "conversations": found.collect::<Vec<Value>>() }).into())
}

/// `GET analytics/conversations/{conversationId}/details`.
pub(crate) fn one(ask: &Ask) -> Answered {
    let unknown = || Refusal::not_found("conversation", ask.id());
    let session = ask
        .world
        .session_named(Kind::Conversation, ask.id(), ask.now)
        .ok_or_else(unknown)?;
    let story = session.story().ok_or_else(unknown)?;
    if !ask.caller()?.sees(&session.divisions()) {
        return Err(Refusal::missing_division(ask.needs.permissions()));
    }
    Ok(details(ask.world, &session, story).into())
}

fn details(world: &World, session: &Session, story: &Story) -> Value {
    let divisions: Vec<String> = story
        .divisions()
        .iter()
        .map(|division| division_id(world, division))
        .collect();
    let participants: Vec<Value> = participants::of(story)
        .iter()
        .map(|one| participant(world, session, story, one))
        .collect();
    let mut body = json!({
        "conversationId": world.conversation_id(session),
        "conversationStart": iso(story.start),
        "divisionIds": divisions,
        "originatingDirection": direction(story),
        "participants": participants,
    });
    if let Some(fields) = body.as_object_mut() {
        if let Some(end) = story.end {
            fields.insert("conversationEnd".to_owned(), json!(iso(end)));
        }
        let initiator = match story.channel.manner {
            Manner::Agentless => Some("api"),
            Manner::Campaign => Some("dialer"),
            _ if story.direction == "Outbound" => Some("agent"),
            _ => None,
        };
        if let Some(initiator) = initiator {
            fields.insert("conversationInitiator".to_owned(), json!(initiator));
        }
    }
    body
}

fn direction(story: &Story) -> &'static str {
    if story.direction == "Outbound" {
        "outbound"
    } else {
        "inbound"
    }
}

fn participant(world: &World, session: &Session, story: &Story, one: &Participant) -> Value {
    let mut body = json!({
        "participantId": one.id(world, session),
        "purpose": one.purpose(),
        "sessions": [media(world, session, story, one)],
    });
    let Some(fields) = body.as_object_mut() else {
        return body;
    };
    match one.role {
        Role::Customer => {
            let contact = world.contact_id(session.customer, session.record);
            fields.insert("externalContactId".to_owned(), json!(contact));
        }
        Role::Queue => {
            fields.insert(
                "participantName".to_owned(),
                json!(one.queue.map(|queue| queue.name)),
            );
        }
        Role::Agent(served) => {
            fields.insert(
                "userId".to_owned(),
                json!(user_id(world, served.who.number)),
            );
        }
    }
    body
}

fn media(world: &World, session: &Session, story: &Story, one: &Participant) -> Value {
    let mut fields = Map::new();
    let mut set = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    set("sessionId", json!(one.communication(world, session)));
    set("mediaType", json!(story.channel.analytics));
    set("direction", json!(direction(story)));
    set(
        "provider",
        json!(if story.channel.list == "calls" {
            "Edge"
        } else {
            "PureCloud Messaging"
        }),
    );
    if let Some(kind) = story.channel.analytics_message {
        set("messageType", json!(kind));
    }
    if story.channel.manner == Manner::Campaign {
        set(
            "outboundCampaignId",
            json!(world.ids.make(Kind::Action, 1, 0, 0)),
        );
    }
    if let (Role::Customer, Some(visit)) = (&one.role, story.visit) {
        set("journeyCustomerId", json!(cookie(world, session.customer)));
        set("journeyCustomerIdType", json!("cookie"));
        set(
            "journeyCustomerSessionId",
            json!(world.ids.make(Kind::Session, session.customer, visit, 0)),
        );
        set("journeyCustomerSessionIdType", json!("web"));
    }
    set("segments", json!(segments(world, one)));
    Value::Object(fields)
}

fn segments(world: &World, one: &Participant) -> Vec<Value> {
    let kind = if matches!(one.role, Role::Queue) {
        "delay"
    } else {
        "interact"
    };
    let mut first = segment(world, one, kind, one.connected, one.left);
    if one.left.is_some() {
        first["disconnectType"] = json!(one.how.analytics);
    }
    let mut segments = Vec::new();
    if let Role::Agent(_) = one.role
        && one.joined < one.connected
    {
        segments.push(segment(
            world,
            one,
            "alert",
            one.joined,
            Some(one.connected),
        ));
    }
    segments.push(first);
    if let Role::Agent(served) = one.role {
        segments.extend(wrap_up(world, one, served));
    }
    segments
}

fn wrap_up(world: &World, one: &Participant, served: &Served) -> Option<Value> {
    let (left, wrap_up) = (served.left?, served.wrap_up.as_ref()?);
    let mut filed = segment(world, one, "wrapup", left, Some(wrap_up.at));
    filed["wrapUpCode"] = json!(code_id(world, wrap_up.code));
    if let Some(note) = wrap_up.note {
        filed["wrapUpNote"] = json!(note);
    }
    Some(filed)
}

fn segment(world: &World, one: &Participant, kind: &str, start: Time, end: Option<Time>) -> Value {
    let mut segment =
        json!({ "segmentType": kind, "segmentStart": iso(start), "conference": false });
    if let Some(end) = end {
        segment["segmentEnd"] = json!(iso(end));
    }
    if let Some(queue) = one.queue {
        segment["queueId"] = json!(queue_id(world, queue));
    }
    segment
}
