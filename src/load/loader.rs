//! One loader per resource: how its keys become calls, and how long its results are cached.

mod contacts;
mod conversations;
mod event_pages;
mod own_conversations;
mod reference;
mod resources;
mod session_pages;
mod sessions;

pub(crate) use contacts::Lookup;
pub(super) use contacts::{Contacts, Lookups, SegmentAssignments};
pub(super) use conversations::Conversations;
pub(super) use event_pages::EventPages;
pub(super) use own_conversations::{OtherConversations, Own, OwnConversations};
pub(super) use reference::{Agents, Queues, Segments, WrapUpCodes};
pub(super) use resources::ResourceLoaders;
pub(super) use session_pages::SessionPages;
pub(super) use sessions::SessionsById;
