//! Finished answers, as the bytes that are sent.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use get_size2::{GetSize, GetSizeTracker};
use tokio::time::Instant;

use super::generation::Provenance;
use crate::access::Rights;
use crate::model::id::CustomerId;

/// What tells an answer from all others of its scope. It is compared in full.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct AnswerKey {
    /// The document's text.
    pub document: Arc<str>,
    /// Which of its operations.
    pub operation: Option<String>,
    /// The variables, in the one way to write them.
    pub variables: String,
    /// What it was cut out with.
    pub rights: Arc<Rights>,
    /// The viewer, where the operation asks for them.
    pub subject: Option<Arc<str>>,
}

impl AnswerKey {
    pub(super) fn heap_bytes(&self) -> usize {
        let operation = self.operation.as_ref().map_or(0, String::len);
        let subject = self.subject.as_ref().map_or(0, |subject| subject.len());
        // The document is shared with those who parsed it, until they forget it.
        size_of::<Self>() + self.document.len() + self.variables.len() + operation + subject
    }
}

/// An answer, and for how long it holds.
#[derive(Debug)]
pub struct Finished {
    /// As it is sent.
    pub body: Bytes,
    /// The same in gzip, once somebody wanted it.
    pub gzip: OnceLock<Bytes>,
    /// What it was made of.
    pub provenance: Provenance,
    /// When a status in it turns by itself.
    pub turns_at: Option<DateTime<Utc>>,
    /// The customers that it is about.
    pub customers: BTreeSet<CustomerId>,
    /// The permissions that were missing.
    pub denied: BTreeSet<&'static str>,
    /// How many errors it tells.
    pub errors: usize,
    /// What the operation may have cost at most.
    pub cost: usize,
}

impl Finished {
    /// Whether it is what would be answered now.
    pub fn holds(&self, now: DateTime<Utc>) -> bool {
        self.turns_at.is_none_or(|turn| now < turn) && self.provenance.holds(Instant::now())
    }
}

impl GetSize for Finished {
    fn get_heap_size_with_tracker<T: GetSizeTracker>(&self, tracker: T) -> (usize, T) {
        let sets = self.customers.len() * 40 + self.denied.len() * 40;
        // A quarter more covers the compressed body.
        let bytes = self.body.len() / 4 * 5 + self.provenance.heap_bytes() + sets;
        (bytes, tracker)
    }
}
