//! Entities and responses that are cached between requests. Every entry belongs to a [`Scope`]. Two scopes are
//! separate objects, so an entry of one cannot be returned to a viewer of another.
//!
//! # Layout
//! - `key`, `entry`: the kinds of entries and their keys.
//! - `any_entity`, `resource`: entries of resources, whose types the cache does not know.
//! - `scope`, `stored`, `scopes`: the entries of one scope, and the bound on the memory of all scopes.
//! - `version`, `provenance`: which entries a response depends on, and whether they are still current.
//! - `response`: the response cache.
//! - `in_flight`: one fetch per key at a time; other requests wait for its result.
//! - `session_index`: finds a session by id inside a cached page.
//! - `events`: applies the events that [`live`](crate::live) emits. This is the only place where notifications
//!   change entries.
//! - `watches`: the watch of each scope.
//! - `fleet_entries`, `scope_in_fleet`, `fleet`, `entity_index`, `changed_entities`: the second tier, which the nodes of a fleet
//!   share, and the changes that they report to each other.
//! - `request`: the cache as the loaders of one request use it.
//! - `purge`: erases one customer.

mod any_entity;
mod changed_entities;
mod entity_index;
mod entry;
mod events;
mod fleet;
mod fleet_entries;
pub(crate) mod freshness;
mod in_flight;
mod key;
mod lookup;
mod provenance;
mod purge;
mod request;
mod resource;
mod response;
mod scope;
mod scope_in_fleet;
mod scopes;
mod session_index;
mod stored;
mod summary;
mod version;
mod watched_pages;
mod watches;

pub(crate) use entry::{CacheEntry, Found};
pub(crate) use fleet_entries::{FleetEntries, FleetEntry, SharedEntry};
pub(crate) use freshness::Freshness;
pub(crate) use in_flight::{Follower, InFlight, Leader};
pub(crate) use key::{
    ConversationKey, EventPageKey, Events, HiddenSession, QueueKey, ReferenceList, ReferencePage,
    WrapUpCodeKey,
};
pub(crate) use provenance::Provenance;
pub(crate) use request::{ReadStart, RequestCache};
pub(crate) use resource::Entity;
pub(crate) use response::{ResponseKey, StoredResponse};
pub(crate) use scope::Scope;
pub(crate) use scopes::{Scopes, ScopesSettings};
pub(crate) use summary::CacheSummary;
pub(crate) use watches::Watches;
