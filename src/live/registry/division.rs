//! How the contacts of a scope are divided among the nodes of a fleet.

use uuid::Uuid;

use crate::model::id::CustomerId;
use crate::platform::CHANNEL_TOPICS;

/// Contacts per channel. Each has two topics; a fifth of the topics is left for calls.
pub(super) const CONTACTS_PER_CHANNEL: usize = CHANNEL_TOPICS * 2 / 5;

/// Channels of one scope. The platform allows 20 per user and application.
pub(in crate::live) const MAX_CHANNELS: usize = 16;

/// Contacts, each with the node that has its lease.
pub(in crate::live) type Holders = Vec<(CustomerId, Option<Uuid>)>;

/// How the contacts are divided.
#[derive(Debug)]
pub(super) struct Division {
    /// Whether this node shares the contacts with others. Otherwise all are on its channels.
    pub(super) is_divided: bool,
    /// Number of channels that this node may have.
    pub(super) channels: usize,
    /// Whether the leases of all contacts must be requested.
    pub(super) must_ask_all: bool,
}

impl Division {
    pub(super) fn new(is_divided: bool) -> Self {
        Self {
            is_divided,
            channels: if is_divided { 0 } else { MAX_CHANNELS },
            must_ask_all: is_divided,
        }
    }
}
