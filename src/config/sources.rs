//! The sources of a configuration as far as a server keeps them: for warnings, for secret files, and to report changes.

use std::collections::HashMap;
use std::fmt;

use super::secret_file::SecretFile;
use super::settings::settings;

/// The sources of a configuration, without secrets. `Debug` hides the values, because a URL may contain a password.
#[derive(Clone, Default)]
pub struct Sources {
    /// Warnings to log when logging has started.
    pub warnings: Vec<String>,
    /// Files with secrets.
    pub secret_files: Vec<SecretFile>,
    /// The values that were set, without secrets that a reload applies.
    pub(super) values: HashMap<&'static str, String>,
}

impl Sources {
    /// The keys whose values differ from those in `other`. Secrets that a reload applies are not compared.
    pub fn changed(&self, other: &Self) -> Vec<&'static str> {
        let value = |sources: &Self, key: &str, default: &'static str| {
            let set = sources.values.get(key);
            set.map_or_else(|| default.to_owned(), |text| text.trim().to_owned())
        };
        settings()
            .filter(|setting| {
                let (key, default) = (setting.key, setting.default);
                value(self, key, default) != value(other, key, default)
            })
            .map(|setting| setting.key)
            .collect()
    }
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sources")
    }
}
