//! Participants of a conversation, and their steps in its timeline.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::super::analytics::leave;
use super::super::lenient::{Flag, Object, Text};
use super::super::{lenient, text};
use super::communication::{Communication, Wrapup};
use crate::model::conversation::{StepKind, TimelineStep, WrapUp};
use crate::model::id::{AgentId, CustomerId, QueueId};

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Participant {
    pub(super) purpose: Text,
    pub(super) ani: Text,
    pub(super) dnis: Text,
    pub(super) evaluations: Option<Evaluations>,
    #[serde(default, deserialize_with = "lenient::id")]
    pub(super) external_contact_id: Option<CustomerId>,
    #[serde(default, deserialize_with = "lenient::id")]
    pub(super) user_id: Option<AgentId>,
    #[serde(default, deserialize_with = "lenient::id")]
    pub(super) queue_id: Option<QueueId>,
    #[serde(default, deserialize_with = "lenient::instant")]
    pub(super) start_time: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::instant")]
    pub(super) connected_time: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::instant")]
    pub(super) end_time: Option<DateTime<Utc>>,
    pub(super) wrapup: Object<Wrapup>,
    pub(super) wrapup_required: Flag,
    #[serde(default, deserialize_with = "lenient::instant")]
    pub(super) start_acw_time: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::instant")]
    pub(super) end_acw_time: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub(super) calls: Vec<Communication>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub(super) callbacks: Vec<Communication>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub(super) chats: Vec<Communication>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub(super) emails: Vec<Communication>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub(super) messages: Vec<Communication>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub(super) cobrowsesessions: Vec<Communication>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub(super) screenshares: Vec<Communication>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub(super) social_expressions: Vec<Communication>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub(super) videos: Vec<Communication>,
}

/// The evaluations of one participant.
#[derive(Debug, Deserialize)]
pub(super) struct Evaluations(
    #[serde(deserialize_with = "lenient::list")] pub(super) Vec<Evaluation>,
);

#[derive(Debug, Deserialize)]
pub(super) struct Evaluation {}

impl Participant {
    pub(super) fn into_queue(self) -> Option<TimelineStep> {
        let at = self.start_time.or(self.connected_time)?;
        Some(TimelineStep {
            participant: text(self.purpose),
            queue: Some(self.queue_id?),
            ..TimelineStep::new(StepKind::QueueEntered, at)
        })
    }

    fn step(&self, kind: StepKind, at: DateTime<Utc>) -> TimelineStep {
        TimelineStep {
            participant: text(self.purpose.clone()),
            agent: self.user_id,
            queue: self.queue_id,
            ..TimelineStep::new(kind, at)
        }
    }

    pub(super) fn add_agent(self, timeline: &mut Vec<TimelineStep>) {
        let connected = self.connected_time;
        timeline.extend(connected.map(|at| self.step(StepKind::AgentConnected, at)));
        if let (Some(_), Some(at)) = (connected, self.end_time) {
            let how = self.disconnect_type();
            timeline.push(TimelineStep {
                disconnect_type: how.clone(),
                ..self.step(leave(how.as_deref()), at)
            });
        }
    }

    /// Adds the participant's wrap-ups, for any purpose. `latest` is the estimated time of a wrap-up without
    /// a time.
    pub(super) fn add_wrap_ups(&self, latest: DateTime<Utc>, timeline: &mut Vec<TimelineStep>) {
        for wrap_up in self.wrap_ups() {
            let Some(code) = wrap_up.code else { continue };
            let guess = || {
                let known = self.end_time.or(self.connected_time).or(self.start_time);
                known.unwrap_or(latest)
            };
            let at = wrap_up.end_time.unwrap_or_else(guess);
            timeline.push(TimelineStep {
                is_estimated: wrap_up.end_time.is_none(),
                wrap_up: Some(WrapUp {
                    code,
                    name: text(wrap_up.name),
                    notes: text(wrap_up.notes),
                    agent: self.user_id,
                    at: Some(at),
                }),
                ..self.step(StepKind::WrapUpAdded, at)
            });
        }
    }

    /// The communications, each with the platform's type of channel.
    pub(super) fn communications(&self) -> impl Iterator<Item = (&'static str, &Communication)> {
        let lists = [
            ("call", &self.calls),
            ("callback", &self.callbacks),
            ("chat", &self.chats),
            ("email", &self.emails),
            ("message", &self.messages),
            ("cobrowse", &self.cobrowsesessions),
            ("screenshare", &self.screenshares),
            ("socialExpression", &self.social_expressions),
            ("video", &self.videos),
        ];
        lists
            .into_iter()
            .flat_map(|(kind, list)| list.iter().map(move |one| (kind, one)))
    }

    fn disconnect_type(&self) -> Option<String> {
        self.communications()
            .find_map(|(_, communication)| text(communication.disconnect_type.clone()))
    }

    /// The wrap-ups of the participant and of its communications. The platform reports a wrap-up in both
    /// places or in one of them, sometimes with fewer fields in one.
    pub(super) fn wrap_ups(&self) -> Vec<Wrapup> {
        let own = self.wrapup.0.iter();
        let others = self
            .communications()
            .filter_map(|(_, one)| one.wrapup.0.as_ref());
        let mut found: Vec<Wrapup> = Vec::new();
        for wrap_up in own.chain(others).filter(|one| one.code.is_some()) {
            match found.iter_mut().find(|known| known.is_same(wrap_up)) {
                Some(known) => known.complete(wrap_up),
                None => found.push(wrap_up.clone()),
            }
        }
        found
    }
}
