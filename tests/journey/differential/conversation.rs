//! Conversations by id and the viewer's own ones, from the whole conversation that the supervisor reads.

use serde_json::{Value, json};

use super::channel::{Channel, card_channel};
use super::object::{FieldValue, Object, date, object_with_id, text};
use super::reference::{Reference, RequestedField};
use super::rights::{CONVERSATION, DETAILS};

impl Reference<'_> {
    /// The conversation, if the viewer took part in it or may read conversations of its divisions.
    pub(super) fn conversation_by_id(&self, id: &str) -> Option<Object> {
        let found = self.rest.get(&format!("conversations/{id}"))?;
        let rights = &self.viewer.rights;
        let divisions: Vec<_> = list(&found["divisions"])
            .filter_map(|one| one["division"]["id"].as_str())
            .collect();
        let permissions: &[&str] = if rights.holds(CONVERSATION) {
            &[CONVERSATION]
        } else {
            &DETAILS
        };
        let may_read = |permission: &&str| rights.holds_in(permission, &divisions);
        let took_part = agents(&found).any(|agent| self.is_viewer(agent));
        let took_part = took_part && self.covers_own_conversations();
        (took_part || permissions.iter().any(may_read)).then(|| Object::new("Conversation", found))
    }

    /// The viewer's active conversations, newest first.
    pub(super) fn own_conversations(&self, requested: &RequestedField) -> FieldValue {
        if !self.covers_own_conversations() {
            self.add_error(requested, "PERMISSION_DENIED", "any  all ");
            return FieldValue::Null;
        }
        let page = self.rest.get_as(&self.viewer.token, "conversations");
        let mut own: Vec<_> = list(&page["entities"]).cloned().collect();
        own.sort_by_key(|one| (text(&one["startTime"]), text(&one["id"])));
        let own = own.into_iter().rev();
        FieldValue::Many(
            own.map(|one| Some(Object::new("Conversation", one)))
                .collect(),
        )
    }

    /// Whether the scopes of the viewer's token cover conversations.
    fn covers_own_conversations(&self) -> bool {
        let any = [CONVERSATION.to_owned()];
        !self.viewer.rights.within_scope(any.into_iter()).is_empty()
    }

    pub(super) fn field_of_conversation(
        &self,
        parent: &Object,
        requested: &RequestedField,
    ) -> FieldValue {
        let conversation = &parent.data;
        let part = self.part(conversation);
        match requested.name {
            "id" => conversation["id"].clone().into(),
            "channel" => FieldValue::One(channel(conversation).object()),
            "direction" => json!(channel(conversation).direction).into(),
            "state" => json!(self.state(conversation)).into(),
            "held" => {
                let held = part.is_some_and(|part| communication(part)["held"] == true);
                json!(held).into()
            }
            "startedAt" => date(&conversation["startTime"]),
            "connectedAt" => part.map_or(FieldValue::Null, |part| date(&part["connectedTime"])),
            "afterCallWorkSince" if self.state(conversation) == "AFTER_CALL_WORK" => {
                part.map_or(FieldValue::Null, |part| {
                    let work = &part["startAcwTime"];
                    date(if work.is_null() {
                        &part["endTime"]
                    } else {
                        work
                    })
                })
            }
            "afterCallWorkSince" => FieldValue::Null,
            "endedAt" => date(&conversation["endTime"]),
            "queue" => {
                let mut queues: Vec<_> = participants(conversation, "acd").collect();
                queues.reverse();
                let queue = queues.first().map(|queue| json!({"id": queue["queueId"]}));
                queue.map_or(FieldValue::Null, |queue| {
                    object_with_id("Queue", &queue).into()
                })
            }
            "agent" => part.map_or(FieldValue::Null, |part| {
                object_with_id("Agent", &json!({"id": part["userId"]})).into()
            }),
            "customer" => {
                let customer = participants(conversation, "customer").next();
                let id = customer.and_then(|customer| text(&customer["externalContactId"]));
                id.map(|id| Object::new("Customer", json!({"id": id})))
                    .into()
            }
            other => panic!("the reference does not resolve {other}"),
        }
    }

    fn is_viewer(&self, agent: &Value) -> bool {
        agent["userId"] == self.viewer.me["id"]
    }

    /// The agent whose part decides the state.
    fn part<'a>(&self, conversation: &'a Value) -> Option<&'a Value> {
        let agents: Vec<_> = agents(conversation).collect();
        let own = agents.iter().rev().find(|agent| self.is_viewer(agent));
        let own = own.filter(|own| is_active(own) || needs_wrap_up(own));
        let active = agents.iter().rev().find(|agent| is_active(agent));
        own.or(active).or(agents.last()).copied()
    }

    fn state(&self, conversation: &Value) -> &'static str {
        let agents: Vec<_> = agents(conversation).collect();
        let part = self.part(conversation);
        let is_own = part.is_some_and(|part| self.is_viewer(part));
        let ended = !conversation["endTime"].is_null();
        match part {
            Some(part) if is_own && needs_wrap_up(part) => "AFTER_CALL_WORK",
            _ if ended => "ENDED",
            Some(part) if is_active(part) => match communication(part)["state"].as_str() {
                Some("alerting") => "ALERTING",
                Some("dialing") => "DIALING",
                _ => "CONNECTED",
            },
            _ if agents.last().is_some_and(|last| needs_wrap_up(last)) => "AFTER_CALL_WORK",
            _ => "QUEUED",
        }
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn participants<'a>(conversation: &'a Value, purpose: &str) -> impl Iterator<Item = &'a Value> {
    list(&conversation["participants"]).filter(move |one| one["purpose"] == *purpose)
}

fn agents(conversation: &Value) -> impl Iterator<Item = &Value> {
    participants(conversation, "agent")
}

/// The platform's lists of communications, each with the type of channel.
const LISTS: [(&str, &str); 9] = [
    ("calls", "call"),
    ("callbacks", "callback"),
    ("chats", "chat"),
    ("emails", "email"),
    ("messages", "message"),
    ("cobrowsesessions", "cobrowse"),
    ("screenshares", "screenshare"),
    ("socialExpressions", "social"),
    ("videos", "video"),
];

/// The first communication of a participant.
fn communication(participant: &Value) -> &Value {
    let mut lists = LISTS.iter().map(|(name, _)| &participant[*name]);
    lists
        .find(|list| list.is_array())
        .map_or(&Value::Null, |list| &list[0])
}

fn is_active(agent: &Value) -> bool {
    agent["endTime"].is_null() && communication(agent)["state"] != "disconnected"
}

fn needs_wrap_up(agent: &Value) -> bool {
    let wrapped_up = |one: &Value| !one["wrapup"]["code"].is_null();
    let is_done = wrapped_up(agent) || wrapped_up(communication(agent));
    !is_active(agent) && agent["wrapupRequired"] == true && !is_done
}

/// The channel on a card of the conversation: that of a session with the customer's channels.
fn channel(conversation: &Value) -> Channel {
    let customer = participants(conversation, "customer").next().unwrap();
    let channels = LISTS.iter().flat_map(|(name, kind)| {
        list(&customer[*name]).map(move |one| json!({"type": kind, "messageType": one["type"]}))
    });
    let agent = participants(conversation, "agent").next();
    let session = json!({
        "type": "conversation",
        "originatingDirection": communication(customer)["direction"],
        "authenticated": communication(customer)["authenticated"],
        "lastConnectedUser": {"id": agent.map(|agent| &agent["userId"])},
        "conversationChannels": channels.collect::<Vec<_>>(),
    });
    card_channel(&session)
}
