//! `Conversation`, as the conversations API sends it.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::analytics::leave;
use super::lenient::{Object, Text};
use super::{Shape, lenient, text};
use crate::model::conversation::{Conversation as Model, Moment, MomentKind, WrapUp};
use crate::model::id::{AgentId, ConversationId, DivisionId, QueueId, WrapUpCodeId};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Conversation {
    #[serde(default, deserialize_with = "lenient::id")]
    id: Option<ConversationId>,
    #[serde(default, deserialize_with = "lenient::instant")]
    start_time: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::instant")]
    end_time: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::memberships")]
    divisions: Vec<DivisionId>,
    #[serde(default, deserialize_with = "lenient::list")]
    participants: Vec<Participant>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Participant {
    purpose: Text,
    #[serde(default, deserialize_with = "lenient::id")]
    user_id: Option<AgentId>,
    #[serde(default, deserialize_with = "lenient::id")]
    queue_id: Option<QueueId>,
    #[serde(default, deserialize_with = "lenient::instant")]
    start_time: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::instant")]
    connected_time: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::instant")]
    end_time: Option<DateTime<Utc>>,
    wrapup: Object<Wrapup>,
    #[serde(default, deserialize_with = "lenient::list")]
    calls: Vec<Communication>,
    #[serde(default, deserialize_with = "lenient::list")]
    callbacks: Vec<Communication>,
    #[serde(default, deserialize_with = "lenient::list")]
    chats: Vec<Communication>,
    #[serde(default, deserialize_with = "lenient::list")]
    emails: Vec<Communication>,
    #[serde(default, deserialize_with = "lenient::list")]
    messages: Vec<Communication>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Communication {
    disconnect_type: Text,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wrapup {
    #[serde(default, deserialize_with = "lenient::wrap_up_code")]
    code: Option<WrapUpCodeId>,
    name: Text,
    notes: Text,
    #[serde(default, deserialize_with = "lenient::instant")]
    end_time: Option<DateTime<Utc>>,
}

impl Shape for Conversation {
    type Model = Model;

    /// It needs an id and a beginning.
    fn into_model(self) -> Option<Model> {
        let mut timeline = vec![Moment::new(MomentKind::Started, self.start_time?)];
        for participant in self.participants {
            match participant.purpose.0.as_deref() {
                Some("acd") => timeline.extend(participant.into_queue()),
                Some("agent" | "user") => participant.tell_agent(&mut timeline),
                _ => {}
            }
        }
        timeline.extend(self.end_time.map(|end| Moment::new(MomentKind::Ended, end)));
        Some(Model::new(self.id?, self.divisions, timeline))
    }
}

impl Participant {
    fn into_queue(self) -> Option<Moment> {
        let at = self.start_time.or(self.connected_time)?;
        Some(Moment {
            participant: text(self.purpose),
            queue: Some(self.queue_id?),
            ..Moment::new(MomentKind::QueueEntered, at)
        })
    }

    fn tell_agent(self, timeline: &mut Vec<Moment>) {
        let step = |kind, at| Moment {
            participant: text(self.purpose.clone()),
            agent: self.user_id,
            queue: self.queue_id,
            ..Moment::new(kind, at)
        };
        timeline.extend(
            self.connected_time
                .map(|at| step(MomentKind::AgentConnected, at)),
        );
        if let (Some(_), Some(at)) = (self.connected_time, self.end_time) {
            let how = self.disconnect_type();
            timeline.push(Moment {
                disconnect_type: how.clone(),
                ..step(leave(how.as_deref()), at)
            });
        }
        if let Some(wrap_up) = self.wrap_up()
            && let Some(at) = wrap_up.at
        {
            timeline.push(Moment {
                wrap_up: Some(wrap_up),
                ..step(MomentKind::WrapUpAdded, at)
            });
        }
    }

    fn disconnect_type(&self) -> Option<String> {
        [
            &self.calls,
            &self.callbacks,
            &self.chats,
            &self.emails,
            &self.messages,
        ]
        .into_iter()
        .flatten()
        .find_map(|communication| text(communication.disconnect_type.clone()))
    }

    fn wrap_up(&self) -> Option<WrapUp> {
        let wrapup = self.wrapup.0.as_ref()?;
        Some(WrapUp {
            code: wrapup.code.clone()?,
            name: text(wrapup.name.clone()),
            notes: text(wrapup.notes.clone()),
            agent: self.user_id,
            at: wrapup.end_time.or(self.end_time).or(self.connected_time),
        })
    }
}
