//! Who saw whose journey: one log event for each operation that was answered, of the target
//! [`TARGET`]. Its fields are described in `docs/operating.md`. Nothing of an answer's data is in it
//! but the customers' ids.

use std::collections::BTreeSet;
use std::fmt::{Display, Write};
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::access::Viewer;
use crate::model::id::CustomerId;

/// The target of audit events, apart from that of every other log.
pub const TARGET: &str = "journey_audit";

/// Of one operation so many customers are named; how many there were is told in any case.
const MOST_CUSTOMERS: usize = 200;

/// What is told of an operation.
#[derive(Debug)]
pub struct Record<'a> {
    /// Who asked.
    pub viewer: &'a Viewer,
    /// The operation's name, where it has one.
    pub operation: Option<&'a str>,
    /// SHA-256 of the document, in hexadecimal.
    pub hash: String,
    /// About whom something was read.
    pub customers: &'a BTreeSet<CustomerId>,
    /// Permissions that were missing.
    pub denied: &'a BTreeSet<&'static str>,
    /// Errors in the answer.
    pub errors: usize,
    /// From the token being known to the answer.
    pub duration: Duration,
    /// Calls of the platform.
    pub upstream_calls: usize,
}

impl Record<'_> {
    /// Writes the event.
    pub fn write(&self) {
        tracing::info!(
            target: TARGET,
            subject = self.viewer.id,
            organization = self.viewer.organization.as_deref().unwrap_or_default(),
            operation = self.operation.unwrap_or_default(),
            operation_sha256 = self.hash,
            customers = list(self.customers.iter().take(MOST_CUSTOMERS)),
            customer_count = self.customers.len(),
            denied = list(self.denied),
            errors = self.errors,
            milliseconds = u64::try_from(self.duration.as_millis()).unwrap_or(u64::MAX),
            upstream_calls = self.upstream_calls,
            "operation answered"
        );
    }
}

/// By what a document is known again.
pub fn hash(document: &str) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(document.as_bytes()) {
        // Writing to a text does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn list<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<_> = items.into_iter().map(|item| item.to_string()).collect();
    items.join(",")
}
