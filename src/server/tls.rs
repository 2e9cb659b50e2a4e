//! TLS of a listener: its certificate, and the authorities of client certificates. A background task reads the files again
//! when they change; a connection keeps the certificate that it began with.

mod expiry;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use parking_lot::{Mutex, RwLock};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep};
use tokio_rustls::TlsAcceptor;

use crate::config::{ConfigError, ConfigErrors, Listeners, TlsFiles, certificates};
use crate::file_version::{FileVersion, INTERVAL};
use crate::telemetry::{Metrics, TlsListener};

/// Protocols that clients may choose, the preferred one first.
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// A certificate that expires within this many seconds is reported as a warning: three weeks. ACME clients renew earlier.
const EXPIRES_SOON: i64 = 21 * 24 * 60 * 60;

/// Interval of the warning, so that the log of a process that runs for months has it.
const WARNING_INTERVAL: Duration = Duration::from_hours(24);

/// TLS of the listeners that have it.
#[derive(Debug, Clone, Default)]
pub struct ListenerTls {
    pub(super) public: Option<Arc<Tls>>,
    pub(super) admin: Option<Arc<Tls>>,
}

impl ListenerTls {
    /// Reads and watches the files; fails with all errors in them. Needs a Tokio runtime.
    pub fn open(settings: &Listeners, metrics: &Metrics) -> Result<Self, ConfigErrors> {
        let open = |files: &Option<TlsFiles>, listener| match files {
            Some(files) => Tls::open(files.clone(), metrics.tls.listener(listener)).map(Some),
            None => Ok(None),
        };
        let public = open(&settings.tls, "public");
        let admin = open(&settings.admin_tls, "admin");
        match (public, admin) {
            (Ok(public), Ok(admin)) => {
                let tls = Self { public, admin };
                tls.all().for_each(Tls::watch);
                Ok(tls)
            }
            (public, admin) => {
                let errors = [public.err(), admin.err()].into_iter().flatten();
                Err(ConfigErrors(errors.collect()))
            }
        }
    }

    /// Reads the files once; fails with all errors in them.
    pub fn check(settings: &Listeners) -> Result<(), ConfigErrors> {
        let files = [&settings.tls, &settings.admin_tls].into_iter().flatten();
        let errors: Vec<_> = files.filter_map(|files| load(files).err()).collect();
        if errors.is_empty() {
            Ok(())
        } else {
            Err(ConfigErrors(errors))
        }
    }

    /// Reads all files again, whether or not they have changed.
    pub fn reload(&self) {
        self.all().for_each(|tls| tls.reload());
    }

    fn all(&self) -> impl Iterator<Item = &Arc<Tls>> {
        self.public.iter().chain(&self.admin)
    }
}

/// TLS of one listener.
#[derive(Debug)]
pub(super) struct Tls {
    files: TlsFiles,
    current: RwLock<Arc<ServerConfig>>,
    /// Held while the files are read, so that an older content never replaces a newer one.
    known: Mutex<Known>,
    metrics: TlsListener,
}

/// The files in use.
#[derive(Debug)]
struct Known {
    versions: Vec<FileVersion>,
    /// When the certificate expires, in seconds since 1970; `None` if it cannot be read.
    expires_at: Option<i64>,
}

impl Tls {
    fn open(files: TlsFiles, metrics: TlsListener) -> Result<Arc<Self>, ConfigError> {
        let versions = versions(&files);
        let loaded = load(&files)?;
        metrics.set_expiry(loaded.expires_at);
        warn_if_expiring(&files, loaded.expires_at);
        let known = Known {
            versions,
            expires_at: loaded.expires_at,
        };
        Ok(Arc::new(Self {
            files,
            current: RwLock::new(Arc::new(loaded.config)),
            known: Mutex::new(known),
            metrics,
        }))
    }

