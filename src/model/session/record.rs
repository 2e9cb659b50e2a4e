//! The facts about a session that only the REST API sends.

use get_size2::GetSize;
use serde::{Deserialize, Serialize};

use crate::model::attribute::{Attribute, AttributeList};

/// Attributes, and the ids of a session in other systems. Notifications never contain them, so their absence
/// in a notification does not mean that they were removed.
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize, Serialize, Deserialize)]
pub struct Record {
    /// Custom attributes, sorted by name.
    pub attributes: Vec<Attribute>,
    /// Custom attributes with several values, sorted by name.
    pub attribute_lists: Vec<AttributeList>,
    /// The session's short number, 4 to 6 digits.
    pub short_id: Option<String>,
    /// The session's id in the external system that sends its events.
    pub external_id: Option<String>,
    /// URL of the session in that system.
    pub external_url: Option<String>,
}

impl Record {
    /// The record on the heap. `None` if it is empty, as for most sessions, so that these need no allocation.
    pub fn boxed(self) -> Option<Box<Self>> {
        (self != Self::default()).then(|| Box::new(self))
    }
}
