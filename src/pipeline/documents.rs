//! Stage 4: the document of a request, by its text or by its identifier: automatic persisted queries, and the trusted
//! documents of a manifest.

mod file;
mod manifest;
mod trusted;
mod untrusted;

use std::sync::Arc;

use parking_lot::RwLock;

use crate::config::{Config, ConfigError, ConfigErrors, DocumentMode, Limits};
use crate::fleet::{Fleet, RedisTimeLimit};
use crate::pipeline::operation::{
    Document, DocumentCache, DocumentHash, DocumentId, Params, RequestError, Suggestions,
    without_prefix,
};
use crate::telemetry::Documents as Metrics;
use file::{ManifestFile, Settings};
use trusted::{TrustedSet, trusted_limits};
use untrusted::UntrustedLog;

pub use trusted::TrustedOperation;

/// The documents that the gateway knows.
#[derive(Debug)]
pub(super) struct Documents {
    cache: DocumentCache,
    manifest: Option<Arc<ManifestFile>>,
    mode: DocumentMode,
    /// Whether clients may register documents.
    registers: bool,
    limits: RwLock<DocumentLimits>,
    untrusted: UntrustedLog,
    metrics: Metrics,
    fleet: Fleet,
}

/// The limits of all documents and those of trusted ones.
#[derive(Debug, Clone)]
struct DocumentLimits {
    all: Arc<Limits>,
    trusted: Arc<Limits>,
}

impl DocumentLimits {
    fn new(limits: &Limits) -> Self {
        Self {
            all: Arc::new(limits.clone()),
            trusted: Arc::new(trusted_limits(limits)),
        }
    }
}

impl Documents {
    /// Reads and watches the manifest, if there is one; fails with all of its problems. A watched manifest needs a Tokio
    /// runtime.
    pub(super) fn new(
        config: &Config,
        metrics: &Metrics,
        fleet: Fleet,
    ) -> Result<Self, ConfigErrors> {
        let suggestions = Suggestions::from(config.suggestions);
        let cache = DocumentCache::new(config.cache.documents_bytes, suggestions);
        let limits = DocumentLimits::new(&config.limits);
        let settings = config.documents.manifest.clone().map(|path| Settings {
            path,
            max_bytes: config.documents.manifest_bytes,
            suggestions,
            metrics: metrics.clone(),
        });
        let manifest = settings.map(|settings| open(settings, limits.trusted.clone()));
        let manifest = manifest.transpose()?;
        let mode = config.documents.mode;
        Ok(Self {
            cache: cache.with_metric(metrics.parsed.clone()),
            manifest,
            mode,
            registers: config.documents.automatic && mode != DocumentMode::Only,
            limits: RwLock::new(limits),
            untrusted: UntrustedLog::default(),
            metrics: metrics.clone(),
            fleet,
        })
    }

    /// Registers the document of a request that has only its hash, if another node of the fleet knows the document.
    pub(super) async fn fetch_registered(&self, params: &Params, limit: &RedisTimeLimit) {
        let Some(DocumentId::Id(id) | DocumentId::Hash(id)) = &params.document_id else {
            return;
        };
        if !self.registers || !params.query.is_empty() {
            return;
        }
        let trusted = self.trusted();
        let trusted = trusted.as_deref();
        let Some(hash) = DocumentHash::parse(without_prefix(id)) else {
            return;
        };
        if self.by_id(id, trusted).is_ok() {
            return;
        }
        if let Some(text) = self.fleet.document(hash.as_bytes(), limit).await {
            // An invalid document is reported like an unknown one.
            let _ = self.by_hash_and_text(without_prefix(id), &text, trusted);
        }
    }

    /// Applies other limits to all documents and reads the manifest again. Blocks: it reads the file.
    pub(super) fn reload(&self, limits: &Limits) {
        let limits = DocumentLimits::new(limits);
        *self.limits.write() = limits.clone();
        self.cache.clear();
        if let Some(manifest) = &self.manifest {
            manifest.reload_with(limits.trusted);
        }
    }

