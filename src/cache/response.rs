//! The response cache: complete responses as serialized bytes.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use get_size2::{GetSize, GetSizeTracker};
use tokio::time::Instant;

use super::provenance::Provenance;
use crate::access::Rights;
use crate::clock::Clock;
use crate::model::id::CustomerId;

/// The key of a cached response. Keys are compared in full, not by hash.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct ResponseKey {
    /// The document's text.
    pub document: Arc<str>,
    /// The name of the operation that is executed.
    pub operation: Option<String>,
    /// The variables in canonical JSON.
    pub variables: Box<[u8]>,
    /// The rights with which the response was filtered.
    pub rights: Arc<Rights>,
    /// Whether the document was trusted: another limit of the cost applied.
    pub is_trusted: bool,
    /// Whether errors are reported once for each position.
    pub reports_each_position: bool,
    /// The viewer's id, if the operation selects `viewer`.
    pub subject: Option<Arc<str>>,
}

impl ResponseKey {
    pub(super) fn heap_bytes(&self) -> usize {
        let operation = self.operation.as_ref().map_or(0, String::len);
        let subject = self.subject.as_ref().map_or(0, |subject| subject.len());
        // The document cache shares the text, but may drop it before this entry.
        size_of::<Self>() + self.document.len() + self.variables.len() + operation + subject
    }
}

/// A complete response and the conditions under which it is still correct.
#[derive(Debug)]
pub struct StoredResponse {
    /// The response body.
    pub body: Bytes,
    /// The body in gzip, compressed when a client first accepts it.
    pub gzip: OnceLock<Bytes>,
    /// The entity tag of the body, computed when a client first revalidates the response.
    pub tag: OnceLock<String>,
    /// The entries that the response was built from.
    pub provenance: Provenance,
    /// When the first status in the response changes because of time.
    pub expires_at: Option<DateTime<Utc>>,
    /// The customers whose data the response contains.
    pub customers: BTreeSet<CustomerId>,
    /// The permissions that were missing.
    pub denied: BTreeSet<&'static str>,
    /// Number of errors in the response.
    pub errors: usize,
    /// Whether the platform failed to answer for some fields.
    pub is_degraded: bool,
    /// The different codes of the errors.
    pub error_codes: BTreeSet<String>,
    /// The operation's maximum query cost.
    pub cost: usize,
}

impl StoredResponse {
    /// Whether executing the operation now would return the same response.
    pub fn is_current(&self, clock: &Clock) -> bool {
        self.expires_at.is_none_or(|at| clock.now() < at)
            && self.provenance.is_current(Instant::now())
    }
}

impl GetSize for StoredResponse {
    fn get_heap_size_with_tracker<T: GetSizeTracker>(&self, tracker: T) -> (usize, T) {
        let sets = (self.customers.len() + self.denied.len() + self.error_codes.len()) * 40;
        // A quarter more covers the compressed body.
        let bytes = self.body.len() / 4 * 5 + self.provenance.heap_bytes() + sets;
        (bytes, tracker)
    }
}
