//! The fields of a conversation session that describe its conversation.

use serde_json::{Value, json};

use crate::clock::iso;
use crate::fields::Fields;
use crate::routing::{code_id, queue_id};
use crate::users::user_id;
use crate::world::World;
use crate::world::channel::{Channel, ChannelStyle};
use crate::world::conversation::Conversation;
use crate::world::session::Session;

/// Sets all fields that only conversation sessions have.
pub(super) fn facts(
    world: &World,
    session: &Session,
    conversation: &Conversation,
    fields: &mut Fields,
) {
    let conversation_id = world.conversation_id(session);
    let channel = conversation.channel;
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
        json!({ "selfUri": format!("/api/v2/conversations/{conversation_id}"), "id": conversation_id }),
    );
    let channels: Vec<Value> = conversation
        .listed_channels()
        .into_iter()
        .map(|channel| row(channel, conversation.old_spelling))
        .collect();
    match session.number % 4 {
        _ if !channels.is_empty() => fields.set("conversationChannels", channels),
        // The platform has three representations of a conversation without channels.
        _ if session.nulls => fields.set_null("conversationChannels"),
        3 => fields.set("conversationChannels", channels),
        _ => {}
    }
    fields.set("originatingDirection", conversation.direction);
    fields.set(
        "authenticated",
        channel.style == ChannelStyle::Authenticated,
    );
    if let Some(subject) = conversation.subject {
        fields.set("conversationSubject", subject);
    }
    let until = conversation
        .end
        .or_else(|| conversation.moments().last().map(|(at, _)| *at))
        .unwrap_or(conversation.start);
    fields.set(
        "durationInSeconds",
        (until - conversation.start).num_seconds(),
    );
    fields.set_some("endedDate", conversation.end.map(iso));
    let waited = conversation.legs.iter().rev().find_map(|leg| leg.queue);
    if let Some(queue) = waited {
        let id = queue_id(world, queue);
        fields.set(
            "lastConnectedQueue",
            json!({ "selfUri": format!("/api/v2/routing/queues/{id}"), "id": id }),
        );
    }
    let abandoned = conversation
        .legs
        .last()
        .is_some_and(|leg| leg.given_up.is_some());
    let answered = conversation.agents().next().is_some();
    let outcome = match (waited, abandoned, answered) {
        (Some(_), true, _) => Some("Abandon"),
        (Some(_), _, true) => Some("Answered"),
        _ => None,
    };
    if let Some(outcome) = outcome {
        fields.set("lastAcdOutcome", outcome);
    }
    part(world, conversation, fields);
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
    let mut row = Fields::from_object(json!({ "type": spelled, "platform": platform }));
    row.set_some("messageType", channel.message);
    row.into()
}

/// Sets the last agent, the agent's last wrap-up, and how the agent's part ended.
fn part(world: &World, conversation: &Conversation, fields: &mut Fields) {
    let user = |number: u32| {
        let id = user_id(world, number);
        json!({ "selfUri": format!("/api/v2/users/{id}"), "id": id })
    };
    if let Some(last) = conversation.agents().last() {
        fields.set("lastConnectedUser", user(last.user.number));
        if last.left.is_some() {
            fields.set("lastUserDisconnectType", last.disconnect.journey);
        }
    }
    let filed = conversation
        .agents()
        .filter_map(|part| part.wrap_up.as_ref().map(|wrap_up| (part, wrap_up)))
        .last();
    if let Some((by, wrap_up)) = filed {
        let mut disposition = Fields::from_object(
            json!({ "code": code_id(world, wrap_up.code), "user": user(by.user.number) }),
        );
        disposition.set_some("notes", wrap_up.note);
        fields.set("lastUserDisposition", disposition);
    }
}
