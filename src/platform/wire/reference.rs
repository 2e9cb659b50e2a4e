//! Queues, wrap-up codes, users and segments. The division views send the same shapes with most
//! fields absent.

use serde::Deserialize;
use uuid::Uuid;

use super::{Reference, division_of, lenient, text};
use crate::model::id::{AgentId, QueueId, SegmentId};
use crate::model::reference as model;

#[derive(Debug, Deserialize)]
pub(crate) struct Queue {
    #[serde(default, deserialize_with = "lenient::id")]
    id: Option<QueueId>,
    name: Option<String>,
    description: Option<String>,
    division: Option<Reference>,
}

impl Queue {
    pub(crate) fn into_model(self) -> Option<model::Queue> {
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
    name: Option<String>,
    division: Option<Reference>,
}

impl WrapUpCode {
    pub(crate) fn into_model(self) -> Option<model::WrapUpCode> {
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
    name: Option<String>,
    email: Option<String>,
    title: Option<String>,
    state: Option<String>,
}

impl User {
    pub(crate) fn into_model(self) -> Option<model::Agent> {
        Some(model::Agent {
            id: self.id?,
            name: text(self.name),
            email: text(self.email),
            title: text(self.title),
            active: self.state.map(|state| state.eq_ignore_ascii_case("active")),
        })
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Segment {
    #[serde(default, deserialize_with = "lenient::id")]
    id: Option<SegmentId>,
    display_name: Option<String>,
    color: Option<String>,
}

impl Segment {
    pub(crate) fn into_model(self) -> Option<model::Segment> {
        Some(model::Segment {
            id: self.id?,
            display_name: text(self.display_name),
            color: text(self.color),
        })
    }
}
