//! `GET conversations/{conversationId}`: a conversation with its participants.

use serde_json::{Map, Value, json};

use super::authorization::division_id;
use super::clock::iso;
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
    let mut body = json!({
        "startTime": iso(story.start),
        "recordingState": "NONE",
        "divisions": divisions,
        "participants": participants,
        "selfUri": format!("/api/v2/conversations/{id}"),
        "id": id,
    });
    if let (Some(fields), Some(end)) = (body.as_object_mut(), story.end) {
        fields.insert("endTime".to_owned(), json!(iso(end)));
    }
    body
}

fn participant(world: &World, session: &Session, story: &Story, one: &Participant) -> Value {
    let mut fields = Map::new();
    let mut set = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    set("id", json!(one.id(world, session)));
    set("purpose", json!(one.purpose()));
    set("startTime", json!(iso(one.joined)));
    set("connectedTime", json!(iso(one.connected)));
    if let Some(left) = one.left {
        set("endTime", json!(iso(left)));
    }
    if let Some(queue) = one.queue {
        set("queueId", json!(queue_id(world, queue)));
        set("queueName", json!(queue.name));
    }
    match one.role {
        Role::Customer => {
            set("participantType", json!("External"));
            set(
                "externalContactId",
                json!(world.contact_id(session.customer, session.record)),
            );
            set(
                "externalContactInitialDivisionId",
                json!(division_id(world, story.home)),
            );
            set("attributes", json!({}));
            if let Some(person) = world.person(session.customer) {
                set("name", json!(format!("{} {}", person.given, person.family)));
                set("address", json!(format!("tel:{}", person.phone())));
            }
        }
        Role::Queue => {
            set("name", json!(one.queue.map(|queue| queue.name)));
        }
        Role::Agent(served) => agent(world, served, &mut fields),
    }
    fields.insert(
        story.channel.list.to_owned(),
        json!([communication(world, session, story, one)]),
    );
    Value::Object(fields)
}

fn agent(world: &World, served: &Served, fields: &mut Map<String, Value>) {
    let mut set = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    set("name", json!(served.who.name));
    set("userId", json!(user_id(world, served.who.number)));
    set("wrapupRequired", json!(true));
    set("wrapupPrompt", json!("mandatory"));
    let Some(left) = served.left else { return };
    if let Some(wrap_up) = &served.wrap_up {
        let mut filed = json!({
            "code": code_id(world, wrap_up.code),
            "name": wrap_up.code.name,
            "durationSeconds": wrap_up.took(left).num_seconds(),
            "endTime": iso(wrap_up.at),
        });
        filed["notes"] = json!(wrap_up.note.unwrap_or_default());
        set("wrapup", filed);
        set("startAcwTime", json!(iso(left)));
        set("endAcwTime", json!(iso(wrap_up.at)));
    }
}

fn communication(world: &World, session: &Session, story: &Story, one: &Participant) -> Value {
    let channel = story.channel;
    let direction = if story.direction == "Outbound" {
        "outbound"
    } else {
        "inbound"
    };
    let mut fields = Map::new();
    let mut set = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    set("id", json!(one.communication(world, session)));
    set(
        "provider",
        json!(if channel.list == "calls" {
            "Edge"
        } else {
            "PureCloud Messaging"
        }),
    );
    set("connectedTime", json!(iso(one.connected)));
    set(
        "state",
        json!(if one.left.is_some() {
            "disconnected"
        } else {
            "connected"
        }),
    );
    if let Some(left) = one.left {
        set("disconnectedTime", json!(iso(left)));
        set("disconnectType", json!(one.how.conversation));
    }
    // Screen shares, videos, co-browsing and internal messages have no such fields.
    if matches!(
        channel.list,
        "calls" | "callbacks" | "chats" | "emails" | "messages"
    ) {
        set("direction", json!(direction));
        set("held", json!(false));
        set("segments", json!([]));
    }
    if let Some(subject) = story.subject {
        set("subject", json!(subject));
    }
    if let Some(kind) = channel.analytics_message {
        set("type", json!(kind));
        set(
            "authenticated",
            json!(channel.manner == Manner::Authenticated),
        );
    }
    if let (Role::Customer, Some(visit)) = (&one.role, story.visit) {
        let visit = world.ids.make(Kind::Session, session.customer, visit, 0);
        let context = json!({
            "customer": { "id": cookie(world, session.customer), "idType": "cookie" },
            "customerSession": { "id": visit, "type": "web" },
        });
        set("journeyContext", context);
    }
    Value::Object(fields)
}
