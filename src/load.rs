//! One loader a resource. Within a request each batches what its siblings ask for, asks the
//! scope's cache, and calls the platform for the rest; a request never asks twice for one key.
//!
//! The batches of a request are exact, not a matter of timing: a batch is closed only when the
//! query has nothing more to ask ([`drive`](drive())), and a loader whose keys come out of another
//! loader's answers waits for those (`gate`).

mod batch;
mod batch_size;
mod contact;
mod contact_division;
mod conversation;
mod dialed;
mod event;
mod reference;
mod segment;
mod session;
mod session_by_id;
mod source;
mod tally;
mod visits;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::convert::Infallible;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::dataloader::Loader;
use uuid::Uuid;

pub use batch_size::{BatchSize, BatchSizes};
pub use contact::Lookup;
pub use event::{EventPage, EventPosition};
pub use session::{Beginning, Page, PageRequest, Position};
pub use source::Source;
pub use tally::{Tally, Uses};

use crate::cache::{ConversationKey, Events, EventsKey, Kept, Provenance, Sessions, SessionsKey};
use crate::engine::LoaderTasks;
use crate::engine::barrier::Barrier;
use crate::engine::lazy_loader::LazyLoader;
use crate::model::conversation::Conversation;
use crate::model::customer::{Customer, Identifier, Organization, SegmentAssignment};
use crate::model::id::{AgentId, CustomerId, QueueId, SegmentId, SessionId};
use crate::model::reference::{Agent, Queue, Segment, WrapUpCode};
use crate::model::session::Session;
use crate::platform::Error;
use contact::{Contacts, Identifiers, Lookups, Organizations, SegmentAssignments};
use contact_division::{IDENTIFIERS, ORGANIZATION, SEGMENTS};
use conversation::Conversations;
use event::EventPages;
use reference::{Agents, Queues, Segments, WrapUpCodes};
use session::SessionPages;
use session_by_id::SessionsById;

/// The outcome for one key; `None`: unknown, or not shown to this viewer. A failure is the key's
/// own, never its batch's.
pub type Loaded<V> = Result<Option<Arc<V>>, Error>;

/// Number of barriers that a loader's batches wait for: none; the lists of sessions; these and the campaign
/// verdicts for the sessions in them.
const AT_ONCE: usize = 0;
const AFTER_LISTS: usize = 1;
const AFTER_VERDICTS: usize = 2;

/// The loaders of one request.
pub struct Loaders {
    source: Arc<Source>,
    tasks: LoaderTasks,
    listing: Barrier,
    deciding: Barrier,
    contacts: LazyLoader<Contacts, Source>,
    lookups: LazyLoader<Lookups, Source>,
    organizations: LazyLoader<Organizations, Source>,
    identifiers: LazyLoader<Identifiers, Source>,
    segment_assignments: LazyLoader<SegmentAssignments, Source>,
    session_pages: LazyLoader<SessionPages, Source>,
    sessions: LazyLoader<SessionsById, Source>,
    event_pages: LazyLoader<EventPages, Source>,
    early_conversations: LazyLoader<Conversations, Source>,
    conversations: LazyLoader<Conversations, Source>,
    queues: LazyLoader<Queues, Source>,
    wrap_up_codes: LazyLoader<WrapUpCodes, Source>,
    agents: LazyLoader<Agents, Source>,
    segments: LazyLoader<Segments, Source>,
    /// Conversations that were read before it was known which sessions are listed.
    read: Mutex<HashMap<ConversationKey, Loaded<Conversation>>>,
    touched: Mutex<BTreeSet<CustomerId>>,
}

impl Loaders {
    /// Loaders whose work is done by whoever drives `tasks`.
    pub fn new(source: Source, tasks: &LoaderTasks) -> Self {
        Self {
            source: Arc::new(source),
            tasks: tasks.clone(),
            listing: Barrier::default(),
            deciding: Barrier::default(),
            contacts: LazyLoader::new(AT_ONCE, Contacts),
            lookups: LazyLoader::new(AT_ONCE, Lookups),
            organizations: LazyLoader::new(AT_ONCE, Organizations),
            identifiers: LazyLoader::new(AT_ONCE, Identifiers),
            segment_assignments: LazyLoader::new(AT_ONCE, SegmentAssignments),
            session_pages: LazyLoader::new(AT_ONCE, SessionPages),
            sessions: LazyLoader::new(AT_ONCE, SessionsById),
            event_pages: LazyLoader::new(AT_ONCE, EventPages),
            early_conversations: LazyLoader::new(AFTER_LISTS, Conversations),
            conversations: LazyLoader::new(AFTER_VERDICTS, Conversations),
            queues: LazyLoader::new(AFTER_VERDICTS, Queues),
            wrap_up_codes: LazyLoader::new(AFTER_VERDICTS, WrapUpCodes),
            agents: LazyLoader::new(AFTER_VERDICTS, Agents),
            segments: LazyLoader::new(AFTER_VERDICTS, Segments),
            read: Mutex::default(),
            touched: Mutex::default(),
        }
    }

    /// What the answer was made of.
    pub fn provenance(&self) -> Provenance {
        self.source.notes.take()
    }

