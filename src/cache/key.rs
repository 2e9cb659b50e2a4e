//! Keys of entries, and values that exist only as entries.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use get_size2::GetSize;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::model::event::Event;
use crate::model::id::{ConversationId, QueueId, SessionId};
use crate::model::session::Session;
use crate::platform::{Detail, Family};

/// The key of one page of a session's events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EventPageKey {
    /// The session whose events are read.
    pub session: SessionId,
    /// Whether the session has ended, so that the page will not change.
    pub ended: bool,
    /// The session's event count when it was read. A higher count makes another key, so a page is not served after
    /// a new event.
    pub count: u32,
    /// Maximum number of events on the page.
    pub size: u32,
    /// The platform's cursor; `None` for the first page.
    pub after: Option<Arc<str>>,
}

impl Hash for EventPageKey {
    /// Hashes the session, the count and the cursor: the other fields follow from these in nearly all keys. `DataLoader`
    /// hashes each key many times.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.session.hash(state);
        self.count.hash(state);
        if let Some(after) = &self.after {
            after.hash(state);
        }
    }
}

/// A page of events, oldest first.
#[derive(Debug, PartialEq, GetSize, Serialize, Deserialize)]
pub struct Events {
    /// The events.
    pub events: Vec<Arc<Event>>,
    /// The platform's cursor of the next page.
    pub next: Option<Arc<str>>,
}

/// A session that a viewer requested without the right to see it. It is cached as long as the absence of an unknown
/// session, so that the two cost the same calls.
#[derive(Debug, PartialEq, GetSize, Serialize, Deserialize)]
pub struct HiddenSession(pub Arc<Session>);

/// A list of reference data that the platform returns in numbered pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum ReferenceList {
    /// Queues, as returned by one of two operations.
    Queues(Family),
    /// Wrap-up codes, as returned by one of two operations.
    WrapUpCodes(Family),
    /// Agents.
    Agents,
    /// Segments.
    Segments,
}

impl ReferenceList {
    /// The operation that returns the list.
    pub fn family(self) -> Family {
        match self {
            Self::Queues(family) | Self::WrapUpCodes(family) => family,
            Self::Agents | Self::Segments => Family::Plain,
        }
    }
}

/// Records that a page of reference data was read. Its entities have entries of their own.
#[derive(Debug, PartialEq, Eq, GetSize, Serialize, Deserialize)]
pub struct ReferencePage {
    /// Number of pages of the list.
    pub page_count: u32,
}

/// A conversation as returned by one of two sources.
pub(crate) type ConversationKey = (Detail, ConversationId);
/// A queue as returned by one of two operations.
pub(crate) type QueueKey = (Family, QueueId);
/// A wrap-up code as returned by one of two operations.
pub(crate) type WrapUpCodeKey = (Family, Uuid);
