//! The fields of a conversation session that describe its conversation.

use serde_json::{Value, json};

use crate::clock::iso;
use crate::fields::Fields;
use crate::routing::{code_id, queue_id};
use crate::users::user_id;
use crate::world::World;
use crate::world::channel::{Channel, Manner};
use crate::world::session::Session;
use crate::world::story::Story;

/// Sets all fields that only conversation sessions have.
pub(super) fn facts(world: &World, session: &Session, story: &Story, fields: &mut Fields) {
    let conversation = world.conversation_id(session);
    let channel = story.channel;
    if let Some(person) = world.person(session.customer) {
        let (id, kind) = if channel.list == "emails" {
            (person.email(), "email")
        } else {
            (person.phone(), "phone")
        };
        fields.set("customerId", id);
        fields.set("customerIdType", kind);
    }
    fields.set(
        "conversation",
        json!({ "selfUri": format!("/api/v2/conversations/{conversation}"), "id": conversation }),
    );
    let channels: Vec<Value> = story
        .listed_channels()
        .into_iter()
        .map(|channel| row(channel, story.old_spelling))
        .collect();
    match session.number % 4 {
        _ if !channels.is_empty() => fields.set("conversationChannels", channels),
        // The platform has three representations of a conversation without channels.
        _ if session.nulls => fields.set_null("conversationChannels"),
        3 => fields.set("conversationChannels", channels),
        _ => {}
    }
    fields.set("originatingDirection", story.direction);
    fields.set("authenticated", channel.manner == Manner::Authenticated);
    if let Some(subject) = story.subject {
        fields.set("conversationSubject", subject);
    }
    let until = story
        .end
        .or_else(|| story.moments().last().map(|(at, _)| *at))
        .unwrap_or(story.start);
    fields.set("durationInSeconds", (until - story.start).num_seconds());
    fields.set_some("endedDate", story.end.map(iso));
    let waited = story.legs.iter().rev().find_map(|leg| leg.queue);
    if let Some(queue) = waited {
        let id = queue_id(world, queue);
        fields.set(
            "lastConnectedQueue",
            json!({ "selfUri": format!("/api/v2/routing/queues/{id}"), "id": id }),
        );
    }
    let abandoned = story.legs.last().is_some_and(|leg| leg.given_up.is_some());
    let answered = story.agents().next().is_some();
    let outcome = match (waited, abandoned, answered) {
        (Some(_), true, _) => Some("Abandon"),
        (Some(_), _, true) => Some("Answered"),
        _ => None,
    };
    if let Some(outcome) = outcome {
        fields.set("lastAcdOutcome", outcome);
    }
    served(world, story, fields);
}

/// An element of `conversationChannels`.
fn row(channel: &Channel, old_spelling: bool) -> Value {
    let spelled = if old_spelling {
        channel.journey_before
    } else {
        channel.journey
    };
    let platform = if channel.list == "calls" {
        "Edge"
    } else {
        "Cloud"
    };
    let mut row = Fields::of(json!({ "type": spelled, "platform": platform }));
    row.set_some("messageType", channel.message);
    row.into()
}

/// Sets the last agent, the agent's last wrap-up, and how the agent's part ended.
fn served(world: &World, story: &Story, fields: &mut Fields) {
    let user = |number: u32| {
        let id = user_id(world, number);
        json!({ "selfUri": format!("/api/v2/users/{id}"), "id": id })
    };
    if let Some(last) = story.agents().last() {
        fields.set("lastConnectedUser", user(last.who.number));
        if last.left.is_some() {
            fields.set("lastUserDisconnectType", last.how.journey);
        }
    }
    let filed = story
        .agents()
        .filter_map(|served| served.wrap_up.as_ref().map(|wrap_up| (served, wrap_up)))
        .last();
    if let Some((by, wrap_up)) = filed {
        let mut disposition = Fields::of(
            json!({ "code": code_id(world, wrap_up.code), "user": user(by.who.number) }),
        );
        disposition.set_some("notes", wrap_up.note);
        fields.set("lastUserDisposition", disposition);
    }
}
