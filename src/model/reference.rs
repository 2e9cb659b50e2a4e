//! Reference data: what sessions point to by id.

use super::id::{AgentId, DivisionId, QueueId, SegmentId};
use get_size2::GetSize;

/// A routing queue.
#[derive(Debug, Clone, PartialEq, Eq, GetSize)]
pub struct Queue {
    /// Its id.
    pub id: QueueId,
    /// Its name.
    pub name: Option<String>,
    /// Absent in the division views, which is what `routing:queue:search` opens.
    pub description: Option<String>,
    /// The division that owns it.
    pub division: Option<DivisionId>,
}

/// A wrap-up code of the organization.
#[derive(Debug, Clone, PartialEq, Eq, GetSize)]
pub struct WrapUpCode {
    /// Its id.
    pub id: uuid::Uuid,
    /// Its name.
    pub name: Option<String>,
    /// The division that owns it.
    pub division: Option<DivisionId>,
}

/// A platform user.
#[derive(Debug, Clone, PartialEq, Eq, GetSize)]
pub struct Agent {
    /// Its id.
    pub id: AgentId,
    /// Full name.
    pub name: Option<String>,
    /// Address at work.
    pub email: Option<String>,
    /// Job title.
    pub title: Option<String>,
    /// False for someone who has left; absent when the platform does not say.
    pub active: Option<bool>,
}

/// A journey segment.
#[derive(Debug, Clone, PartialEq, Eq, GetSize)]
pub struct Segment {
    /// Its id.
    pub id: SegmentId,
    /// For people.
    pub display_name: Option<String>,
    /// CSS hexadecimal colour.
    pub color: Option<String>,
    /// Agents and supervisors must not see it: `shouldDisplayToAgent` is false.
    pub is_hidden: bool,
}
