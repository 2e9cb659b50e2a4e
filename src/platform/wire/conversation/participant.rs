//! Participants of a conversation, and their steps in its timeline.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::super::analytics::leave;
use super::super::lenient::{Object, Text};
use super::super::{lenient, text};
use crate::model::conversation::{StepKind, TimelineStep, WrapUp};
use crate::model::id::{AgentId, QueueId, WrapUpCodeId};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Participant {
    pub(super) purpose: Text,
    pub(super) ani: Text,
    pub(super) dnis: Text,
    pub(super) evaluations: Option<Evaluations>,
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
    #[serde(default, deserialize_with = "lenient::list")]
    cobrowsesessions: Vec<Communication>,
    #[serde(default, deserialize_with = "lenient::list")]
    screenshares: Vec<Communication>,
    #[serde(default, deserialize_with = "lenient::list")]
    social_expressions: Vec<Communication>,
    #[serde(default, deserialize_with = "lenient::list")]
    videos: Vec<Communication>,
}

/// The evaluations of one participant.
#[derive(Debug, Deserialize)]
pub(super) struct Evaluations(
    #[serde(deserialize_with = "lenient::list")] pub(super) Vec<Evaluation>,
);

#[derive(Debug, Deserialize)]
pub(super) struct Evaluation {}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Communication {
    disconnect_type: Text,
    wrapup: Object<Wrapup>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wrapup {
    #[serde(default, deserialize_with = "lenient::wrap_up_code")]
    code: Option<WrapUpCodeId>,
    name: Text,
    notes: Text,
    #[serde(default, deserialize_with = "lenient::instant")]
    end_time: Option<DateTime<Utc>>,
}

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

    fn communications(&self) -> impl Iterator<Item = &Communication> {
        let lists = [
            &self.calls,
            &self.callbacks,
            &self.chats,
            &self.emails,
            &self.messages,
            &self.cobrowsesessions,
            &self.screenshares,
            &self.social_expressions,
            &self.videos,
        ];
        lists.into_iter().flatten()
    }

    fn disconnect_type(&self) -> Option<String> {
        self.communications()
            .find_map(|communication| text(communication.disconnect_type.clone()))
    }

    /// The wrap-ups of the participant and of its communications. The platform reports a wrap-up in both
    /// places or in one of them, sometimes with fewer fields in one.
    fn wrap_ups(&self) -> Vec<Wrapup> {
        let own = self.wrapup.0.iter();
        let others = self
            .communications()
            .filter_map(|one| one.wrapup.0.as_ref());
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

impl Wrapup {
    /// Whether both describe the same wrap-up: no field that both have differs.
    fn is_same(&self, other: &Self) -> bool {
        let agrees = |one: Option<&str>, other: Option<&str>| {
            one.zip(other).is_none_or(|(one, other)| one == other)
        };
        let times = self.end_time.zip(other.end_time);
        self.code == other.code
            && times.is_none_or(|(one, other)| one == other)
            && agrees(self.notes.0.as_deref(), other.notes.0.as_deref())
    }

    fn complete(&mut self, other: &Self) {
        self.end_time = self.end_time.or(other.end_time);
        for (own, other) in [
            (&mut self.name, &other.name),
            (&mut self.notes, &other.notes),
        ] {
            if own.0.is_none() {
                own.clone_from(other);
            }
        }
    }
}
