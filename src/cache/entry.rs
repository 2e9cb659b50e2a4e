//! The kinds of entries, each with the type of its key.

use std::fmt;
use std::hash::Hash;
use std::sync::Arc;

use get_size2::GetSize;
use uuid::Uuid;

use super::any_entity::AnyEntity;
use super::key::{
    ConversationKey, EventPageKey, Events, HiddenSession, QueueKey, ReferenceList, ReferencePage,
    WrapUpCodeKey,
};
use super::response::{ResponseKey, StoredResponse};
use crate::model::conversation::{CampaignVerdict, Conversation};
use crate::model::customer::{Customer, SegmentAssignment};
use crate::model::id::{AgentId, ConversationId, CustomerId, SegmentId, SessionId};
use crate::model::reference::{Agent, Queue, Segment, WrapUpCode};
use crate::model::session::{Session, SessionPage, SessionPageKey};
use crate::telemetry::CacheKind;

/// The result of a look-up. `None`: the platform does not know the entity or does not return it.
pub(crate) type Found<V> = Option<Arc<V>>;

/// A type that can be cached.
pub trait CacheEntry: GetSize + fmt::Debug + Send + Sync + Sized + 'static {
    /// The type of its key.
    type Key: Hash + Eq + Clone + Send + Sync + 'static;
    /// The name under which `extensions.journey` counts it.
    const KIND: &'static str;
    /// The kind under which metrics count it.
    const METRIC: CacheKind;
    /// The key among those of all kinds.
    fn key(key: &Self::Key) -> Key;
    /// The value among those of all kinds.
    fn wrap(found: Found<Self>) -> Value;
    /// The value if it is of this kind.
    fn unwrap(value: &Value) -> Option<Found<Self>>;
}

macro_rules! cache_entries {
    ($($kind:ident $(as $name:ident)?: $key:ty => $value:ty,)+) => {
        /// The key of an entry of any kind.
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub enum Key {
            $($kind($key),)+
            Resource(&'static str, Uuid),
        }

        /// The value of an entry of any kind.
        #[derive(Debug, Clone)]
        pub enum Value {
            $($kind(Found<$value>),)+
            Resource(Option<Arc<dyn AnyEntity>>),
        }

        impl Key {
            /// The name of its kind.
            pub(super) fn kind(&self) -> &'static str {
                match self {
                    $(Self::$kind(_) => <$value>::KIND,)+
                    Self::Resource(kind, _) => kind,
                }
            }
        }

        impl Value {
            /// Heap memory in bytes.
            pub(super) fn heap_bytes(&self) -> usize {
                match self {
                    $(Self::$kind(found) => found.get_heap_size(),)+
                    Self::Resource(found) => found.as_ref().map_or(0, |entity| entity.bytes()),
                }
            }
        }

        $(impl CacheEntry for $value {
            type Key = $key;

            const KIND: &'static str = cache_entries!(@name $kind $($name)?);
            const METRIC: CacheKind = cache_entries!(@metric $kind $($name)?);

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
    (@metric $kind:ident) => { CacheKind::$kind };
    (@metric $kind:ident $name:ident) => { CacheKind::$name };
}

cache_entries! {
    Contact: CustomerId => Customer,
    SegmentAssignments: CustomerId => Vec<SegmentAssignment>,
    SessionPage: SessionPageKey => SessionPage,
    Session: SessionId => Session,
    // Counted as `Session`: a viewer must not learn that a hidden session exists.
    HiddenSession as Session: SessionId => HiddenSession,
    EventPage: EventPageKey => Events,
    Conversation: ConversationKey => Conversation,
    CampaignVerdict: ConversationId => CampaignVerdict,
    Queue: QueueKey => Queue,
    WrapUpCode: WrapUpCodeKey => WrapUpCode,
    Agent: AgentId => Agent,
    Segment: SegmentId => Segment,
    ReferencePage: (ReferenceList, u32) => ReferencePage,
    Response: Arc<ResponseKey> => StoredResponse,
}

/// The lists of a customer's sessions.
const LISTS: u128 = 1;
/// A customer's assignments to segments.
const ASSIGNMENTS: u128 = 2;
/// The events of a session.
const EVENTS: u128 = 3;

/// The id of a part of an entity that does not change with the rest. No entity has it: ids are random.
fn part(entity: Uuid, part: u128) -> Uuid {
    Uuid::from_u128(entity.as_u128() ^ part)
}

/// What ends when the sessions of a customer change.
pub(super) fn lists_of(customer: CustomerId) -> Uuid {
    part(customer.0, LISTS)
}

/// What ends when a customer is erased.
pub(super) fn parts_of_customer(customer: CustomerId) -> [Uuid; 3] {
    let assignments = part(customer.0, ASSIGNMENTS);
    [customer.0, lists_of(customer), assignments]
}

/// What ends when a session is erased.
pub(super) fn parts_of_session(session: SessionId) -> [Uuid; 2] {
    [session.0, part(session.0, EVENTS)]
}

impl Key {
    /// The entity to which the entry belongs; a change of the entity ends the entry. `None` if it belongs to several.
    pub(super) fn entity(&self) -> Option<Uuid> {
        Some(match self {
            Self::Contact(id) => id.0,
            Self::SegmentAssignments(id) => part(id.0, ASSIGNMENTS),
            Self::SessionPage(page) => part(page.customer.0, LISTS),
            Self::Session(id) | Self::HiddenSession(id) => id.0,
            Self::EventPage(page) => part(page.session.0, EVENTS),
            Self::Conversation((_, id)) | Self::CampaignVerdict(id) => id.0,
            Self::Queue((_, id)) => id.0,
            Self::WrapUpCode((_, id)) | Self::Resource(_, id) => *id,
            Self::Agent(id) => id.0,
            Self::Segment(id) => id.0,
            Self::ReferencePage(_) | Self::Response(_) => return None,
        })
    }

    /// Heap memory in bytes.
    pub(super) fn heap_bytes(&self) -> usize {
        match self {
            Self::SessionPage(SessionPageKey { after, .. })
            | Self::EventPage(EventPageKey { after, .. }) => {
                after.as_ref().map_or(0, |after| after.len())
            }
            Self::Response(key) => key.heap_bytes(),
            _ => 0,
        }
    }
}

impl Value {
    /// The page of sessions, if it is one.
    pub(super) fn session_page(&self) -> Option<&Arc<SessionPage>> {
        match self {
            Self::SessionPage(page) => page.as_ref(),
            _ => None,
        }
    }
}
