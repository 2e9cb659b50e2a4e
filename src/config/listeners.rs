//! Settings of the listeners: TLS and the token of the admin listener.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use super::error::ConfigErrors;
use super::reader::Reader;
use super::secret_file::SecretRule;
use crate::platform::Secret;

/// Minimum length of `admin.token` in characters. A client could guess a shorter one.
const MIN_TOKEN_CHARS: usize = 16;

/// TLS and access of the listeners.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "`settings` describes each")]
pub struct Listeners {
    /// `None` without TLS.
    pub tls: Option<TlsFiles>,
    pub admin_tls: Option<TlsFiles>,
    pub admin_token: Option<Secret>,
}

/// The files of a listener with TLS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// Start of the settings' keys: `tls` or `admin.tls`.
    pub key_prefix: &'static str,
    /// The certificate with its chain, PEM.
    pub certificate: PathBuf,
    /// The private key, PEM.
    pub key: PathBuf,
    /// The authorities of client certificates, PEM; `None` if clients need none.
    pub client_ca: Option<PathBuf>,
}

/// Where the listeners are.
#[derive(Debug, Clone, Copy)]
pub struct ListenerAddresses {
    /// The public listener, and whether it uses TLS.
    pub public: (SocketAddr, bool),
    /// The admin listener, and whether it uses TLS; `None` if there is none.
    pub admin: Option<(SocketAddr, bool)>,
}

impl ListenerAddresses {
    /// Reads the addresses from the sources of a configuration; other settings may be missing or wrong.
    pub fn read(
        file: Option<&Path>,
        environment: impl Iterator<Item = (OsString, OsString)>,
        flags: Vec<(&'static str, String)>,
    ) -> Result<Self, ConfigErrors> {
        let mut reader = Reader::new(file, environment, flags);
        let has_tls = |reader: &Reader, key| reader.optional_text(key).is_some();
        let public = reader.address("listen");
        let admin = reader.optional_address("admin.listen");
        let addresses = Self {
            public: (public, has_tls(&reader, "tls.certificate")),
            admin: admin.map(|admin| (admin, has_tls(&reader, "admin.tls.certificate"))),
        };
        reader.finish(addresses)
    }
}

impl Reader {
    pub(super) fn listeners(&mut self) -> Listeners {
        let rule = SecretRule::Bearer(MIN_TOKEN_CHARS);
        self.check_admin_listener();
        Listeners {
            tls: self.tls_files("tls", ["tls.certificate", "tls.key", "tls.client_ca"]),
            admin_tls: self.tls_files(
                "admin.tls",
                [
                    "admin.tls.certificate",
                    "admin.tls.key",
                    "admin.tls.client_ca",
                ],
            ),
            admin_token: self.secret("admin.token", "admin.token_file", rule),
        }
    }

    /// Without the admin listener, its settings would protect nothing: `/metrics` is then on the public listener.
    fn check_admin_listener(&mut self) {
        if self.is_set("admin.listen") {
            return;
        }
        for key in ["admin.token", "admin.token_file", "admin.tls.certificate"] {
            if self.is_set(key) {
                let message = "needs `admin.listen`; without it, there is no admin listener";
                self.add_error(key, message.to_owned());
            }
        }
    }

    fn tls_files(&mut self, key_prefix: &'static str, keys: [&str; 3]) -> Option<TlsFiles> {
        let [certificate, key, client_ca] = keys;
        let path = |reader: &Self, key| reader.optional_text(key).map(PathBuf::from);
        let files = keys.map(|key| path(self, key));
        match files {
            [None, None, None] => None,
            [Some(certificate), Some(key), client_ca] => Some(TlsFiles {
                key_prefix,
                certificate,
                key,
                client_ca,
            }),
            [has_certificate, has_key, _] => {
                for (missing, is_set) in [(certificate, has_certificate), (key, has_key)] {
                    if is_set.is_none() {
                        let message = format!(
                            "missing; TLS needs `{certificate}` and `{key}`, and `{client_ca}` needs both"
                        );
                        self.add_error(missing, message);
                    }
                }
                None
            }
        }
    }
}
