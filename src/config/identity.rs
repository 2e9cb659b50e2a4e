//! With whose rights the platform is asked, and what that takes.

use url::Url;

use super::mistake::Mistake;
use super::reading::{Reading, stand_in};
use super::{Identity, Service};
use crate::platform::Token;

/// Characters of `cursors.secret` at least: with fewer, a client that holds a cursor could guess it offline.
const SHORTEST_SECRET: usize = 16;

impl Reading {
    /// The identity; with `service`, everything that the client needs to log in.
    pub(super) fn identity(&mut self) -> Identity {
        let expected = "passthrough or service";
        let is_service = self.read("identity", expected, false, |text| match text {
            "passthrough" => Some(false),
            "service" => Some(true),
            _ => None,
        });
        let whole_conversations = self.switch("service.whole_conversations");
        let require_scopes = self.switch("service.require_scopes");
        let cursor_secret = self.cursor_secret();
        let previous = self.optional("cursors.previous_secret");
        if !is_service {
            return Identity::Passthrough;
        }
        let client_secret = Token::new(&self.needed("service.client_secret"));
        Identity::Service(Service {
            login_url: self.login_url(),
            client_id: self.needed("service.client_id"),
            cursor_secret: cursor_secret.unwrap_or_else(|| client_secret.clone()),
            previous_cursor_secret: previous.map(|text| Token::new(&text)),
            client_secret,
            whole_conversations,
            require_scopes,
        })
    }

    /// Absent where the client secret takes its place.
    fn cursor_secret(&mut self) -> Option<Token> {
        let secret = self.optional("cursors.secret")?;
        if secret.len() < SHORTEST_SECRET {
            let expected = format!("must have at least {SHORTEST_SECRET} characters");
            self.missing("cursors.secret", &expected);
        }
        Some(Token::new(&secret))
    }

    /// A text that may be left out.
    pub(super) fn optional(&self, key: &str) -> Option<String> {
        let text = self.text(key).0.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn needed(&mut self, key: &str) -> String {
        self.optional(key).unwrap_or_else(|| {
            self.missing(key, "is needed with `identity = \"service\"`");
            String::new()
        })
    }

    /// As given, or following from the region.
    fn login_url(&mut self) -> Url {
        let region = self.optional("region");
        let text = self
            .optional("login_url")
            .or_else(|| Some(format!("https://login.{}", region?)));
        let Some(text) = text else {
            self.missing(
                "login_url",
                "is needed with `identity = \"service\"`, unless `region` is given",
            );
            return stand_in();
        };
        // What is wrong with it is told where addresses are read.
        text.parse().unwrap_or_else(|_| stand_in())
    }

    fn missing(&mut self, key: &str, expected: &str) {
        self.mistakes.push(Mistake {
            key: key.to_owned(),
            place: None,
            expected: expected.to_owned(),
        });
    }
}
