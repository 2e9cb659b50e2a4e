//! The credential of upstream calls, and the settings that it requires.

use url::Url;

use super::reader::Reader;
use super::reader::values::placeholder_url;
use super::{Identity, Service};
use crate::platform::Token;

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
        let cursor_secret = self.cursor_secret();
        let previous = self.optional_text("cursors.previous_secret");
        if !is_service {
            return Identity::Passthrough;
        }
        let client_secret = Token::new(&self.required_with_service("service.client_secret"));
        Identity::Service(Service {
            login_url: self.login_url("`identity = \"service\"`"),
            client_id: self.required_with_service("service.client_id"),
            cursor_secret: cursor_secret.unwrap_or_else(|| client_secret.clone()),
            previous_cursor_secret: previous.map(|text| Token::new(&text)),
            client_secret,
            whole_conversations,
            require_scopes,
        })
    }

    /// `None` if the client secret takes its place.
    fn cursor_secret(&mut self) -> Option<Token> {
        let secret = self.optional_text("cursors.secret")?;
        if secret.len() < MIN_SECRET_CHARS {
            let message = format!("must have at least {MIN_SECRET_CHARS} characters");
            self.add_error("cursors.secret", message);
        }
        Some(Token::new(&secret))
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
