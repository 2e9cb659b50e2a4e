//! A participant's wrap-up, and the codes to choose from.

use serde_json::{Value, json};

use super::own::{own, user};
use crate::error::ApiError;
use crate::participants::{self, Participant};
use crate::routing::code_json;
use crate::server::{ApiRequest, ApiResult};
use crate::world::conversation::Conversation;
use crate::world::organization::Code;

/// `GET conversations/{conversationId}/participants/{participantId}/wrapup`: empty until a code is filed.
pub(crate) fn get(request: &ApiRequest) -> ApiResult {
    with_participant(request, |conversation, participant| {
        let filed = participant.wrap_up(request.world, conversation);
        let Some((Value::Object(mut wrap_up), _)) = filed else {
            return json!({});
        };
        wrap_up.remove("name");
        wrap_up.insert("tags".to_owned(), json!([]));
        wrap_up.into()
    })
}

/// `GET conversations/{conversationId}/participants/{participantId}/wrapupcodes`: the codes of the conversation's division.
pub(crate) fn codes(request: &ApiRequest) -> ApiResult {
    with_participant(request, |conversation, _| {
        let codes = Code::in_division(conversation.home).into_iter();
        codes.map(|code| code_json(request.world, code)).collect()
    })
}

/// Responds about the participant in the path. The conversation must be the caller's own or visible to the caller.
fn with_participant(
    request: &ApiRequest,
    response: impl Fn(&Conversation, &Participant) -> Value,
) -> ApiResult {
    let unknown = || ApiError::not_found("conversation", request.id());
    let session = own(request, user(request)?).ok_or_else(unknown)?;
    let conversation = session.conversation().ok_or_else(unknown)?;
    let participants = participants::all(conversation);
    let found = participants
        .iter()
        .find(|participant| participant.id(request.world, &session) == request.second_id());
    let found = found.ok_or_else(|| ApiError::not_found("participant", request.second_id()))?;
    Ok(response(conversation, found).into())
}
