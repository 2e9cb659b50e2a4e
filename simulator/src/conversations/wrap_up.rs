//! A participant's wrap-up, and the codes to choose from.

use serde_json::{Value, json};

use super::own::{own, user};
use crate::error::Refusal;
use crate::participants::{self, Participant};
use crate::routing::code_json;
use crate::server::{Answered, Ask};
use crate::world::organization::Code;
use crate::world::story::Story;

/// `GET conversations/{conversationId}/participants/{participantId}/wrapup`: empty until a code is filed.
pub(crate) fn one(ask: &Ask) -> Answered {
    with_participant(ask, |story, participant| {
        let filed = participant.wrap_up(ask.world, story);
        let Some((Value::Object(mut wrap_up), _)) = filed else {
            return json!({});
        };
        wrap_up.remove("name");
        wrap_up.insert("tags".to_owned(), json!([]));
        wrap_up.into()
    })
}

/// `GET conversations/{conversationId}/participants/{participantId}/wrapupcodes`: the codes of the conversation's division.
pub(crate) fn codes(ask: &Ask) -> Answered {
    with_participant(ask, |story, _| {
        let codes = Code::of(story.home).into_iter();
        codes.map(|code| code_json(ask.world, code)).collect()
    })
}

/// Responds about the participant in the path. The conversation must be the caller's own or visible to the caller.
fn with_participant(ask: &Ask, answer: impl Fn(&Story, &Participant) -> Value) -> Answered {
    let unknown = || Refusal::not_found("conversation", ask.id());
    let session = own(ask, user(ask)?).ok_or_else(unknown)?;
    let story = session.story().ok_or_else(unknown)?;
    let participants = participants::of(story);
    let found = participants
        .iter()
        .find(|one| one.id(ask.world, &session) == ask.second_id());
    let found = found.ok_or_else(|| Refusal::not_found("participant", ask.second_id()))?;
    Ok(answer(story, found).into())
}
