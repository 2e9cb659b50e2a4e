//! Metrics of documents: parsed, trusted and not trusted, and changes of the manifest.

use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use tokio::time::Instant;

use super::labels::ByLabel;

/// A document of the manifest. Its id and name come from the manifest and never from a client, so that their number is
/// bounded.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Id {
    document: String,
    name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    document: String,
    name: String,
    outcome: &'static str,
}

labels! {
    /// The outcome of a change of the manifest.
    enum Reload("outcome") {
        /// The new manifest is in use.
        Ok = "ok",
        /// The new manifest is invalid, so the old one stays in use.
        Refused = "refused",
    }
}

/// Outcome of a request for a trusted document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentOutcome {
    /// Executed without errors, or the subscription has started.
    Ok,
    /// Executed with errors in the response.
    Errors,
    /// Rejected before execution.
    Rejected,
    /// The client disconnected, or the request timed out.
    Gone,
}

impl DocumentOutcome {
    const ALL: [Self; 4] = [Self::Ok, Self::Errors, Self::Rejected, Self::Gone];

    fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Errors => "errors",
            Self::Rejected => "rejected",
            Self::Gone => "gone",
        }
    }
}

type Seconds = Counter<f64, AtomicU64>;

/// Metrics of documents. An instance from `default` is not registered.
#[derive(Debug, Clone, Default)]
pub struct Documents {
    /// Documents that were parsed and validated because a request needed them.
    pub parsed: Counter,
    /// Requests for documents outside the manifest.
    pub untrusted: Counter,
    /// Documents of the manifest in use.
    pub manifest: Gauge,
    reloads: ByLabel<Reload, Counter>,
    /// 1, or 0 if the newest change was refused.
    is_current: Gauge,
    requests: Family<Request, Counter>,
    seconds: Family<Id, Seconds>,
}

/// Metrics of one trusted document.
#[derive(Debug, Clone)]
pub struct TrustedDocument {
    requests: [Counter; DocumentOutcome::ALL.len()],
    seconds: Seconds,
}

/// A request for a trusted document. Dropping it counts the request.
#[derive(Debug)]
pub struct TrustedRequest<'a> {
    document: &'a TrustedDocument,
    began: Instant,
    outcome: DocumentOutcome,
}

impl Documents {
    pub(super) fn new(registry: &mut Registry) -> Self {
        let documents = Self {
            reloads: ByLabel::new(
                registry,
                "manifest_reloads",
                "Number of changes of the manifest, by outcome: ok or refused",
            ),
            ..Self::default()
        };
        documents.is_current.set(1);
        registry.register(
            "manifest_last_reload_successful",
            "Whether the newest change of the manifest is in use; 1 if it has not changed",
            documents.is_current.clone(),
        );
        registry.register(
            "documents_parsed",
            "Number of documents that were parsed and validated because a request needed them",
            documents.parsed.clone(),
        );
        registry.register(
            "documents_untrusted",
            "Number of requests for documents outside the manifest",
            documents.untrusted.clone(),
        );
        registry.register(
            "manifest_documents",
            "Number of documents of the manifest in use",
            documents.manifest.clone(),
        );
        registry.register(
            "document_requests",
            "Number of requests for a trusted document by outcome",
            documents.requests.clone(),
        );
        registry.register(
            "document_duration_seconds",
            "Sum of the times of the requests for a trusted document",
            documents.seconds.clone(),
        );
        documents
    }

    /// Counts a changed manifest.
    pub fn count_reload(&self, is_valid: bool) {
        self.is_current.set(i64::from(is_valid));
        let outcome = if is_valid {
            Reload::Ok
        } else {
            Reload::Refused
        };
        if let Some(counter) = self.reloads.get(outcome) {
            counter.inc();
        }
    }

    /// The metrics of a document of the manifest.
    pub fn trusted(&self, document: &str, name: &str) -> TrustedDocument {
        let id = id(document, name);
        TrustedDocument {
            requests: DocumentOutcome::ALL
                .map(|outcome| self.requests.get_or_create_owned(&request(&id, outcome))),
            seconds: self.seconds.get_or_create_owned(&id),
        }
    }

    /// Removes the metrics of a document that the manifest no longer contains.
    pub fn remove(&self, document: &str, name: &str) {
        let id = id(document, name);
        for outcome in DocumentOutcome::ALL {
            self.requests.remove(&request(&id, outcome));
        }
        self.seconds.remove(&id);
    }
}

fn id(document: &str, name: &str) -> Id {
    Id {
        document: document.to_owned(),
        name: name.to_owned(),
    }
}

fn request(id: &Id, outcome: DocumentOutcome) -> Request {
    Request {
        document: id.document.clone(),
        name: id.name.clone(),
        outcome: outcome.as_str(),
    }
}

impl TrustedDocument {
    /// Starts a request.
    pub fn begin(&self) -> TrustedRequest<'_> {
        TrustedRequest {
            document: self,
            began: Instant::now(),
            outcome: DocumentOutcome::Gone,
        }
    }
}

impl TrustedRequest<'_> {
    /// Counts the request with its outcome.
    pub fn finish(mut self, outcome: DocumentOutcome) {
        self.outcome = outcome;
    }
}

impl Drop for TrustedRequest<'_> {
    fn drop(&mut self) {
        let document = self.document;
        if let Some(requests) = document.requests.get(self.outcome as usize) {
            requests.inc();
        }
        document.seconds.inc_by(self.began.elapsed().as_secs_f64());
    }
}
