//! Settings of a fleet.

use std::fmt;
use std::path::PathBuf;

use url::Url;

use crate::secret::Secret;

/// How a node reaches the Redis of its fleet.
#[derive(Clone)]
pub(crate) struct Settings {
    /// Address of Redis, with the user if it needs one, and with the password unless `password` has it.
    pub(crate) url: Url,
    /// The password, empty if there is none or `url` has it. A changed one is used for the next connection.
    pub(crate) password: Secret,
    /// A file with the certificates of the authorities that sign Redis' certificate; the system's without it.
    pub(crate) ca_file: Option<PathBuf>,
    /// Beginning of every key and channel.
    pub(crate) prefix: String,
    /// What decides which data the nodes read: the platform and the credential. Nodes that differ in it share no data.
    pub(crate) source: String,
    /// The secret from which all keys are derived. A changed one is used at once; what its former values sealed is still
    /// opened.
    pub(crate) secret: Secret,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("host", &self.url.host_str())
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}
