//! What is kept: one kind of entry for each kind of thing, with the key that it is asked for by.

use std::fmt;
use std::hash::Hash;
use std::sync::Arc;

use get_size2::GetSize;
use uuid::Uuid;

use super::answer::{AnswerKey, Finished};
use crate::model::conversation::{Conversation, Dialed};
use crate::model::customer::{Customer, Identifier, Organization, SegmentAssignment};
use crate::model::event::Event;
use crate::model::id::{AgentId, ConversationId, CustomerId, QueueId, SegmentId, SessionId};
use crate::model::reference::{Agent, Queue, Segment, WrapUpCode};
use crate::model::session::Session;
use crate::platform::{Detail, Family};

/// What a look-up found; `None`: the platform does not know it, or does not show it.
pub type Found<V> = Option<Arc<V>>;

/// One page of a customer's sessions.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SessionsKey {
    /// Whose.
    pub customer: CustomerId,
    /// With the sessions of merged records.
    pub include_merged: bool,
    /// Sessions a page.
    pub size: u32,
    /// The platform's cursor; absent for the first page.
    pub after: Option<Arc<str>>,
}

/// A page of sessions, in the platform's order.
#[derive(Debug, PartialEq, GetSize)]
pub struct Sessions {
    /// What the platform shows to whoever asked it.
    pub sessions: Vec<Arc<Session>>,
    /// The platform's cursor of the next page.
    pub next: Option<Arc<str>>,
}

impl Sessions {
    /// A page in the order in which sessions are shown: the newest first; those of one instant are told
    /// apart by id.
    pub fn in_order(mut sessions: Vec<Arc<Session>>, next: Option<Arc<str>>) -> Self {
        sessions.sort_by_key(|session| std::cmp::Reverse((session.started_at, session.id)));
        Self { sessions, next }
    }
}

/// One page of a session's events.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EventsKey {
    /// Whose.
    pub session: SessionId,
    /// The session has ended: the page will not change.
    pub ended: bool,
    /// As many events as the session counted when it was read.
    pub count: u32,
    /// Events a page.
    pub size: u32,
    /// The platform's cursor; absent for the first page.
    pub after: Option<Arc<str>>,
}

/// A page of events, oldest first.
#[derive(Debug, PartialEq, GetSize)]
pub struct Events {
    /// The events.
    pub events: Vec<Arc<Event>>,
    /// The platform's cursor of the next page.
    pub next: Option<Arc<str>>,
}

/// A note that a viewer who may not see this session has asked for it. It is kept as long as a note that a session
/// is unknown.
#[derive(Debug, PartialEq, GetSize)]
pub struct Hidden(pub Arc<Session>);

/// Reference data that the platform lists in numbered pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Listing {
    /// Queues, as one of the two operations shows them.
    Queues(Family),
    /// Wrap-up codes, as one of the two operations shows them.
    WrapUpCodes(Family),
    /// Agents.
    Agents,
    /// Segments.
    Segments,
}

impl Listing {
    /// The operation that shows it.
    pub fn family(self) -> Family {
        match self {
            Self::Queues(family) | Self::WrapUpCodes(family) => family,
            Self::Agents | Self::Segments => Family::Plain,
        }
    }
}

/// A note that a page of reference data was read: what it held is kept entity by entity.
#[derive(Debug, PartialEq, Eq, GetSize)]
pub struct PageRead {
    /// How many pages there are.
    pub of: u32,
}

/// A conversation as one of the two sources tells it.
pub type ConversationKey = (Detail, ConversationId);
/// A queue as one of the two operations shows it.
pub type QueueKey = (Family, QueueId);
/// A wrap-up code as one of the two operations shows it.
pub type WrapUpCodeKey = (Family, Uuid);

/// A kind of thing that can be kept.
pub trait Kept: GetSize + fmt::Debug + Send + Sync + Sized + 'static {
    /// What it is asked for by.
    type Key: Hash + Eq + Clone + Send + Sync + 'static;
    /// What it is counted as.
    const KIND: &'static str;
    /// The key among those of all kinds.
    fn key(key: &Self::Key) -> Key;
    /// The value among those of all kinds.
    fn wrap(found: Found<Self>) -> Value;
    /// The value, if it is of this kind.
    fn unwrap(value: &Value) -> Option<Found<Self>>;
}

macro_rules! kept {
    ($($kind:ident $(as $name:ident)?: $key:ty => $value:ty,)+) => {
        /// The key of an entry of any kind.
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "each is named after what it keeps")]
        pub enum Key { $($kind($key),)+ }

        /// What an entry of any kind holds.
        #[derive(Debug, Clone)]
        pub enum Value { $($kind(Found<$value>),)+ }

        impl Value {
            /// What it holds beyond itself.
            pub(super) fn heap_bytes(&self) -> usize {
                match self { $(Self::$kind(found) => found.get_heap_size(),)+ }
            }
        }

        $(impl Kept for $value {
            type Key = $key;

            const KIND: &'static str = kept!(@name $kind $($name)?);

            fn key(key: &$key) -> Key {
                Key::$kind(key.clone())
            }

            fn wrap(found: Found<Self>) -> Value {
                Value::$kind(found)
            }

            fn unwrap(value: &Value) -> Option<Found<Self>> {
                match value {
                    Value::$kind(found) => Some(found.clone()),
                    _ => None,
                }
            }
        })+
    };
    (@name $kind:ident) => { stringify!($kind) };
    (@name $kind:ident $name:ident) => { stringify!($name) };
}

kept! {
    Contact: CustomerId => Customer,
    Organization: CustomerId => Organization,
    Identifiers: CustomerId => Vec<Identifier>,
    SegmentAssignments: CustomerId => Vec<SegmentAssignment>,
    SessionPage: SessionsKey => Sessions,
    Session: SessionId => Session,
    // Counted as any other session: see `Kept::KIND`.
    HiddenSession as Session: SessionId => Hidden,
    EventPage: EventsKey => Events,
    Conversation: ConversationKey => Conversation,
    Dialed: ConversationId => Dialed,
    Queue: QueueKey => Queue,
    WrapUpCode: WrapUpCodeKey => WrapUpCode,
    Agent: AgentId => Agent,
    Segment: SegmentId => Segment,
    ReferencePage: (Listing, u32) => PageRead,
    Answer: Arc<AnswerKey> => Finished,
}

impl Key {
    /// What it holds beyond itself.
    pub(super) fn heap_bytes(&self) -> usize {
        match self {
            Self::SessionPage(SessionsKey { after, .. })
            | Self::EventPage(EventsKey { after, .. }) => {
                after.as_ref().map_or(0, |after| after.len())
            }
            Self::Answer(key) => key.heap_bytes(),
            _ => 0,
        }
    }
}

impl Value {
    /// The page of sessions that it is.
    pub(super) fn page(&self) -> Option<&Sessions> {
        match self {
            Self::SessionPage(page) => page.as_deref(),
            _ => None,
        }
    }
}
