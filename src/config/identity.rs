//! The credential of upstream calls, and the settings that it requires.

use url::Url;

use super::reader::Reader;
use super::reader::values::placeholder_url;
use super::secret_file::SecretRule;
use super::{Identity, Service};
use crate::platform::{Secret, Token};

/// Minimum length of `cursors.secret` in characters. A client that holds a cursor could guess a shorter one
/// offline.
const MIN_SECRET_CHARS: usize = 16;

impl Reader {
    /// The identity; with `service`, all settings of the OAuth client.
    pub(super) fn identity(&mut self) -> Identity {
        let expected = "`passthrough` or `service`";
        let is_service = self.parse("identity", expected, false, |text| match text {
            "passthrough" => Some(false),
            "service" => Some(true),
            _ => None,
        });
        let whole_conversations = self.bool("service.whole_conversations");
        let require_scopes = self.bool("service.require_scopes");
        let cursor_secret = self.secret(
            "cursors.secret",
            "cursors.secret_file",
            SecretRule::MinChars(MIN_SECRET_CHARS),
        );
        let previous = self.secret(
            "cursors.previous_secret",
            "cursors.previous_secret_file",
            SecretRule::Any,
        );
        if !is_service {
            return Identity::Passthrough;
        }
        let client_secret = self.client_secret();
        let cursor_secret = cursor_secret.unwrap_or_else(|| client_secret.clone());
        let previous = previous.unwrap_or_else(|| cursor_secret.clone());
        Identity::Service(Service {
            login_url: self.login_url("`identity = \"service\"`"),
            client_id: self.required_with_service("service.client_id"),
            cursor_secrets: [cursor_secret, previous],
            client_secret,
            whole_conversations,
            require_scopes,
        })
    }

    fn client_secret(&mut self) -> Secret {
        let (key, file_key) = ("service.client_secret", "service.client_secret_file");
        let secret = self.secret(key, file_key, SecretRule::Any);
        if !self.is_set(key) && !self.is_set(file_key) {
            let message =
                format!("missing; required with `identity = \"service\"`, or set `{file_key}`");
            self.add_error(key, message);
        }
        secret.unwrap_or_else(|| Secret::new(Token::new(""), Vec::new()))
    }

    fn required_with_service(&mut self, key: &str) -> String {
        self.optional_text(key).unwrap_or_else(|| {
            self.add_error(key, "missing; required with `identity = \"service\"`");
            String::new()
        })
    }

    /// `login_url`, or derived from `region`. `needed_by` is the setting that requires it.
    pub(super) fn login_url(&mut self, needed_by: &str) -> Url {
        let region = self.optional_text("region");
        let text = self
            .optional_text("login_url")
            .or_else(|| Some(format!("https://login.{}", region?)));
        let Some(text) = text else {
            let message = format!("missing; required with {needed_by} unless `region` is set");
            self.add_error("login_url", message);
            return placeholder_url();
        };
        // `platform_url` reports an invalid URL.
        text.parse().unwrap_or_else(|_| placeholder_url())
    }
}
