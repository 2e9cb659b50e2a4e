//! One loader a resource. Within a request each batches what its siblings ask for, asks the
//! scope's cache, and calls the platform for the rest; a request never asks twice for one key.
//!
//! The batches of a request are exact, not a matter of timing: a batch is closed only when the
//! query has nothing more to ask ([`drive`](drive())), and a loader whose keys come out of another
//! loader's answers waits for those (`gate`).

mod batch;
mod contact;
mod conversation;
mod drive;
mod event;
mod gate;
mod reference;
mod session;

use std::convert::Infallible;
use std::hash::Hash;
use std::sync::Arc;

use async_graphql::dataloader::{DataLoader, HashMapCache, Loader};
use uuid::Uuid;

pub use batch::{BatchSize, BatchSizes};
pub use contact::Lookup;
pub use conversation::Detail;
pub use drive::{Tasks, drive};
pub use event::{EventPage, EventPosition};
pub use session::{Page, PageRequest, Position};

use crate::cache::{Events, EventsKey, Freshness, Scope, Sessions, SessionsKey};
use crate::clock::Clock;
use crate::model::conversation::Conversation;
use crate::model::customer::{Customer, Identifier, Organization, SegmentAssignment};
use crate::model::id::{AgentId, ConversationId, CustomerId, QueueId, SegmentId, SessionId};
use crate::model::reference::{Agent, Queue, Segment, WrapUpCode};
use crate::model::session::Session;
use crate::platform::{Caller, Error, Family, Platform};
use contact::{Contacts, Identifiers, Lookups, Organizations, SegmentAssignments};
use conversation::Conversations;
use drive::AfterGates;
use event::EventPages;
use gate::Gate;
use reference::{Agents, Queues, Segments, WrapUpCodes};
use session::{SessionPages, SessionsById};

/// The outcome for one key; `None`: unknown, or not shown to this viewer. A failure is the key's
/// own, never its batch's.
pub type Loaded<V> = Result<Option<Arc<V>>, Error>;

/// What the loaders of one request work with.
#[derive(Debug)]
pub struct Source {
    /// The platform.
    pub platform: Platform,
    /// On whose behalf, and until when.
    pub caller: Caller,
    /// Where answers are kept.
    pub scope: Arc<Scope>,
    /// For how long.
    pub freshness: Freshness,
    /// How many ids a call takes.
    pub sizes: Arc<BatchSizes>,
    /// Calls of one loader under way at once, for operations that take one id.
    pub concurrency: usize,
    /// The present.
    pub clock: Clock,
    /// Which queue operation the viewer may call.
    pub queues: Family,
    /// Which wrap-up code operation the viewer may call.
    pub wrap_up_codes: Family,
    /// Where the viewer may read conversations; `None`: nowhere.
    pub conversations: Option<Detail>,
}

type Of<L> = DataLoader<L, HashMapCache>;

/// The loaders of one request.
pub struct Loaders {
    source: Arc<Source>,
    contacts: Of<Contacts>,
    lookups: Of<Lookups>,
    organizations: Of<Organizations>,
    identifiers: Of<Identifiers>,
    segment_assignments: Of<SegmentAssignments>,
    session_pages: Of<SessionPages>,
    sessions: Of<SessionsById>,
    event_pages: Of<EventPages>,
    conversations: Of<Conversations>,
    queues: Of<Queues>,
    wrap_up_codes: Of<WrapUpCodes>,
    agents: Of<Agents>,
    segments: Of<Segments>,
    listing: Gate,
    detailing: Gate,
    reading_events: Gate,
}

