//! Session status and its changes over time. `live` knows the platform's notifications and the newest state of each
//! session of a watched customer. It does not know the cache: it emits [`CacheEvent`]s, which the cache applies.
//!
//! # Layout
//! - [`status`]: the status of a session, a pure function of its dates and the current time.
//! - `watch`, `state`, `tasks`: the watch over the customers of one scope: its interface, its shared state, and the
//!   task that serves it.
//! - `registry`: which customers are watched by which subscribers, and when their coverage by notifications began.
//! - `known_sessions`: the newest state of each session of one customer, from lists and frames.
//! - `timers`: instants, ordered by time: when statuses change, and when leases are requested.
//! - `change`, `pending_changes`: changes that subscribers receive, and the changes that wait for one subscriber.
//! - `sent`: the web messaging statuses that one subscriber has received.
//! - `channel`, `channel_state`, `channel_topics`: one notification channel of the platform, its WebSocket and its topics.
//! - `leases`: how the nodes of a fleet divide the customers; `signal`: the messages between them.
//! - `credentials`: the credential of the scope's calls.
//! - `own_conversations`: the active conversations of the scope's user, for the conversations panel.
//! - `own_reader`: reads them.
//! - `list_reader`: reads lists of sessions for new subscribers and after gaps.
//! - `cache_events`: the interface to the cache. `reads`: the reads that the cache reports.

mod cache_events;
mod change;
mod channel;
mod channel_state;
mod channel_topics;
mod credentials;
mod known_sessions;
mod leases;
mod list_reader;
mod own_conversations;
mod own_reader;
mod pending_changes;
mod reads;
mod registry;
mod sent;
mod sequence;
mod settings;
mod signal;
mod state;
pub(crate) mod status;
mod tasks;
mod timers;
mod watch;

pub(crate) use cache_events::{CacheEvent, EventSink, Origin, PageCoverage};
pub(crate) use change::{Change, ChangeKind};
pub(crate) use own_conversations::{OwnList, OwnUpdate};
pub(crate) use pending_changes::Update;
pub(crate) use sent::SentStatuses;
pub(crate) use sequence::Sequence;
pub(crate) use settings::Settings;
pub(crate) use watch::{OwnSubscription, ScopeWatch, Subscription};
