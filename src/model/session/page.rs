//! One page of a customer's list of sessions.

use std::sync::Arc;

use get_size2::GetSize;
use serde::{Deserialize, Serialize};

use super::entity::Session;
use crate::model::id::CustomerId;

/// The request for one page of a customer's sessions.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct SessionPageKey {
    /// The customer whose list is read.
    pub customer: CustomerId,
    /// Whether the list includes the sessions of merged contact records.
    pub include_merged: bool,
    /// Maximum number of sessions on the page.
    pub size: u32,
    /// The platform's cursor; `None` for the first page.
    pub after: Option<Arc<str>>,
}

/// A page of sessions, the newest first.
#[derive(Debug, PartialEq, GetSize, Serialize, Deserialize)]
pub struct SessionPage {
    /// The sessions that the platform returned.
    pub sessions: Vec<Arc<Session>>,
    /// The platform's cursor of the next page.
    pub next: Option<Arc<str>>,
}

impl SessionPage {
    /// Sorts sessions into the order in which clients see them: the newest first, equal start times by id.
    pub fn in_order(mut sessions: Vec<Arc<Session>>, next: Option<Arc<str>>) -> Self {
        sessions.sort_by_key(|session| std::cmp::Reverse((session.started_at, session.id)));
        Self { sessions, next }
    }
}
