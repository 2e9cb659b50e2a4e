//! One loader per resource. Within a request a loader collects the keys of all fields, looks them up in the scope's
//! cache, and calls the platform for the rest. A request never loads one key twice.
//!
//! Batches do not depend on timing: a batch is closed when the query can make no progress without data
//! ([`engine`](crate::engine)), and a loader whose keys come from another loader's results waits for those.
//!
//! # Layout
//! - `source`: what all loaders share: the platform, the caller, the cache, the viewer.
//! - `read_through`: from keys to values: cached, in flight, or fetched. `batch`: from keys to calls.
//! - `loader`: one loader per resource.
//! - `loaders`: the loaders of one request. The other files implement its methods by subject: `contact`, `session`,
//!   `resource`, `session_list`, `event_list`, `conversation`, `campaign`, `visits`, `segment`, `reference`.

mod batch;
mod batch_size;
mod campaign;
mod contact;
mod conversation;
mod event_list;
mod key_stats;
mod loader;
mod loaders;
mod read_through;
mod reference;
mod resource;
mod segment;
mod session;
mod session_list;
mod source;
mod visits;

pub use batch_size::{BatchSize, BatchSizes};
pub use event_list::{EventPage, EventPosition};
pub use key_stats::{KeyCounts, KeyStats};
pub use loader::Lookup;
pub use loaders::Loaders;
pub use session_list::{Beginning, Page, PageRequest, Position};
pub use source::{Loaded, Source};
