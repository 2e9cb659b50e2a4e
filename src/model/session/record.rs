//! The parts of a session that only the platform's REST API sends.

use std::sync::Arc;

use get_size2::GetSize;

use super::Session;
use crate::model::attribute::{Attribute, AttributeList};

/// Attributes, and the ids by which other systems know a session. Frames of the session topic leave all of
/// them out, so that their absence in a frame says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize)]
pub struct Record {
    /// Custom attributes, sorted by name.
    pub attributes: Vec<Attribute>,
    /// Custom attributes with several values, sorted by name.
    pub attribute_lists: Vec<AttributeList>,
    /// A number of 4 to 6 digits.
    pub short_id: Option<String>,
    /// The id in the system where the session's events come from.
    pub external_id: Option<String>,
    /// The address of the session's record in that system.
    pub external_url: Option<String>,
}

impl Record {
    /// The record on the heap; nothing where it is empty, as that of most sessions.
    pub fn boxed(self) -> Option<Box<Self>> {
        (self != Self::default()).then(|| Box::new(self))
    }
}

impl Session {
    /// The session as a frame describes it, with the record of an earlier reading of the same session.
    #[must_use]
    pub fn with_record_of(self: &Arc<Self>, known: &Self) -> Arc<Self> {
        if self.record.is_some() || known.record.is_none() {
            return self.clone();
        }
        Arc::new(Self {
            record: known.record.clone(),
            ..Self::clone(self)
        })
    }
}