    /// The document of a request, valid and within its limits.
    pub(super) fn resolve(&self, params: &Params) -> Result<Arc<Document>, RequestError> {
        let text = params.query.as_str();
        let trusted = self.trusted();
        let trusted = trusted.as_deref();
        let Some(id) = &params.document_id else {
            return self.by_text(text, trusted);
        };
        if !self.registers && trusted.is_none() {
            return Err(RequestError::PersistedQueryNotSupported);
        }
        match id {
            DocumentId::UnsupportedVersion => Err(RequestError::PersistedQueryVersion),
            DocumentId::Id(id) | DocumentId::Hash(id) if text.is_empty() => self.by_id(id, trusted),
            DocumentId::Id(_) => Err(RequestError::QueryAndDocumentId),
            DocumentId::Hash(hash) => self.by_hash_and_text(hash, text, trusted),
        }
    }

    /// A document of the gateway itself, which no limit applies to.
    pub(super) fn own(&self, text: &str) -> Result<Document, RequestError> {
        let limits = self.limits.read().trusted.clone();
        Document::parse(text, &limits, Suggestions::Off)
    }

    /// The limits of a document.
    pub(super) fn limits(&self, document: &Document) -> Arc<Limits> {
        let limits = self.limits.read();
        match document.trusted {
            Some(_) => limits.trusted.clone(),
            None => limits.all.clone(),
        }
    }

    /// Counts and logs a requested document that the manifest lacks.
    pub(super) fn record_untrusted(&self, document: &Document) {
        if self.mode == DocumentMode::Prefer && document.trusted.is_none() {
            self.metrics.untrusted.inc();
            self.untrusted.log_once(document);
        }
    }

    /// The operations of the manifest, in every mode; `None` without a manifest.
    pub(super) fn operations(&self) -> Option<Vec<TrustedOperation>> {
        let manifest = self.manifest.as_ref()?;
        Some(manifest.current().operations().to_vec())
    }

    fn trusted(&self) -> Option<Arc<TrustedSet>> {
        let is_used = self.mode != DocumentMode::Off;
        let manifest = self.manifest.as_ref().filter(|_| is_used)?;
        Some(manifest.current())
    }

    fn by_text(
        &self,
        text: &str,
        trusted: Option<&TrustedSet>,
    ) -> Result<Arc<Document>, RequestError> {
        if let Some(trusted) = trusted {
            if let Some(document) = trusted.find_text(text) {
                return Ok(document.clone());
            }
            if self.mode == DocumentMode::Only {
                return Err(RequestError::DocumentNotTrusted);
            }
        }
        let limits = self.limits.read().all.clone();
        self.cache.get_or_parse(text, &limits)
    }

    fn by_id(&self, id: &str, trusted: Option<&TrustedSet>) -> Result<Arc<Document>, RequestError> {
        if let Some(document) = trusted.and_then(|trusted| trusted.find(id)) {
            return Ok(document.clone());
        }
        let hash = DocumentHash::parse(without_prefix(id)).filter(|_| self.registers);
        let document = hash.and_then(|hash| self.cache.find(hash));
        document.ok_or(RequestError::PersistedQueryNotFound)
    }

    /// Registers the document if its hash is right and the document is valid.
    fn by_hash_and_text(
        &self,
        hash: &str,
        text: &str,
        trusted: Option<&TrustedSet>,
    ) -> Result<Arc<Document>, RequestError> {
        // The id of a trusted document need not be its hash.
        if let Some(document) = trusted.and_then(|trusted| trusted.find(hash))
            && *document.text == *text
        {
            return Ok(document.clone());
        }
        let hash = DocumentHash::parse(hash);
        let hash = hash.filter(|hash| *hash == DocumentHash::from_text(text));
        let hash = hash.ok_or(RequestError::PersistedQueryMismatch)?;
        let document = self.by_text(text, trusted)?;
        if self.registers && document.trusted.is_none() {
            if self.cache.find(hash).is_none() {
                self.fleet.register_document(hash.as_bytes(), text);
            }
            self.cache.register(hash, &document);
        }
        Ok(document)
    }
}

/// Opens and watches the manifest.
fn open(settings: Settings, limits: Arc<Limits>) -> Result<Arc<ManifestFile>, ConfigErrors> {
    let path = settings.path.display().to_string();
    let file = ManifestFile::open(settings, limits).map_err(|problems| {
        let error = |message| ConfigError {
            key: "documents.manifest".to_owned(),
            source: Some(path.clone()),
            message,
        };
        ConfigErrors(problems.into_iter().map(error).collect())
    })?;
    let file = Arc::new(file);
    file.watch();
    Ok(file)
}
