//! Secrets: from a setting, or from the file that the setting with the suffix `_file` names.

use std::path::PathBuf;
use std::sync::Arc;

use parking_lot::Mutex;

use super::reader::Reader;
use super::secret_file::{SecretFile, SecretRule, is_readable_by_all, read};
use crate::file_version::FileVersion;
use crate::platform::Secret;

impl Reader {
    /// The secret `key`, or the one in the file that `file_key` names; `None` if neither is set. A changed file is read again.
    pub(super) fn secret(
        &mut self,
        key: &'static str,
        file_key: &'static str,
        rule: SecretRule,
    ) -> Option<Secret> {
        let (secret, file) = self.secret_and_file(key, file_key, rule)?;
        if let Some(file) = file {
            self.add_secret_file(file);
        }
        Some(secret)
    }

    /// The text `key`, or the line in the file that `file_key` names. A changed file needs a restart.
    pub(super) fn fixed_secret(
        &mut self,
        key: &'static str,
        file_key: &'static str,
    ) -> Option<String> {
        let found = self.secret_and_file(key, file_key, SecretRule::Line);
        // After a conflict the text is returned nevertheless, so that its own errors are reported, too.
        let text = self.optional_text(key);
        text.or_else(|| Some(found?.0.current().expose().to_owned()))
    }

    fn secret_and_file(
        &mut self,
        key: &'static str,
        file_key: &'static str,
        rule: SecretRule,
    ) -> Option<(Secret, Option<SecretFile>)> {
        let value = self.optional_text(key).map(|text| rule.check(&text));
        let value = match value {
            Some(Err(message)) => {
                self.add_error(key, message);
                None
            }
            Some(Ok(value)) => Some(value),
            None => None,
        };
        let Some(path) = self.optional_text(file_key).map(PathBuf::from) else {
            return Some((Secret::new(value?, Vec::new()), None));
        };
        if value.is_some() {
            let message = format!("conflicts with `{key}`; set only one of the two");
            self.add_error(file_key, message);
            return None;
        }
        let version = FileVersion::read(&path);
        match read(&path, rule) {
            Ok(secret) => {
                if is_readable_by_all(&path) {
                    self.warn(format!(
                        "every user of this computer can read the secret in {} (`{file_key}`); remove that permission, for \
                         example with `chmod o-r`",
                        path.display()
                    ));
                }
                let file = SecretFile {
                    key: file_key,
                    path,
                    rule,
                    secret: secret.clone(),
                    version: Arc::new(Mutex::new(version)),
                };
                Some((secret, Some(file)))
            }
            Err(message) => {
                self.add_error(file_key, format!("{} {message}", path.display()));
                None
            }
        }
    }
}
