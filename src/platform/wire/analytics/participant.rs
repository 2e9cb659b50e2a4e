//! Participants of a conversation, with their sessions and segments.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Deserializer};

use super::super::lenient::{Flag, Integer, Object, Text};
use super::super::{lenient, text};
use crate::model::conversation::details::{Flow as FlowModel, FlowOutcome};
use crate::model::id::{AgentId, CustomerId, QueueId, WrapUpCodeId};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Participant {
    #[serde(default, deserialize_with = "Purpose::read")]
    pub(super) purpose: Option<Purpose>,
    #[serde(default, deserialize_with = "lenient::id")]
    pub(super) user_id: Option<AgentId>,
    #[serde(default, deserialize_with = "lenient::id")]
    pub(super) external_contact_id: Option<CustomerId>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub(super) sessions: Vec<Session>,
}

/// The role of a participant.
#[derive(Debug, Clone)]
pub(super) enum Purpose {
    Acd,
    Agent,
    User,
    /// Any other purpose, with the platform's name.
    Other(String),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Session {
    pub(super) outbound_campaign_id: Text,
    pub(super) media_type: Text,
    pub(super) message_type: Text,
    pub(super) direction: Text,
    pub(super) authenticated: Flag,
    #[serde(default, deserialize_with = "lenient::list")]
    pub(super) segments: Vec<Segment>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub(super) metrics: Vec<Metric>,
    pub(super) ani: Text,
    pub(super) dnis: Text,
    pub(super) flow: Object<Flow>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Segment {
    #[serde(default, deserialize_with = "SegmentType::read")]
    pub(super) segment_type: Option<SegmentType>,
    #[serde(default, deserialize_with = "lenient::instant")]
    pub(super) segment_start: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::instant")]
    pub(super) segment_end: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::id")]
    pub(super) queue_id: Option<QueueId>,
    pub(super) disconnect_type: Text,
    #[serde(default, deserialize_with = "lenient::wrap_up_code")]
    pub(super) wrap_up_code: Option<WrapUpCodeId>,
    pub(super) wrap_up_note: Text,
}

/// Types of segments that the model uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SegmentType {
    Alert,
    Dialing,
    Hold,
    Interact,
    WrapUp,
}

#[derive(Debug, Deserialize)]
pub(super) struct Metric {
    pub(super) name: Text,
    pub(super) value: Integer,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Flow {
    flow_id: Text,
    flow_name: Text,
    flow_type: Text,
    exit_reason: Text,
    #[serde(default, deserialize_with = "lenient::list")]
    outcomes: Vec<Outcome>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    flow_outcome_id: Text,
    flow_outcome_value: Text,
}

impl Purpose {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        lenient::read(deserializer, |text| {
            Some(match text {
                "acd" => Self::Acd,
                "agent" => Self::Agent,
                "user" => Self::User,
                other => Self::Other(other.to_owned()),
            })
        })
    }

    pub(super) fn name(&self) -> &str {
        match self {
            Self::Acd => "acd",
            Self::Agent => "agent",
            Self::User => "user",
            Self::Other(name) => name,
        }
    }
}

impl SegmentType {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        lenient::read(deserializer, |text| {
            Some(match text.to_ascii_lowercase().as_str() {
                "alert" => Self::Alert,
                "contacting" | "dialing" => Self::Dialing,
                "hold" => Self::Hold,
                "interact" => Self::Interact,
                "wrapup" => Self::WrapUp,
                _ => return None,
            })
        })
    }
}

impl Segment {
    pub(super) fn is(&self, kind: SegmentType) -> bool {
        self.segment_type == Some(kind)
    }

    /// The end of a segment in which the agent was connected.
    pub(super) fn talk_end(&self) -> Option<DateTime<Utc>> {
        let is_talk = self.is(SegmentType::Interact) || self.is(SegmentType::Hold);
        self.segment_end.filter(|_| is_talk)
    }

    pub(super) fn length(&self) -> Option<TimeDelta> {
        let length = self.segment_end? - self.segment_start?;
        Some(length.max(TimeDelta::zero()))
    }
}

impl Flow {
    pub(super) fn model(&self) -> Option<FlowModel> {
        let outcomes = self.outcomes.iter().map(|outcome| FlowOutcome {
            id: text(outcome.flow_outcome_id.clone()),
            value: text(outcome.flow_outcome_value.clone()),
        });
        let flow = FlowModel {
            id: text(self.flow_id.clone()),
            name: text(self.flow_name.clone()),
            kind: text(self.flow_type.clone()),
            exit_reason: text(self.exit_reason.clone()),
            outcomes: outcomes
                .filter(|one| *one != FlowOutcome::default())
                .collect(),
        };
        (flow != FlowModel::default()).then_some(flow)
    }
}
