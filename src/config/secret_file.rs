//! Files with secrets.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::Mutex;

use super::error::ConfigError;
use crate::file_version::FileVersion;
use crate::platform::{MAX_SECRET_VALUES, Secret, Token};

/// Maximum size of a secret file in bytes. Secrets have fewer than a hundred.
const MAX_BYTES: u64 = 64 * 1024;

/// A rule for the values of a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SecretRule {
    /// At least one character.
    Any,
    /// At least one character, and no former values.
    Line,
    /// At least this many characters.
    MinChars(usize),
    /// A bearer token of at least this many characters.
    Bearer(usize),
}

impl SecretRule {
    pub(super) fn check(self, value: &str) -> Result<Token, String> {
        let min_chars = match self {
            Self::Any | Self::Line => 1,
            Self::MinChars(chars) | Self::Bearer(chars) => chars,
        };
        if value.chars().count() < min_chars {
            return Err(format!("must have at least {min_chars} characters"));
        }
        if matches!(self, Self::Bearer(_)) && Token::parse(value).is_none() {
            return Err("must consist of letters, digits and `-._~+/=`".to_owned());
        }
        Ok(Token::new(value))
    }
}

/// A file with a secret, one value on each line: the current one first, then former ones.
#[derive(Debug, Clone)]
pub struct SecretFile {
    /// The setting that names the file.
    pub key: &'static str,
    /// The file.
    pub path: PathBuf,
    pub(super) rule: SecretRule,
    pub(super) secret: Secret,
    /// Taken before the content is read, so that a change in between is noticed. Clones share it, like the secret.
    pub(super) version: Arc<Mutex<FileVersion>>,
}

impl SecretFile {
    /// Reads the file again if it is another one than before; returns whether the secret has changed. After an error the
    /// secret is the same as before.
    pub fn reload_if_changed(&self) -> Option<Result<bool, ConfigError>> {
        let version = FileVersion::read(&self.path);
        if *self.version.lock() == version {
            return None;
        }
        *self.version.lock() = version;
        Some(self.reload())
    }

    fn reload(&self) -> Result<bool, ConfigError> {
        match read(&self.path, self.rule) {
            Ok(next) => Ok(self.secret.replace(&next)),
            Err(message) => Err(ConfigError {
                key: self.key.to_owned(),
                source: Some(self.path.display().to_string()),
                message,
            }),
        }
    }
}

/// Reads a secret file. The message of an error does not contain its content.
pub(super) fn read(path: &Path, rule: SecretRule) -> Result<Secret, String> {
    let bytes = read_bytes(path)
        .map_err(|error| format!("cannot be read: {error}; check the path and the permissions"))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(format!("is larger than {MAX_BYTES} bytes"));
    }
    let text = String::from_utf8(bytes).map_err(|_| "is not UTF-8 text".to_owned())?;
    let lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| rule.check(line));
    let mut values = lines.collect::<Result<Vec<_>, _>>()?.into_iter();
    if values.len() > MAX_SECRET_VALUES {
        return Err(format!(
            "has {} lines, the maximum is {MAX_SECRET_VALUES}",
            values.len()
        ));
    }
    if rule == SecretRule::Line && values.len() > 1 {
        return Err("has several lines; expected one".to_owned());
    }
    let current = values.next().ok_or("is empty; expected the secret")?;
    Ok(Secret::new(current, values.collect()))
}

fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?
        .take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(unix)]
pub(super) fn is_readable_by_all(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let metadata = std::fs::metadata(path);
    metadata.is_ok_and(|metadata| metadata.permissions().mode() & 0o004 != 0)
}

/// This system has no such permission bits.
#[cfg(not(unix))]
pub(super) fn is_readable_by_all(_: &Path) -> bool {
    false
}