    /// How its keys were answered, if that is counted.
    pub fn uses(&self) -> BTreeMap<&'static str, Uses> {
        self.source.tally.uses()
    }

    /// The customers about whom something was read.
    pub fn touched(&self) -> BTreeSet<CustomerId> {
        std::mem::take(&mut *self.touched.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn touch(&self, customer: Option<CustomerId>) {
        let mut touched = self.touched.lock().unwrap_or_else(PoisonError::into_inner);
        touched.extend(customer);
    }

    /// A contact; merges are followed. [`Error::OutOfReach`] where it belongs to a division in which the viewer
    /// may not see contacts.
    pub async fn contact(&self, id: CustomerId) -> Loaded<Customer> {
        let found = self.known_or_one(&self.contacts, id).await?;
        if let Some(contact) = &found {
            self.source.check_division(contact, self.source.details())?;
            self.touch(Some(id));
        }
        Ok(found)
    }

    /// The contact behind an identifier; `None` also where the viewer may not see it.
    pub async fn lookup(&self, lookup: Lookup) -> Loaded<Customer> {
        let found = self.one(&self.lookups, lookup).await?;
        let found = found.filter(|contact| {
            let checked = self.source.check_division(contact, IDENTIFIERS);
            checked.is_ok()
        });
        self.touch(found.as_deref().map(|customer| customer.id));
        Ok(found)
    }

    /// The company of a contact.
    pub async fn organization(&self, id: CustomerId) -> Loaded<Organization> {
        let read = self.known_or_one(&self.organizations, id);
        self.of_contact(id, ORGANIZATION, read).await
    }

    /// What a contact is recognised by.
    pub async fn identifiers(&self, id: CustomerId) -> Loaded<Vec<Identifier>> {
        let read = self.known_or_one(&self.identifiers, id);
        self.of_contact(id, IDENTIFIERS, read).await
    }

    /// Every segment assignment of a contact, also those that the viewer may not see.
    pub async fn read_segment_assignments(&self, id: CustomerId) -> Loaded<Vec<SegmentAssignment>> {
        let read = self.known_or_one(&self.segment_assignments, id);
        self.of_contact(id, SEGMENTS, read).await
    }

    /// A page of a contact's sessions as the platform has it; `None` for an unknown contact.
    pub async fn session_page(&self, key: SessionsKey) -> Loaded<Sessions> {
        let _open = self.listing.begin();
        let customer = key.customer;
        if let Some(live) = &self.source.live {
            live.queried(customer, &self.source.viewer.id);
        }
        let found = self.known_or_one(&self.session_pages, key).await?;
        self.touch(found.is_some().then_some(customer));
        Ok(found)
    }

    /// One session; `None` also where the viewer may not see it.
    pub async fn session(&self, id: SessionId) -> Loaded<Session> {
        let _open = self.listing.begin();
        if let Some(list) = self.source.list_instead(id) {
            // What comes of it is kept, or else the session is read by itself.
            let _ = self.session_page(list).await;
        }
        let found = self.one(&self.sessions, id).await?;
        self.touch(found.as_deref().and_then(|session| session.customer));
        Ok(found)
    }

    /// A page of a session's events.
    pub async fn event_page(&self, key: EventsKey) -> Loaded<Events> {
        self.known_or_one(&self.event_pages, key).await
    }

    /// A queue; `None` also where the viewer may not see it.
    pub async fn queue(&self, id: QueueId) -> Loaded<Queue> {
        let rights = &self.source.viewer.rights;
        for family in rights.queue_families() {
            let found = self.known_or_one(&self.queues, (*family, id)).await?;
            let shown = found.filter(|queue| rights.sees_queue(queue, *family));
            if shown.is_some() {
                return Ok(shown);
            }
        }
        Ok(None)
    }

    /// A wrap-up code of the organization; `None` also where the viewer may not see it.
    pub async fn wrap_up_code(&self, id: Uuid) -> Loaded<WrapUpCode> {
        let rights = &self.source.viewer.rights;
        for family in rights.wrap_up_code_families() {
            let found = self
                .known_or_one(&self.wrap_up_codes, (*family, id))
                .await?;
            let shown = found.filter(|code| rights.sees_wrap_up_code(code, *family));
            if shown.is_some() {
                return Ok(shown);
            }
        }
        Ok(None)
    }

    /// An agent.
    pub async fn agent(&self, id: AgentId) -> Loaded<Agent> {
        self.known_or_one(&self.agents, id).await
    }

    /// A segment.
    pub async fn segment(&self, id: SegmentId) -> Loaded<Segment> {
        self.known_or_one(&self.segments, id).await
    }

    /// What the scope knows, else what the loader finds: what is known needs no batch.
    async fn known_or_one<L, V>(&self, loader: &LazyLoader<L, Source>, key: V::Key) -> Loaded<V>
    where
        L: Loader<V::Key, Value = Loaded<V>, Error = Infallible>,
        V: Kept,
    {
        match self.source.recall(&key) {
            Some(found) => {
                self.source.tally.count::<V>(|uses| uses.hits += 1);
                Ok(found)
            }
            None => self.one(loader, key).await,
        }
    }

    async fn one<L, K, V>(&self, loader: &LazyLoader<L, Source>, key: K) -> Loaded<V>
    where
        L: Loader<K, Value = Loaded<V>, Error = Infallible>,
        K: Send + Sync + Hash + Eq + Clone + 'static,
        V: Send + Sync + 'static,
    {
        let loader = loader.get(&self.source, &self.tasks, &[&self.listing, &self.deciding]);
        // In memory of its own: async-graphql moves the future of a field about, and each of an object's
        // fields is as large as the largest.
        match Box::pin(loader.load_one(key)).await {
            Ok(outcome) => outcome.unwrap_or(Ok(None)),
            Err(never) => match never {},
        }
    }
}
