//! A scope: what was read with the rights of one token's subject.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use super::Entities;
use crate::model::conversation::Conversation;
use crate::model::customer::{Customer, Identifier, Organization, SegmentAssignment};
use crate::model::event::Event;
use crate::model::id::{AgentId, ConversationId, CustomerId, QueueId, SegmentId, SessionId};
use crate::model::reference::{Agent, Queue, Segment, WrapUpCode};
use crate::model::session::Session;

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
#[derive(Debug, PartialEq)]
pub struct Sessions {
    /// What the token's subject may see.
    pub sessions: Vec<Arc<Session>>,
    /// The platform's cursor of the next page.
    pub next: Option<Arc<str>>,
}

/// One page of a session's events.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EventsKey {
    /// Whose.
    pub session: SessionId,
    /// The session has ended: the page will not change.
    pub ended: bool,
    /// Events a page.
    pub size: u32,
    /// The platform's cursor; absent for the first page.
    pub after: Option<Arc<str>>,
}

/// A page of events, oldest first.
#[derive(Debug, PartialEq)]
pub struct Events {
    /// The events.
    pub events: Vec<Arc<Event>>,
    /// The platform's cursor of the next page.
    pub next: Option<Arc<str>>,
}

/// Everything kept for one subject.
#[derive(Debug)]
#[expect(missing_docs, reason = "each is named after what it keeps")]
pub struct Scope {
    pub contacts: Entities<CustomerId, Customer>,
    pub organizations: Entities<CustomerId, Organization>,
    pub identifiers: Entities<CustomerId, Vec<Identifier>>,
    pub segment_assignments: Entities<CustomerId, Vec<SegmentAssignment>>,
    pub session_pages: Entities<SessionsKey, Sessions>,
    pub sessions: Entities<SessionId, Session>,
    pub event_pages: Entities<EventsKey, Events>,
    pub conversations: Entities<ConversationId, Conversation>,
    pub queues: Entities<QueueId, Queue>,
    pub wrap_up_codes: Entities<Uuid, WrapUpCode>,
    pub agents: Entities<AgentId, Agent>,
    pub segments: Entities<SegmentId, Segment>,
}

impl Scope {
    fn new(entities: u64) -> Self {
        Self {
            contacts: Entities::new(entities, |_| 0),
            organizations: Entities::new(entities, |_| 0),
            identifiers: Entities::new(entities, Vec::len),
            segment_assignments: Entities::new(entities, Vec::len),
            session_pages: Entities::new(entities, |page: &Sessions| page.sessions.len()),
            sessions: Entities::new(entities, |_| 0),
            event_pages: Entities::new(entities, |page: &Events| page.events.len()),
            conversations: Entities::new(entities, |conversation: &Conversation| {
                conversation.timeline.len()
            }),
            queues: Entities::new(entities, |_| 0),
            wrap_up_codes: Entities::new(entities, |_| 0),
            agents: Entities::new(entities, |_| 0),
            segments: Entities::new(entities, |_| 0),
        }
    }
}

/// Bounds of all that is kept.
#[derive(Debug, Clone, Copy)]
pub struct ScopesSettings {
    /// Scopes at once; the least used go first.
    pub scopes: u64,
    /// A scope that nobody asks is dropped whole after this time.
    pub idle: Duration,
    /// Entities of each kind in one scope; a page counts as what is on it.
    pub entities: u64,
}

/// The scopes in use, by subject.
#[derive(Clone)]
pub struct Scopes {
    entities: u64,
    by_subject: moka::sync::Cache<String, Arc<Scope>>,
}

impl Scopes {
    /// None yet.
    pub fn new(settings: ScopesSettings) -> Self {
        let by_subject = moka::sync::Cache::builder()
            .max_capacity(settings.scopes)
            .time_to_idle(settings.idle)
            .build();
        Self {
            entities: settings.entities,
            by_subject,
        }
    }

    /// The scope of the subject with this id.
    pub fn of(&self, subject: &str) -> Arc<Scope> {
        self.by_subject
            .get_with_by_ref(subject, || Arc::new(Scope::new(self.entities)))
    }
}

impl fmt::Debug for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Scopes")
    }
}
