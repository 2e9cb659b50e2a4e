//! One loader per resource. Within a request a loader collects the keys of all fields, looks them up in the scope's
//! cache, and calls the platform for the rest. A request never loads one key twice.
//!
//! Batches do not depend on timing: a batch is closed when the query can make no progress without data
//! ([`engine`](crate::engine)), and a loader waits for the loaders that produce its keys.
//!
//! # Layout
//! - `source`: the state that all loaders share: platform, caller, cache, viewer.
//! - `read_through`: loads keys from the cache, from calls in flight, or fetches them. `fetch`: fetches keys from the fleet
//!   or the platform. `batch`: groups keys into calls. `batch_span`: the span of a batch in traces.
//! - `loader`: one loader per resource.
//! - `loaders`: the loaders of one request. Its methods are in files by subject: `contact`, `session`,
//!   `resource`, `session_list`, `event_list`, `conversation`, `own_conversation`, `campaign`, `visits`, `segment`, `reference`.
//! - `barriers`: which other loaders a loader waits for.

mod batch;
mod batch_size;
mod batch_span;
mod campaign;
mod contact;
mod conversation;
mod event_list;
mod fetch;
mod key_stats;
mod known;
mod loader;
mod loader_of;
mod loaders;
mod own_conversation;
mod read_through;
mod reference;
mod resource;
mod segment;
mod session;
mod session_list;
mod source;
mod visits;

pub(crate) use batch_size::{BatchSize, BatchSizes};
pub(crate) use event_list::{EventPosition, PlatformPage};
pub(crate) use key_stats::{KeyCounts, KeyStats};
pub(crate) use loader::Lookup;
pub(crate) use loaders::Loaders;
pub(crate) use session_list::{Beginning, Page, PageRequest, Position};
pub(crate) use source::Source;
