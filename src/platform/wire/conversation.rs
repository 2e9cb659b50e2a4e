//! `Conversation` of the conversations API.

mod communication;
mod details;
pub(crate) mod medium;
mod overview;
mod participant;

use chrono::{DateTime, Utc};
use serde::Deserialize;

use self::details::details;
use self::overview::overview;
use self::participant::Participant;
use super::{Shape, divisions, lenient};
use crate::model::conversation::{Conversation as Model, StepKind, TimelineStep};
use crate::model::id::{ConversationId, DivisionId};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Conversation {
    #[serde(default, deserialize_with = "lenient::id")]
    id: Option<ConversationId>,
    #[serde(default, deserialize_with = "lenient::instant")]
    start_time: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::instant")]
    end_time: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "divisions::memberships")]
    divisions: Vec<DivisionId>,
    #[serde(default, deserialize_with = "lenient::list")]
    participants: Vec<Participant>,
}

impl Shape for Conversation {
    type Model = Model;

    /// Requires an id and a start time.
    fn into_model(self) -> Option<Model> {
        let details = details(&self.participants);
        let overview = overview(&self.participants, self.end_time);
        let start = self.start_time?;
        let mut timeline = vec![TimelineStep::new(StepKind::Started, start)];
        for participant in self.participants {
            participant.add_wrap_ups(self.end_time.unwrap_or(start), &mut timeline);
            match participant.purpose.0.as_deref() {
                Some("acd") => timeline.extend(participant.into_queue()),
                Some("agent" | "user") => participant.add_agent(&mut timeline),
                _ => {}
            }
        }
        timeline.extend(
            self.end_time
                .map(|end| TimelineStep::new(StepKind::Ended, end)),
        );
        let conversation = Model::new(self.id?, self.divisions, timeline);
        Some(conversation.with_details(details).with_overview(overview))
    }
}
