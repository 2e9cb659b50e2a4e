//! A conversation in the shape of its medium's own operations, such as `GET conversations/calls/{id}`: a participant
//! includes the fields of its communication, and refers to other entities by objects.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::super::lenient::{Flag, Object, Text};
use super::super::{Reference, divisions, id_of, lenient};
use super::communication::{AfterCallWork, Communication, Wrapup};
use super::participant::Participant;
use super::{Conversation, Shape};
use crate::model::conversation::Conversation as Model;
use crate::model::id::{AgentId, ConversationId, CustomerId, DivisionId, QueueId};
use crate::platform::Medium;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MediumConversation {
    #[serde(default, deserialize_with = "lenient::id")]
    id: Option<ConversationId>,
    #[serde(default, deserialize_with = "divisions::memberships")]
    divisions: Vec<DivisionId>,
    #[serde(default, deserialize_with = "lenient::list")]
    participants: Vec<MediumParticipant>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct MediumParticipant {
    purpose: Text,
    user: Option<Reference<AgentId>>,
    queue: Option<Reference<QueueId>>,
    external_contact: Option<Reference<CustomerId>>,
    #[serde(default, deserialize_with = "lenient::instant")]
    start_time: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::instant")]
    connected_time: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::instant")]
    end_time: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::instant")]
    start_acw_time: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::instant")]
    end_acw_time: Option<DateTime<Utc>>,
    wrapup_required: Flag,
    wrapup: Object<Wrapup>,
    state: Text,
    direction: Text,
    held: Flag,
    #[serde(rename = "type")]
    message_type: Text,
    authenticated: Flag,
    disconnect_type: Text,
    after_call_work: Object<AfterCallWork>,
    after_call_work_required: Flag,
}

impl MediumConversation {
    /// Converts to the model; `None` without an id or a participant with a start. The shape has no times of its own: the
    /// conversation lasts from the first join to the last leave, or to the end of the after-call work.
    pub(crate) fn into_model(self, medium: Medium) -> Option<Model> {
        let joins = || self.participants.iter().map(|one| one.start_time);
        let leaves = || self.participants.iter().map(|one| one.end_time);
        let after_work = self.participants.iter().map(|one| one.end_acw_time);
        let start_time = joins().chain(self.connected()).flatten().min();
        let has_ended = leaves().all(|left| left.is_some());
        let end_time = leaves().chain(after_work).flatten().max();
        let end_time = end_time.filter(|_| has_ended);
        let participants = self.participants.into_iter();
        let conversation = Conversation {
            id: self.id,
            start_time,
            end_time,
            divisions: self.divisions,
            participants: participants
                .map(|one| one.with_communication(medium))
                .collect(),
        };
        conversation.into_model()
    }

    fn connected(&self) -> impl Iterator<Item = Option<DateTime<Utc>>> {
        self.participants.iter().map(|one| one.connected_time)
    }
}

impl MediumParticipant {
    /// The participant in the shape of `GET conversations/{id}`.
    fn with_communication(self, medium: Medium) -> Participant {
        let communication = Communication {
            state: self.state,
            direction: self.direction,
            held: self.held,
            message_type: self.message_type,
            authenticated: self.authenticated,
            connected_time: self.connected_time,
            disconnected_time: self.end_time,
            disconnect_type: self.disconnect_type,
            wrapup: Object(None),
            after_call_work: self.after_call_work,
            after_call_work_required: self.after_call_work_required,
        };
        let mut participant = Participant {
            purpose: self.purpose,
            external_contact_id: id_of(self.external_contact),
            user_id: id_of(self.user),
            queue_id: id_of(self.queue),
            start_time: self.start_time,
            connected_time: self.connected_time,
            end_time: self.end_time,
            start_acw_time: self.start_acw_time,
            end_acw_time: self.end_acw_time,
            wrapup: self.wrapup,
            wrapup_required: self.wrapup_required,
            ..Participant::default()
        };
        let list = match medium {
            Medium::Call => &mut participant.calls,
            Medium::Callback => &mut participant.callbacks,
            Medium::Email => &mut participant.emails,
            Medium::Message => &mut participant.messages,
        };
        list.push(communication);
        participant
    }
}
