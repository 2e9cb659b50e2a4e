//! The caller's own conversations: those that the token's user takes part in.

use std::sync::Arc;

use serde_json::{Value, json};

use super::conversation;
use crate::error::Refusal;
use crate::fields::Fields;
use crate::identity::Kind;
use crate::paging::{USUAL, numbered};
use crate::server::{Answered, Ask};
use crate::subject::Subject;
use crate::world::session::Session;
use crate::world::story::{Served, Story};

/// Values of `communicationType`, each with the name of the participant's list.
const KINDS: [(&str, &str); 6] = [
    ("call", "calls"),
    ("callback", "callbacks"),
    ("chat", "chats"),
    ("cobrowse", "cobrowsesessions"),
    ("email", "emails"),
    ("message", "messages"),
];

/// `GET conversations`: the active ones, in which the caller still talks or has not yet filed a code.
pub(crate) fn list(ask: &Ask) -> Answered {
    let caller = user(ask)?;
    let kind = ask.parameter("communicationType");
    let wanted = kind.map(|kind| {
        let found = KINDS
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(kind));
        found
            .map(|(_, list)| *list)
            .ok_or_else(|| Refusal::invalid_value("communicationType", kind))
    });
    let wanted = wanted.transpose()?;
    let open = ask.world.live.all(ask.now);
    let own = open.iter().filter_map(|session| {
        let story = session.story()?;
        let active = story.end.is_none()
            && story.agents().any(|served| {
                served.who.number == caller.number
                    && (served.left.is_none() || served.wrap_up.is_none())
            });
        let listed = wanted.is_none_or(|list| story.channel.list == list);
        (active && listed).then(|| conversation(ask.world, session, story))
    });
    Ok(numbered(ask, USUAL, own.collect())?.into())
}

/// `GET conversations/calls/{conversationId}`.
pub(crate) fn call(ask: &Ask) -> Answered {
    one(ask, "calls")
}

/// `GET conversations/callbacks/{conversationId}`.
pub(crate) fn callback(ask: &Ask) -> Answered {
    one(ask, "callbacks")
}

/// `GET conversations/emails/{conversationId}`.
pub(crate) fn email(ask: &Ask) -> Answered {
    one(ask, "emails")
}

/// `GET conversations/messages/{conversationId}`.
pub(crate) fn message(ask: &Ask) -> Answered {
    one(ask, "messages")
}

/// One of the caller's own conversations, active or ended, in the shape of its medium.
fn one(ask: &Ask, list: &'static str) -> Answered {
    let caller = user(ask)?;
    let session = own(ask, caller).filter(|session| {
        session
            .story()
            .is_some_and(|story| story.channel.list == list)
    });
    let session = session.ok_or_else(|| Refusal::not_found("conversation", ask.id()))?;
    let story = session.story().ok_or_else(Refusal::no_such_path)?;
    Ok(of_medium(ask, &session, story, list).into())
}

/// The conversation in the path, if the caller takes or took part in it.
pub(super) fn own(ask: &Ask, caller: &Subject) -> Option<Arc<Session>> {
    let session = ask
        .world
        .session_named(Kind::Conversation, ask.id(), ask.now)?;
    let takes_part = |served: &Served| served.who.number == caller.number;
    session
        .story()?
        .agents()
        .any(takes_part)
        .then(|| Arc::clone(&session))
}

/// The calling user. A client takes part in no conversation.
pub(super) fn user<'a>(ask: &'a Ask) -> Result<&'a Subject, Refusal> {
    let caller = ask.caller()?;
    if caller.is_client {
        return Err(Refusal::user_context_required());
    }
    Ok(caller)
}

/// The shape of a medium's own resource: the participant includes the fields of its communication.
fn of_medium(ask: &Ask, session: &Session, story: &Story, list: &str) -> Value {
    let whole = conversation(ask.world, session, story);
    let participants = whole.get("participants").and_then(Value::as_array);
    let participants = participants.into_iter().flatten();
    let participants: Vec<Value> = participants
        .map(|participant| flattened(participant, list))
        .collect();
    let id = ask.world.conversation_id(session);
    let uri = format!("/api/v2/conversations/{list}/{id}");
    json!({
        "id": id,
        "participants": participants,
        "divisions": whole.get("divisions"),
        "otherMediaUris": [],
        "selfUri": uri,
    })
}

fn flattened(participant: &Value, list: &str) -> Value {
    const COMMON: [&str; 13] = [
        "id",
        "name",
        "address",
        "purpose",
        "startTime",
        "connectedTime",
        "endTime",
        "wrapupRequired",
        "wrapupPrompt",
        "attributes",
        "externalContactInitialDivisionId",
        "startAcwTime",
        "endAcwTime",
    ];
    const OF_COMMUNICATION: [&str; 10] = [
        "state",
        "direction",
        "held",
        "provider",
        "disconnectType",
        "wrapup",
        "journeyContext",
        "type",
        "authenticated",
        "subject",
    ];
    let mut fields = Fields::default();
    let communication = participant.get(list).and_then(|of_kind| of_kind.get(0));
    for (holder, names) in [
        (Some(participant), &COMMON[..]),
        (communication, &OF_COMMUNICATION),
    ] {
        for name in names {
            fields.set_some(name, holder.and_then(|holder| holder.get(name)).cloned());
        }
    }
    fields.set_some("wrapup", participant.get("wrapup").cloned());
    for (name, id) in [
        ("user", "userId"),
        ("queue", "queueId"),
        ("externalContact", "externalContactId"),
    ] {
        fields.set_some(name, participant.get(id).map(|id| json!({ "id": id })));
    }
    fields.into()
}
