//! Settings of a fleet.

use std::fmt;
use std::path::PathBuf;

use url::Url;

/// How a node reaches the Redis of its fleet.
#[derive(Clone)]
pub(crate) struct Settings {
    /// Address of Redis, with user and password if it needs them.
    pub(crate) url: Url,
    /// A file with the certificates of the authorities that sign Redis' certificate; the system's without it.
    pub(crate) ca_file: Option<PathBuf>,
    /// Beginning of every key and channel.
    pub(crate) prefix: String,
    /// What decides which data the nodes read: the platform and the credential. Nodes that differ in it share no data.
    pub(crate) source: String,
    /// Secrets from which all keys are derived.
    pub(crate) secret: Secret,
}

/// The secret of a fleet, and those that it replaces during a rotation.
#[derive(Clone)]
pub(crate) struct Secret {
    /// Values are sealed with a key derived from this one.
    pub(crate) current: [u8; 32],
    /// Values sealed with a key derived from these are still opened. Names are derived from the last one, so that nodes
    /// with the old and nodes with the new settings find the same entries.
    pub(crate) former: Vec<[u8; 32]>,
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("host", &self.url.host_str())
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}
