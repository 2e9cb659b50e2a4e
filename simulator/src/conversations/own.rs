//! The caller's own conversations: those that the token's user takes part in.

use std::sync::Arc;

use serde_json::{Value, json};

use super::conversation_json;
use crate::error::ApiError;
use crate::fields::Fields;
use crate::identity::EntityKind;
use crate::paging::{USUAL, numbered};
use crate::server::{ApiRequest, ApiResult};
use crate::subject::Subject;
use crate::world::conversation::Conversation;
use crate::world::session::Session;

/// Values of `communicationType`, each with the name of the participant's list.
const KINDS: [(&str, &str); 6] = [
    ("call", "calls"),
    ("callback", "callbacks"),
    ("chat", "chats"),
    ("cobrowse", "cobrowsesessions"),
    ("email", "emails"),
    ("message", "messages"),
];

/// `GET conversations`: the active ones, which ring at the caller, in which the caller talks or has not yet filed a code.
pub(crate) fn list(request: &ApiRequest) -> ApiResult {
    let caller = user(request)?;
    let kind = request.parameter("communicationType");
    let wanted = kind.map(|kind| {
        let found = KINDS
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(kind));
        found
            .map(|(_, list)| *list)
            .ok_or_else(|| ApiError::invalid_value("communicationType", kind))
    });
    let wanted = wanted.transpose()?;
    let open = request.world.live.all(request.now);
    let own = open.iter().filter_map(|session| {
        let conversation = session.conversation()?;
        let rings = conversation
            .ringing()
            .is_some_and(|agent| agent.number == caller.number);
        let active = conversation.end.is_none()
            && (rings
                || conversation.agents().any(|part| {
                    part.user.number == caller.number
                        && (part.left.is_none() || part.wrap_up.is_none())
                }));
        let listed = wanted.is_none_or(|list| conversation.channel.list == list);
        (active && listed).then(|| conversation_json(request.world, session, conversation))
    });
    Ok(numbered(request, USUAL, own.collect())?.into())
}

/// `GET conversations/calls/{conversationId}`.
pub(crate) fn call(request: &ApiRequest) -> ApiResult {
    get(request, "calls")
}

/// `GET conversations/callbacks/{conversationId}`.
pub(crate) fn callback(request: &ApiRequest) -> ApiResult {
    get(request, "callbacks")
}

/// `GET conversations/emails/{conversationId}`.
pub(crate) fn email(request: &ApiRequest) -> ApiResult {
    get(request, "emails")
}

/// `GET conversations/messages/{conversationId}`.
pub(crate) fn message(request: &ApiRequest) -> ApiResult {
    get(request, "messages")
}

/// One of the caller's own conversations, active or ended, in the shape of its medium.
fn get(request: &ApiRequest, list: &'static str) -> ApiResult {
    let caller = user(request)?;
    let session = own(request, caller).filter(|session| {
        session
            .conversation()
            .is_some_and(|conversation| conversation.channel.list == list)
    });
    let session = session.ok_or_else(|| ApiError::not_found("conversation", request.id()))?;
    let conversation = session.conversation().ok_or_else(ApiError::no_such_path)?;
    Ok(of_medium(request, &session, conversation, list).into())
}

/// The conversation in the path, if the caller takes or took part in it.
pub(super) fn own(request: &ApiRequest, caller: &Subject) -> Option<Arc<Session>> {
    let session =
        request
            .world
            .session_named(EntityKind::Conversation, request.id(), request.now)?;
    session
        .conversation()?
        .involves(caller.number)
        .then(|| Arc::clone(&session))
}

/// The calling user. A client takes part in no conversation.
pub(super) fn user<'a>(request: &'a ApiRequest) -> Result<&'a Subject, ApiError> {
    let caller = request.caller()?;
    if caller.is_client {
        return Err(ApiError::user_context_required());
    }
    Ok(caller)
}

/// The shape of a medium's own resource: the participant includes the fields of its communication.
fn of_medium(
    request: &ApiRequest,
    session: &Session,
    conversation: &Conversation,
    list: &str,
) -> Value {
    let whole = conversation_json(request.world, session, conversation);
    let participants = whole.get("participants").and_then(Value::as_array);
    let participants = participants.into_iter().flatten();
    let participants: Vec<Value> = participants
        .map(|participant| flattened(participant, list))
        .collect();
    let id = request.world.conversation_id(session);
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
    const OF_COMMUNICATION: [&str; 11] = [
        "state",
        "direction",
        "held",
        "startHoldTime",
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
    for (token_record, names) in [
        (Some(participant), &COMMON[..]),
        (communication, &OF_COMMUNICATION),
    ] {
        for name in names {
            fields.set_some(
                name,
                token_record
                    .and_then(|token_record| token_record.get(name))
                    .cloned(),
            );
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
