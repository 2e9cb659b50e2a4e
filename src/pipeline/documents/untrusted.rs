//! Logs the documents outside the manifest, so that an operator can complete it before `documents.mode` is `only`.

use std::collections::HashSet;

use ahash::RandomState;
use parking_lot::Mutex;

use crate::pipeline::operation::{Document, DocumentHash, operation_name};

/// Maximum number of logged documents, so that a client that sends ever new ones cannot fill the log. A front end has
/// some hundreds at most.
const MAX_DOCUMENTS: usize = 1_000;

/// Logs each document once. Of two documents with the same hash, only one is logged.
#[derive(Debug, Default)]
pub(super) struct UntrustedLog {
    hasher: RandomState,
    logged: Mutex<HashSet<u64>>,
}

impl UntrustedLog {
    /// Logs a document when it is executed for the first time, by its hash: its text may contain personal data.
    pub(super) fn log_once(&self, document: &Document) {
        if !self.is_new(&document.text) {
            return;
        }
        tracing::warn!(
            operation = operation_name(&document.parsed, None).unwrap_or_default(),
            sha256 = %DocumentHash::from_text(&document.text),
            "a document outside the manifest was requested"
        );
    }

    fn is_new(&self, text: &str) -> bool {
        let hash = self.hasher.hash_one(text);
        let mut logged = self.logged.lock();
        logged.len() < MAX_DOCUMENTS && logged.insert(hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_document_is_logged_once_and_their_number_is_bounded() {
        let log = UntrustedLog::default();
        assert!(log.is_new("a"));
        assert!(!log.is_new("a"));
        let logged = (0..2 * MAX_DOCUMENTS).filter(|text| log.is_new(&text.to_string()));
        assert_eq!(logged.count(), MAX_DOCUMENTS - 1);
    }
}
