//! Queues, wrap-up codes, users and segments. The division views return the same types with most
//! fields absent.

use serde::{Deserialize, Deserializer};
use uuid::Uuid;

use super::lenient::{Flag, Text};
use super::{Reference, Shape, division_of, lenient, text};
use crate::model::id::{AgentId, DivisionId, QueueId, SegmentId};
use crate::model::reference as model;

#[derive(Debug, Deserialize)]
pub(crate) struct Queue {
    #[serde(default, deserialize_with = "lenient::id")]
    id: Option<QueueId>,
    name: Text,
    description: Text,
    division: Option<Reference<DivisionId>>,
}

impl Shape for Queue {
    type Model = model::Queue;

    fn into_model(self) -> Option<model::Queue> {
        Some(model::Queue {
            id: self.id?,
            name: text(self.name),
            description: text(self.description),
            division: division_of(self.division),
        })
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct WrapUpCode {
    #[serde(default, deserialize_with = "lenient::id")]
    id: Option<Uuid>,
    name: Text,
    division: Option<Reference<DivisionId>>,
}

impl Shape for WrapUpCode {
    type Model = model::WrapUpCode;

    fn into_model(self) -> Option<model::WrapUpCode> {
        Some(model::WrapUpCode {
            id: self.id?,
            name: text(self.name),
            division: division_of(self.division),
        })
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct User {
    #[serde(default, deserialize_with = "lenient::id")]
    id: Option<AgentId>,
    name: Text,
    email: Text,
    title: Text,
    #[serde(default, rename = "state", deserialize_with = "active")]
    active: Option<bool>,
}

fn active<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    lenient::read(deserializer, |state| {
        Some(state.eq_ignore_ascii_case("active"))
    })
}

impl Shape for User {
    type Model = model::Agent;

    fn into_model(self) -> Option<model::Agent> {
        Some(model::Agent {
            id: self.id?,
            name: text(self.name),
            email: text(self.email),
            title: text(self.title),
            active: self.active,
        })
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Segment {
    #[serde(default, deserialize_with = "lenient::id")]
    id: Option<SegmentId>,
    display_name: Text,
    color: Text,
    should_display_to_agent: Flag,
}

impl Shape for Segment {
    type Model = model::Segment;

    fn into_model(self) -> Option<model::Segment> {
        Some(model::Segment {
            id: self.id?,
            display_name: text(self.display_name),
            color: text(self.color),
            is_hidden: self.should_display_to_agent.0 == Some(false),
        })
    }
}
