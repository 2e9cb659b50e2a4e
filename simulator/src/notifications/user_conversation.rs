//! The body of a conversation's frame for its users: the REST conversation at that time, without the fields that the topic
//! lacks.

use serde_json::Value;

use crate::conversations::conversation_json;
use crate::world::World;
use crate::world::conversation::Conversation;
use crate::world::session::Session;

/// REST fields that the topic's conversation lacks.
const OF_CONVERSATION: [&str; 3] = ["startTime", "endTime", "selfUri"];
const OF_PARTICIPANT: [&str; 3] = ["startTime", "queueName", "participantType"];
const OF_COMMUNICATION: [&str; 3] = ["segments", "startAlertingTime", "authenticated"];

/// The topic's `Conversation`.
pub(super) fn body(world: &World, session: &Session, conversation: &Conversation) -> Value {
    let mut body = conversation_json(world, session, conversation);
    remove(&mut body, &OF_CONVERSATION);
    for participant in elements(&mut body, "participants") {
        remove(participant, &OF_PARTICIPANT);
        remove_name_of_wrap_up(participant);
        let lists = participant.as_object_mut().into_iter().flatten();
        for communication in lists.filter_map(|(_, list)| list.as_array_mut()).flatten() {
            remove(communication, &OF_COMMUNICATION);
            remove_name_of_wrap_up(communication);
        }
    }
    body
}

fn elements<'a>(parent: &'a mut Value, list: &str) -> impl Iterator<Item = &'a mut Value> {
    let list = parent.get_mut(list).and_then(Value::as_array_mut);
    list.into_iter().flatten()
}

fn remove(object: &mut Value, names: &[&str]) {
    if let Some(fields) = object.as_object_mut() {
        fields.retain(|name, _| !names.contains(&name.as_str()));
    }
}

/// A wrap-up of the topic has only the id of its code.
fn remove_name_of_wrap_up(object: &mut Value) {
    if let Some(wrap_up) = object.get_mut("wrapup") {
        remove(wrap_up, &["name"]);
    }
}
