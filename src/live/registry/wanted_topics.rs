//! The topics that a channel needs, as they were collected last.

use std::collections::BTreeSet;

use crate::model::id::AgentId;
use crate::platform::Topic;

/// What the topics of a channel depend on, except for verdicts in the cache. The topic of a call with a new verdict stays until
/// another change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::live) struct TopicsVersion {
    pub(super) contacts: u64,
    pub(super) own: Option<(AgentId, bool)>,
}

/// The topics that a channel needs.
#[derive(Debug, Default)]
pub(in crate::live) struct WantedTopics {
    pub(in crate::live) topics: BTreeSet<Topic>,
    /// Whether a subscriber waits for the confirmation of one of them.
    pub(in crate::live) is_urgent: bool,
    /// The version of the topics; `None` if they were never collected.
    pub(super) version: Option<TopicsVersion>,
}
