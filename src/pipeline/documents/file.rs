//! The file of the manifest. A background task reads it again when it changes; a request uses one set of trusted documents
//! from its start to its end.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::{Mutex, RwLock};
use tokio::task::spawn_blocking;
use tokio::time::sleep;

use super::trusted::TrustedSet;
use crate::config::Limits;
use crate::file_version::{FileVersion, INTERVAL};
use crate::pipeline::operation::Suggestions;
use crate::telemetry::Documents as Metrics;

/// Maximum number of problems in one log line.
const LOGGED_PROBLEMS: usize = 5;

/// How a manifest is read.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) path: PathBuf,
    pub(super) max_bytes: usize,
    pub(super) suggestions: Suggestions,
    pub(super) metrics: Metrics,
}

/// The manifest in use.
#[derive(Debug)]
pub(super) struct ManifestFile {
    settings: Settings,
    /// The limits of trusted documents.
    limits: RwLock<Arc<Limits>>,
    current: RwLock<Arc<TrustedSet>>,
    version: Mutex<FileVersion>,
}

impl ManifestFile {
    /// Reads the manifest; returns all problems if it has any.
    pub(super) fn open(settings: Settings, limits: Arc<Limits>) -> Result<Self, Vec<String>> {
        let version = FileVersion::read(&settings.path);
        let set = read(&settings, &limits)?;
        set_gauge(&settings.metrics, &set);
        Ok(Self {
            settings,
            limits: RwLock::new(limits),
            current: RwLock::new(Arc::new(set)),
            version: Mutex::new(version),
        })
    }

    /// The trusted documents.
    pub(super) fn current(&self) -> Arc<TrustedSet> {
        self.current.read().clone()
    }

    /// Watches the file until `self` is dropped.
    pub(super) fn watch(self: &Arc<Self>) {
        let file = Arc::downgrade(self);
        tokio::spawn(async move {
            loop {
                sleep(INTERVAL).await;
                let Some(file) = file.upgrade() else { return };
                // Parsing a large manifest takes longer than a task may hold its thread.
                if let Err(error) = spawn_blocking(move || file.reload_if_changed()).await {
                    tracing::error!(%error, "reading the manifest failed");
                }
            }
        });
    }

    fn reload_if_changed(&self) {
        let version = FileVersion::read(&self.settings.path);
        let mut known = self.version.lock();
        if *known == version {
            return;
        }
        *known = version;
        drop(known);
        self.reload();
    }

    /// Reads the file again, with other limits.
    pub(super) fn reload_with(&self, limits: Arc<Limits>) {
        *self.limits.write() = limits;
        *self.version.lock() = FileVersion::read(&self.settings.path);
        self.reload();
    }

    fn reload(&self) {
        let path = self.settings.path.display();
        let metrics = &self.settings.metrics;
        let limits = self.limits.read().clone();
        let next = read(&self.settings, &limits);
        metrics.count_reload(next.is_ok());
        match next {
            Ok(next) => {
                set_gauge(metrics, &next);
                let documents = next.len();
                let next = Arc::new(next);
                let previous = std::mem::replace(&mut *self.current.write(), next.clone());
                previous.remove_metrics(&next, metrics);
                tracing::info!(%path, documents, "the manifest was read again");
            }
            Err(problems) => {
                let first = problems.iter().take(LOGGED_PROBLEMS);
                let first: Vec<_> = first.map(String::as_str).collect();
                tracing::error!(
                    %path,
                    count = problems.len(),
                    problems = first.join("; "),
                    "the changed manifest is invalid; the previous one stays in use"
                );
            }
        }
    }
}

fn set_gauge(metrics: &Metrics, set: &TrustedSet) {
    let documents = i64::try_from(set.len()).unwrap_or(i64::MAX);
    metrics.manifest.set(documents);
}

fn read(settings: &Settings, limits: &Limits) -> Result<TrustedSet, Vec<String>> {
    let max = settings.max_bytes;
    let bytes = read_bytes(&settings.path, max).map_err(|error| {
        vec![format!(
            "cannot be read: {error}; check the path and the permissions"
        )]
    })?;
    if bytes.len() > max {
        return Err(vec![format!(
            "is larger than {max} bytes (`documents.manifest_bytes`)"
        )]);
    }
    let Settings {
        suggestions,
        metrics,
        ..
    } = settings;
    TrustedSet::parse(&bytes, limits, *suggestions, metrics)
}

/// The content of the file; one byte more than `max` if it is larger.
fn read_bytes(path: &Path, max: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let max = u64::try_from(max).unwrap_or(u64::MAX);
    let file = File::open(path)?;
    file.take(max.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}
