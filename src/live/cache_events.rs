//! The interface between `live` and the cache. `live` emits events; the cache decides what they mean for its entries.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::known_sessions::KnownSessions;
use super::sequence::Sequence;
use crate::model::id::{ConversationId, CustomerId, SessionId};
use crate::model::session::{Session, SessionPage, SessionPageKey};
use crate::platform::Detail;

/// Receives the events of one scope. Events are emitted while the registry is locked, so that no frame is applied
/// between the read of a page and its registration for updates. An implementation must not call back into `live`.
pub trait EventSink: fmt::Debug + Send + Sync {
    /// Applies an event.
    fn apply(&self, event: CacheEvent<'_>);

    /// The cached state of a session, fresh or stale.
    fn session(&self, id: SessionId) -> Option<Arc<Session>>;

    /// Whether a campaign made the call; `None` if that is not known.
    fn campaign_verdict(&self, call: ConversationId) -> Option<bool>;
}

/// Where a frame comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A channel of this node.
    Channel,
    /// Another node of the fleet, which has reported the change to all nodes.
    Node,
}

/// A change that affects cached entries.
pub enum CacheEvent<'a> {
    /// A frame reported a session. The details of its conversation have changed too.
    SessionChanged {
        /// The session's newest state.
        session: &'a Arc<Session>,
        /// The watched customers whose lists contain the session.
        customers: &'a [CustomerId],
        /// Whether the next change will be reported as well.
        is_covered: bool,
        /// Where the frame comes from.
        origin: Origin,
    },
    /// A page of a customer's sessions was read.
    SessionPageRead {
        /// The request for the page.
        key: &'a SessionPageKey,
        /// The page, if `live` has read it and the cache has not stored it yet.
        fetched: Option<Arc<SessionPage>>,
        /// Whether the changes since the start of the read are known.
        coverage: PageCoverage<'a>,
        /// The current time.
        now: DateTime<Utc>,
    },
    /// A conversation was read, and its changes have been reported since the read started.
    ConversationCovered {
        /// The source and the conversation.
        key: (Detail, ConversationId),
    },
    /// A contact was read, and its changes may have been missed since the read started.
    ContactNotCovered {
        /// The contact.
        contact: CustomerId,
    },
    /// A contact has changed.
    ContactChanged {
        /// The contact.
        contact: CustomerId,
        /// Where the frame comes from.
        origin: Origin,
    },
    /// The dialer reported that a campaign made a call.
    CampaignCall {
        /// The call's conversation.
        call: ConversationId,
        /// The sessions of the call, each with its watched customer.
        sessions: &'a [(CustomerId, SessionId)],
        /// Where the frame comes from.
        origin: Origin,
    },
    /// Changes of a customer may be missed from now on.
    CoverageLost {
        /// The customer.
        customer: CustomerId,
        /// Every known session of the customer.
        sessions: &'a mut dyn Iterator<Item = SessionId>,
    },
}

/// Whether notifications have reported every change of a page since its read started.
#[derive(Clone, Copy)]
pub enum PageCoverage<'a> {
    /// The customer is not watched.
    NotWatched,
    /// Changes may have been missed.
    NotCovered,
    /// Every change was reported.
    Covered {
        /// The newest state of the customer's sessions.
        sessions: &'a KnownSessions,
        /// The start of the read.
        since: Sequence,
    },
}

impl PageCoverage<'_> {
    /// Whether every change was reported.
    pub fn is_covered(&self) -> bool {
        matches!(self, Self::Covered { .. })
    }
}
