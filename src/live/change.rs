//! Changes of sessions, which subscribers receive.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::model::session::Session;

/// What happened to a session. If two changes are merged, the greater kind is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// The status changed because time passed. For web messaging this is only possible:
    /// [`SentStatuses`](super::SentStatuses) checks it for each subscriber.
    StatusChanged,
    /// A visit of the same customer changed, on which the status of web messaging depends.
    VisitChanged,
    /// The session changed, or this is its state when the subscription starts.
    Updated,
    /// The session is new.
    Started,
    /// The session ended.
    Ended,
    /// The platform does not list the session any more, or the subscriber may not see it any more.
    Removed,
}

/// The newest state of a session, and why it is sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What happened to the session.
    pub kind: ChangeKind,
    /// The session's newest state.
    pub session: Arc<Session>,
    /// The customer's open visits, including those that the subscriber cannot see.
    pub visits: Arc<[Arc<Session>]>,
    /// When the status changed; for all other kinds, when the gateway received the change.
    pub at: DateTime<Utc>,
}