    /// The acceptor with the present certificate.
    pub(super) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(self.current.read().clone())
    }

    /// Counts a failed handshake.
    pub(super) fn count_failure(&self) {
        self.metrics.count_failure();
    }

    /// Watches the files until `self` is dropped.
    fn watch(self: &Arc<Self>) {
        let tls = Arc::downgrade(self);
        tokio::spawn(async move {
            let mut warned = Instant::now();
            loop {
                sleep(INTERVAL).await;
                let Some(tls) = tls.upgrade() else { return };
                if warned.elapsed() >= WARNING_INTERVAL {
                    warned = Instant::now();
                    warn_if_expiring(&tls.files, tls.known.lock().expires_at);
                }
                // Fails only if reading panicked, which the panic hook reports.
                let _ = spawn_blocking(move || tls.reload_if_changed()).await;
            }
        });
    }

    fn reload_if_changed(&self) {
        let (mut known, versions) = (self.known.lock(), versions(&self.files));
        if known.versions != versions {
            self.replace(&mut known, versions);
        }
    }

    fn reload(&self) {
        let mut known = self.known.lock();
        let versions = versions(&self.files);
        self.replace(&mut known, versions);
    }

    /// Reads the files, whose versions were taken before.
    fn replace(&self, known: &mut Known, versions: Vec<FileVersion>) {
        known.versions = versions;
        let certificate = self.files.certificate.display();
        let loaded = load(&self.files);
        self.metrics.count_reload(loaded.is_ok());
        match loaded {
            Ok(loaded) => {
                *self.current.write() = Arc::new(loaded.config);
                known.expires_at = loaded.expires_at;
                self.metrics.set_expiry(loaded.expires_at);
                tracing::info!(%certificate, "the TLS files were read again");
                warn_if_expiring(&self.files, loaded.expires_at);
            }
            Err(error) => tracing::error!(
                %certificate,
                %error,
                "the changed TLS files are invalid; the previous certificate stays in use"
            ),
        }
    }
}

struct Loaded {
    config: ServerConfig,
    /// When the certificate expires, in seconds since 1970; `None` if it cannot be read.
    expires_at: Option<i64>,
}

fn versions(files: &TlsFiles) -> Vec<FileVersion> {
    let paths = [&files.certificate, &files.key].into_iter();
    paths
        .chain(&files.client_ca)
        .map(|path| FileVersion::read(path))
        .collect()
}

fn load(files: &TlsFiles) -> Result<Loaded, ConfigError> {
    let error = |name: &str, path: &Path, message: String| ConfigError {
        key: format!("{}.{name}", files.key_prefix),
        source: Some(path.display().to_string()),
        message,
    };
    let chain = certificates(&files.certificate)
        .map_err(|message| error("certificate", &files.certificate, message))?;
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|_| {
        let message = "cannot be read; expected a private key in PEM (PKCS #8, SEC 1 or PKCS #1) without a passphrase";
        error("key", &files.key, message.to_owned())
    })?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ServerConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|cause| error("certificate", &files.certificate, cause.to_string()))?;
    let builder = match &files.client_ca {
        None => builder.with_no_client_auth(),
        Some(path) => {
            let invalid = |message| error("client_ca", path, message);
            let mut roots = RootCertStore::empty();
            for authority in certificates(path).map_err(invalid)? {
                roots
                    .add(authority)
                    .map_err(|cause| invalid(cause.to_string()))?;
            }
            let verifier =
                WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build();
            builder.with_client_cert_verifier(verifier.map_err(|cause| invalid(cause.to_string()))?)
        }
    };
    let expires_at = chain.first().and_then(|leaf| expiry::not_after(leaf));
    let mut config = builder.with_single_cert(chain, key).map_err(|cause| {
        let message = format!("does not fit `{}.key`: {cause}", files.key_prefix);
        error("certificate", &files.certificate, message)
    })?;
    config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).to_vec();
    Ok(Loaded { config, expires_at })
}

fn warn_if_expiring(files: &TlsFiles, expires_at: Option<i64>) {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.map_or(0, |now| i64::try_from(now.as_secs()).unwrap_or(i64::MAX));
    let Some(left) = expires_at.map(|at| at.saturating_sub(now)) else {
        return;
    };
    if left < EXPIRES_SOON {
        let certificate = files.certificate.display();
        let days = left.div_euclid(24 * 60 * 60);
        tracing::warn!(%certificate, days, "the TLS certificate expires soon or has expired");
    }
}
