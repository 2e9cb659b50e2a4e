//! Permission rules of guarded fields. A field's declaration names one rule; the runtime check, the
//! `@requiresPermission` directive and the sentence in the field's description derive from it.

use serde::{Deserialize, Serialize};

use super::permission::Permission::{
    self, ExternalContactsContact, ExternalContactsSession, JourneyEvent, JourneyEventType,
    JourneySegment, JourneySession, JourneySessionType, QueueSearch, QueueView, RelateContact,
    SegmentAssignment, WrapUpCodeView,
};

/// A permission rule. The viewer must hold at least one permission of [`any`](Self::any), unless it is
/// empty, and every permission of [`all`](Self::all).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rule {
    /// A customer's list of sessions.
    Sessions,
    /// A session by its id. Without `journey:session:view` the viewer sees conversations only.
    SessionById,
    /// The events of a session.
    Events,
    /// Details of a conversation event beyond its type and time.
    EventDetails,
    /// The queue of a conversation event.
    EventQueue,
    /// Wrap-up codes.
    WrapUpCodes,
    /// Queues.
    Queues,
    /// A customer's contact record.
    ContactDetails,
    /// A customer's identifiers, and the look-up of a customer by an identifier.
    ContactIdentifiers,
    /// The segments that a customer is assigned to.
    SegmentAssignments,
    /// A segment's name and color.
    Segments,
}

impl Rule {
    /// The viewer must hold at least one of these permissions. Empty: none is needed.
    pub const fn any(self) -> &'static [Permission] {
        match self {
            Self::Sessions | Self::SessionById => &[JourneySession, JourneySessionType],
            Self::EventQueue | Self::Queues => &[QueueSearch, QueueView],
            Self::ContactDetails => &[ExternalContactsContact, RelateContact],
            Self::Events
            | Self::EventDetails
            | Self::WrapUpCodes
            | Self::ContactIdentifiers
            | Self::SegmentAssignments
            | Self::Segments => &[],
        }
    }

    /// Permissions that the viewer must hold, each of them.
    pub const fn all(self) -> &'static [Permission] {
        match self {
            Self::Sessions => &[ExternalContactsSession],
            Self::Events => &[JourneyEvent],
            Self::EventDetails | Self::EventQueue => &[JourneyEventType],
            Self::WrapUpCodes => &[WrapUpCodeView],
            Self::ContactIdentifiers => &[ExternalContactsContact],
            Self::SegmentAssignments => &[SegmentAssignment],
            Self::Segments => &[JourneySegment],
            Self::SessionById | Self::Queues | Self::ContactDetails => &[],
        }
    }

    /// The rule in words, for example `` `a:b:view`, and `c:d:view` or `e:f:view` ``.
    pub fn requirement(self) -> String {
        let join = |permissions: &[Permission], conjunction: &str| {
            let names = permissions
                .iter()
                .map(|permission| format!("`{}`", permission.as_str()));
            names.collect::<Vec<_>>().join(conjunction)
        };
        let mut parts = vec![join(self.all(), " and "), join(self.any(), " or ")];
        parts.retain(|part| !part.is_empty());
        parts.join(", and ")
    }
}
