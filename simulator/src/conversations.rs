//! `GET conversations/{conversationId}`: a conversation with its participants.

use serde_json::{Value, json};

pub(crate) mod own;
pub(crate) mod wrap_up;

use super::authorization::division_id;
use super::clock::iso;
use super::error::Refusal;
use super::external_contacts::contact::cookie;
use super::fields::Fields;
use super::identity::Kind;
use super::participants::{self, Participant, Role};
use super::routing::queue_id;
use super::server::{Answered, Ask};
use super::users::user_id;
use super::world::World;
use super::world::channel::{Channel, Manner};
use super::world::session::Session;
use super::world::story::{Served, Story};

pub(crate) fn one(ask: &Ask) -> Answered {
    let unknown = || Refusal::not_found("conversation", ask.id());
    let session = ask
        .world
        .session_named(Kind::Conversation, ask.id(), ask.now)
        .ok_or_else(unknown)?;
    let story = session.story().ok_or_else(unknown)?;
    if !ask.sees(&session.divisions()) {
        return Err(Refusal::missing_division(ask.needs.permissions()));
    }
    Ok(conversation(ask.world, &session, story).into())
}

fn conversation(world: &World, session: &Session, story: &Story) -> Value {
    let id = world.conversation_id(session);
    let divisions: Vec<Value> = story
        .divisions()
        .iter()
        .map(|division| {
            let queues = story
                .legs
                .iter()
                .filter_map(|leg| leg.queue)
                .filter(|queue| queue.division == *division);
            let entities: Vec<Value> = queues
                .map(|queue| {
                    let id = queue_id(world, queue);
                    json!({ "selfUri": format!("/api/v2/routing/queues/{id}"), "id": id })
                })
                .collect();
            let id = division_id(world, division);
            let division =
                json!({ "selfUri": format!("/api/v2/authorization/divisions/{id}"), "id": id });
            json!({ "division": division, "entities": entities })
        })
        .collect();
    let participants: Vec<Value> = participants::of(story)
        .iter()
        .map(|one| participant(world, session, story, one))
        .collect();
    let mut fields = Fields::of(json!({
        "startTime": iso(story.start),
        "recordingState": "NONE",
        "divisions": divisions,
        "selfUri": format!("/api/v2/conversations/{id}"),        "id": id,
    }));
    fields.set("participants", participants);
    fields.set_some("endTime", story.end.map(iso));
    fields.into()
}

fn participant(world: &World, session: &Session, story: &Story, one: &Participant) -> Value {
    let mut fields = Fields::default();
    fields.set("id", one.id(world, session));
    fields.set("purpose", one.purpose());
    fields.set("startTime", iso(one.joined));
    fields.set("connectedTime", iso(one.connected));
    if let Some(left) = one.left {
        fields.set("endTime", iso(left));
    }
    if let Some(queue) = one.queue {
        fields.set("queueId", queue_id(world, queue));
        fields.set("queueName", queue.name);
    }
    match one.role {
        Role::Customer => {
            fields.set("participantType", "External");
            fields.set(
                "externalContactId",
                world.contact_id(session.customer, session.record),
            );
            fields.set(
                "externalContactInitialDivisionId",
                division_id(world, story.home),
            );
            fields.set("attributes", json!({}));
            if let Some(person) = world.person(session.customer) {
                fields.set("name", json!(format!("{} {}", person.given, person.family)));
                fields.set("address", json!(format!("tel:{}", person.phone())));
            }
        }
        Role::Queue => {
            fields.set("name", one.queue.map(|queue| queue.name));
        }
        Role::Agent(served) => agent(served, &mut fields, world),
    }
    let mut main = communication(world, session, story, one);
    if let Some((wrap_up, acw)) = one.wrap_up(world, story) {
        let place = Place::of(session);
        if place != Place::Participant && has_work_after(story.channel) {
            main.set("wrapup", wrap_up.clone());
            main.set("afterCallWorkRequired", true);
            main.set("afterCallWork", acw);
        }
        if place != Place::Communication || !has_work_after(story.channel) {
            fields.set("wrapup", wrap_up);
        }
    }
    fields.set(story.channel.list, vec![Value::from(main)]);
    for (channel, id) in one.other_communications(world, session, story) {
        fields.set(channel.list, vec![other(channel, &id, one)]);
    }
    fields.into()
}

/// Where the wrap-up is: the platform sets it on the participant, on the communication, or on both.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Participant,
    Communication,
    Both,
}

impl Place {
    fn of(session: &Session) -> Self {
        match session.number % 8 {
            6 => Self::Communication,
            1 | 5 => Self::Both,
            _ => Self::Participant,
        }
    }
}

/// Whether the channel has after-call work. Screen shares, videos, co-browsing and internal messages do not.
fn has_work_after(channel: &Channel) -> bool {
    matches!(
        channel.list,
        "calls" | "callbacks" | "chats" | "emails" | "messages"
    )
}

/// A communication on a channel other than the conversation's own. It ends with the conversation.
fn other(channel: &Channel, id: &str, one: &Participant) -> Value {
    let mut fields = Fields::of(json!({ "id": id, "provider": channel.provider() }));
    let state = if one.left.is_some() {
        "disconnected"
    } else {
        "connected"
    };
    fields.set("state", state);
    fields.set("connectedTime", iso(one.connected));
    fields.set_some("disconnectedTime", one.left.map(iso));
    fields.into()
}

fn agent(served: &Served, fields: &mut Fields, world: &World) {
    fields.set("name", served.who.name);
    fields.set("userId", user_id(world, served.who.number));
    fields.set("wrapupRequired", true);
    fields.set("wrapupPrompt", "mandatory");
    if let (Some(left), Some(wrap_up)) = (served.left, &served.wrap_up) {
        fields.set("startAcwTime", iso(left));
        fields.set("endAcwTime", iso(wrap_up.at));
    }
}

fn communication(world: &World, session: &Session, story: &Story, one: &Participant) -> Fields {
    let channel = story.channel;
    let direction = if story.direction == "Outbound" {
        "outbound"
    } else {
        "inbound"
    };
    let mut fields = Fields::default();
    fields.set("id", one.communication(world, session));
    fields.set("provider", channel.provider());
    fields.set("connectedTime", iso(one.connected));
    fields.set(
        "state",
        json!(if one.left.is_some() {
            "disconnected"
        } else {
            "connected"
        }),
    );
    if let Some(left) = one.left {
        fields.set("disconnectedTime", iso(left));
        fields.set("disconnectType", one.how.conversation);
    }
    if has_work_after(channel) {
        fields.set("direction", direction);
        fields.set("held", false);
        fields.set("segments", json!([]));
    }
    if let Some(subject) = story.subject {
        fields.set("subject", subject);
    }
    if let Some(kind) = channel.analytics_message {
        fields.set("type", kind);
        fields.set("authenticated", channel.manner == Manner::Authenticated);
    }
    if let (Role::Customer, Some(visit)) = (&one.role, story.visit) {
        let visit = world.ids.make(Kind::Session, session.customer, visit, 0);
        let context = json!({
            "customer": { "id": cookie(world, session.customer), "idType": "cookie" },
            "customerSession": { "id": visit, "type": "web" },
        });
        fields.set("journeyContext", context);
    }
    fields
}
