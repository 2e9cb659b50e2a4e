//! Conversation details of analytics: participants, their sessions and segments.

mod details;
mod overview;
mod participant;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde::de::IgnoredAny;

use self::details::{Evaluation, details};
use self::overview::overview;
use self::participant::{Participant, Purpose, SegmentType, Session};
use super::lenient::Text;
use super::{Models, Shape, divisions, lenient, text};
use crate::model::conversation::{Conversation as Model, StepKind, TimelineStep, WrapUp};
use crate::model::id::{AgentId, ConversationId, DivisionId, QueueId};

#[derive(Deserialize)]
pub(crate) struct Conversations {
    conversations: Option<Models<Conversation>>,
    /// Field of an error response. Analytics also omits the list if it found nothing, so this field distinguishes the two.
    code: Option<IgnoredAny>,
}

impl Conversations {
    /// The conversations found; `None` for an error response.
    pub(crate) fn found(self) -> Option<Vec<Model>> {
        match (self.conversations, self.code) {
            (None, Some(_)) => None,
            (found, _) => Some(found.unwrap_or_default().0),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Conversation {
    #[serde(default, deserialize_with = "lenient::id")]
    conversation_id: Option<ConversationId>,
    #[serde(default, deserialize_with = "lenient::instant")]
    conversation_start: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::instant")]
    conversation_end: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "divisions::by_id")]
    division_ids: Vec<DivisionId>,
    conversation_initiator: Text,
    #[serde(default, deserialize_with = "lenient::list")]
    participants: Vec<Participant>,
    #[serde(default, deserialize_with = "lenient::list")]
    evaluations: Vec<Evaluation>,
}

impl Shape for Conversation {
    type Model = Model;

    /// Requires an id and a start time.
    fn into_model(self) -> Option<Model> {
        let details = details(&self.participants, &self.evaluations);
        let is_campaign_call = self.is_campaign_call();
        let overview = overview(&self.participants, self.conversation_end);
        let mut timeline = vec![TimelineStep::new(
            StepKind::Started,
            self.conversation_start?,
        )];
        for participant in self.participants {
            participant.add_steps(&mut timeline);
        }
        timeline.extend(
            self.conversation_end
                .map(|end| TimelineStep::new(StepKind::Ended, end)),
        );
        let conversation = Model::new(self.conversation_id?, self.division_ids, timeline);
        Some(Model {
            details,
            is_campaign_call,
            overview,
            ..conversation
        })
    }
}

impl Conversation {
    fn is_campaign_call(&self) -> bool {
        let initiator = text(self.conversation_initiator.clone());
        let by_campaign = |participant: &Participant| {
            let mut sessions = participant.sessions.iter();
            let purpose = participant.purpose.as_ref().map(Purpose::name);
            purpose.is_some_and(is_dialer)
                || sessions.any(|session| text(session.outbound_campaign_id.clone()).is_some())
        };
        initiator.is_some_and(|initiator| is_dialer(&initiator))
            || self.participants.iter().any(by_campaign)
    }
}

/// The names of a dialing campaign among purposes and initiators.
fn is_dialer(name: &str) -> bool {
    ["dialer", "campaign"]
        .into_iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

impl Participant {
    fn add_steps(self, timeline: &mut Vec<TimelineStep>) {
        let role = Role {
            purpose: self.purpose.as_ref().map(Purpose::name),
            agent: self.user_id,
        };
        for session in &self.sessions {
            match self.purpose {
                Some(Purpose::Acd) => session.add_queue(&role, timeline),
                Some(Purpose::Agent | Purpose::User) => session.add_agent(&role, timeline),
                Some(Purpose::Other(_)) | None => {}
            }
            session.add_wrap_ups(&role, timeline);
        }
    }
}

/// The participant that moments of a timeline belong to.
struct Role<'a> {
    purpose: Option<&'a str>,
    agent: Option<AgentId>,
}

impl Role<'_> {
    fn step(&self, kind: StepKind, at: DateTime<Utc>, queue: Option<QueueId>) -> TimelineStep {
        TimelineStep {
            participant: text(self.purpose.map(str::to_owned)),
            agent: self.agent,
            queue,
            ..TimelineStep::new(kind, at)
        }
    }
}

impl Session {
    fn add_queue(&self, role: &Role<'_>, timeline: &mut Vec<TimelineStep>) {
        let mut last = None;
        for segment in &self.segments {
            if segment.queue_id.is_none() || segment.queue_id == last {
                continue;
            }
            last = segment.queue_id;
            timeline.extend(segment.segment_start.map(|at| TimelineStep {
                agent: None,
                ..role.step(StepKind::QueueEntered, at, last)
            }));
        }
    }

    fn add_agent(&self, role: &Role<'_>, timeline: &mut Vec<TimelineStep>) {
        let talks = || {
            self.segments
                .iter()
                .filter(|segment| segment.is(SegmentType::Interact))
        };
        if let Some((first, at)) =
            talks().find_map(|segment| Some((segment, segment.segment_start?)))
        {
            timeline.push(role.step(StepKind::AgentConnected, at, first.queue_id));
        }
        // Hold and similar segments lie between two interact segments: only the end of the last one is a leave.
        if let Some((last, at)) = talks()
            .next_back()
            .and_then(|segment| Some((segment, segment.segment_end?)))
        {
            let how = text(last.disconnect_type.clone());
            let left = role.step(leave(how.as_deref()), at, last.queue_id);
            timeline.push(TimelineStep {
                disconnect_type: how,
                ..left
            });
        }
    }

    /// Adds wrap-ups; any participant may have some.
    fn add_wrap_ups(&self, role: &Role<'_>, timeline: &mut Vec<TimelineStep>) {
        for segment in self
            .segments
            .iter()
            .filter(|segment| segment.is(SegmentType::WrapUp))
        {
            let at = segment.segment_end.or(segment.segment_start);
            if let (Some(at), Some(code)) = (at, segment.wrap_up_code.clone()) {
                let wrap_up = WrapUp {
                    code,
                    name: None,
                    notes: text(segment.wrap_up_note.clone()),
                    agent: role.agent,
                    at: Some(at),
                };
                timeline.push(TimelineStep {
                    is_estimated: segment.segment_end.is_none(),
                    wrap_up: Some(wrap_up),
                    ..role.step(StepKind::WrapUpAdded, at, segment.queue_id)
                });
            }
        }
    }
}

/// The kind of moment of an agent's leave: a transfer (`transfer`, `consultTransfer`, `transfer.conference`, …) or an end.
pub(crate) fn leave(disconnect_type: Option<&str>) -> StepKind {
    if disconnect_type.is_some_and(|how| how.to_ascii_lowercase().contains("transfer")) {
        StepKind::AgentTransferred
    } else {
        StepKind::AgentDisconnected
    }
}