impl Loaders {
    /// Loaders whose work is done by whoever drives `tasks`.
    pub fn new(source: Source, tasks: &Tasks) -> Self {
        let source = Arc::new(source);
        let (listing, detailing, reading_events) =
            (Gate::default(), Gate::default(), Gate::default());
        let at_once = AfterGates::none;
        let after_lists = || AfterGates::of([listing.clone()]);
        let after_details = || AfterGates::of([listing.clone(), detailing.clone()]);
        let after_events = || AfterGates::of([listing.clone(), reading_events.clone()]);
        Self {
            contacts: loader(Contacts(source.clone()), tasks, at_once()),
            lookups: loader(Lookups(source.clone()), tasks, at_once()),
            organizations: loader(Organizations(source.clone()), tasks, at_once()),
            identifiers: loader(Identifiers(source.clone()), tasks, at_once()),
            segment_assignments: loader(SegmentAssignments(source.clone()), tasks, at_once()),
            session_pages: loader(SessionPages(source.clone()), tasks, at_once()),
            sessions: loader(SessionsById(source.clone()), tasks, at_once()),
            event_pages: loader(EventPages(source.clone()), tasks, at_once()),
            conversations: loader(Conversations(source.clone()), tasks, after_lists()),
            queues: loader(Queues(source.clone()), tasks, after_details()),
            wrap_up_codes: loader(WrapUpCodes(source.clone()), tasks, after_details()),
            agents: loader(Agents(source.clone()), tasks, after_details()),
            segments: loader(Segments(source.clone()), tasks, after_events()),
            source,
            listing,
            detailing,
            reading_events,
        }
    }

    /// Whether conversations can be read in full.
    pub fn reads_conversations(&self) -> bool {
        self.source.conversations.is_some()
    }

    /// A contact; merges are followed.
    pub async fn contact(&self, id: CustomerId) -> Loaded<Customer> {
        one(&self.contacts, id).await
    }

    /// The contact behind an identifier.
    pub async fn lookup(&self, lookup: Lookup) -> Loaded<Customer> {
        one(&self.lookups, lookup).await
    }

    /// The company of a contact.
    pub async fn organization(&self, id: CustomerId) -> Loaded<Organization> {
        one(&self.organizations, id).await
    }

    /// What a contact is recognised by.
    pub async fn identifiers(&self, id: CustomerId) -> Loaded<Vec<Identifier>> {
        one(&self.identifiers, id).await
    }

    /// The segments a contact is in.
    pub async fn segment_assignments(&self, id: CustomerId) -> Loaded<Vec<SegmentAssignment>> {
        let _open = self.reading_events.enter();
        one(&self.segment_assignments, id).await
    }

    /// A page of a contact's sessions as the platform has it; `None` for an unknown contact.
    pub async fn session_page(&self, key: SessionsKey) -> Loaded<Sessions> {
        let _open = self.listing.enter();
        one(&self.session_pages, key).await
    }

    /// One session.
    pub async fn session(&self, id: SessionId) -> Loaded<Session> {
        let _open = self.listing.enter();
        one(&self.sessions, id).await
    }

    /// A page of a session's events.
    pub async fn event_page(&self, key: EventsKey) -> Loaded<Events> {
        let _open = self.reading_events.enter();
        one(&self.event_pages, key).await
    }

    /// A conversation in full.
    pub async fn conversation(&self, id: ConversationId) -> Loaded<Conversation> {
        let _open = self.detailing.enter();
        one(&self.conversations, id).await
    }

    /// A queue.
    pub async fn queue(&self, id: QueueId) -> Loaded<Queue> {
        one(&self.queues, id).await
    }

    /// A wrap-up code of the organization.
    pub async fn wrap_up_code(&self, id: Uuid) -> Loaded<WrapUpCode> {
        one(&self.wrap_up_codes, id).await
    }

    /// An agent.
    pub async fn agent(&self, id: AgentId) -> Loaded<Agent> {
        one(&self.agents, id).await
    }

    /// A segment.
    pub async fn segment(&self, id: SegmentId) -> Loaded<Segment> {
        one(&self.segments, id).await
    }
}

fn loader<L: Send + Sync + 'static>(loader: L, tasks: &Tasks, timer: AfterGates) -> Of<L> {
    DataLoader::with_cache(loader, tasks.clone(), timer, HashMapCache::default())
}

async fn one<L, K, V>(loader: &Of<L>, key: K) -> Loaded<V>
where
    L: Loader<K, Value = Loaded<V>, Error = Infallible>,
    K: Send + Sync + Hash + Eq + Clone + 'static,
    V: Send + Sync + 'static,
{
    match loader.load_one(key).await {
        Ok(outcome) => outcome.unwrap_or(Ok(None)),
        Err(never) => match never {},
    }
}
