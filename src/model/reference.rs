//! Reference data: entities to which sessions and conversations refer by id.

use get_size2::GetSize;
use serde::{Deserialize, Serialize};

use super::id::{AgentId, DivisionId, QueueId, SegmentId};

/// A routing queue.
#[derive(Debug, Clone, PartialEq, Eq, GetSize, Serialize, Deserialize)]
pub struct Queue {
    /// The queue's id.
    pub id: QueueId,
    /// The queue's name.
    pub name: Option<String>,
    /// The queue's description. Absent if only `routing:queue:search` permits reading the queue.
    pub description: Option<String>,
    /// The division to which it belongs.
    pub division: Option<DivisionId>,
}

/// A wrap-up code of the organization.
#[derive(Debug, Clone, PartialEq, Eq, GetSize, Serialize, Deserialize)]
pub struct WrapUpCode {
    /// The code's id.
    pub id: uuid::Uuid,
    /// The code's name.
    pub name: Option<String>,
    /// The division to which it belongs.
    pub division: Option<DivisionId>,
}

/// A user of the platform who handles interactions.
#[derive(Debug, Clone, PartialEq, Eq, GetSize, Serialize, Deserialize)]
pub struct Agent {
    /// The user's id.
    pub id: AgentId,
    /// The user's full name.
    pub name: Option<String>,
    /// E-mail address at work.
    pub email: Option<String>,
    /// Job title.
    pub title: Option<String>,
    /// Whether the account is active. Absent if the platform does not send the state.
    pub active: Option<bool>,
}

/// A journey segment.
#[derive(Debug, Clone, PartialEq, Eq, GetSize, Serialize, Deserialize)]
pub struct Segment {
    /// The segment's id.
    pub id: SegmentId,
    /// The display name.
    pub display_name: Option<String>,
    /// Color in CSS hexadecimal notation, such as `#008000`.
    pub color: Option<String>,
    /// `shouldDisplayToAgent` is false: agents and supervisors must not see the segment.
    pub is_hidden: bool,
}
