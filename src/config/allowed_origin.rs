//! The web origins whose pages may call the gateway.

use std::str::FromStr;

use url::Url;

/// One element of `allowed_origins`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllowedOrigin {
    /// `*`: every origin.
    Any,
    /// One origin, such as `https://desktop.example.com`.
    Origin(String),
    /// A scheme and a host with any port: the text before `:*` in `http://localhost:*`.
    AnyPort(String),
}

/// The text is not an origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidOrigin;

impl AllowedOrigin {
    /// Whether this element allows an origin, as a browser sends it.
    pub fn allows(&self, origin: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Origin(allowed) => origin == allowed,
            Self::AnyPort(host) => origin.strip_prefix(host.as_str()).is_some_and(is_port),
        }
    }
}

/// Whether this is the end of an origin: nothing for the default port, or a colon and digits.
fn is_port(text: &str) -> bool {
    match text.strip_prefix(':') {
        Some(port) => !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()),
        None => text.is_empty(),
    }
}

impl FromStr for AllowedOrigin {
    type Err = InvalidOrigin;

    fn from_str(text: &str) -> Result<Self, InvalidOrigin> {
        if text == "*" {
            return Ok(Self::Any);
        }
        let host = text.strip_suffix(":*");
        let origin = host.unwrap_or(text);
        let url: Url = origin.parse().map_err(|_| InvalidOrigin)?;
        if url.origin().ascii_serialization() != origin {
            return Err(InvalidOrigin);
        }
        Ok(match host {
            Some(host) if url.port().is_none() => Self::AnyPort(host.to_owned()),
            Some(_) => return Err(InvalidOrigin),
            None => Self::Origin(text.to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_allowed_by_name_with_its_port_or_with_any_port() {
        let table = [
            ("*", "https://anything.example", true),
            ("https://a.example", "https://a.example", true),
            ("https://a.example", "http://a.example", false),
            ("https://a.example", "https://a.example:8443", false),
            ("https://a.example", "https://a.example.org", false),
            ("http://localhost:*", "http://localhost", true),
            ("http://localhost:*", "http://localhost:5173", true),
            ("http://localhost:*", "https://localhost:5173", false),
            ("http://localhost:*", "http://localhost.example", false),
            ("http://localhost:*", "http://localhost:1.example", false),
            ("http://localhost:*", "http://localhost:", false),
            ("http://[::1]:*", "http://[::1]:3000", true),
        ];
        for (allowed, origin, expected) in table {
            let parsed: AllowedOrigin = allowed.parse().unwrap();
            assert_eq!(parsed.allows(origin), expected, "{allowed} {origin}");
        }
    }

    #[test]
    fn a_text_that_is_not_an_origin_is_invalid() {
        for text in [
            "localhost",
            "http://localhost/",
            "http://localhost:80:*",
            "http://localhost:8080:*",
            "http://localhost:8*",
            ":*",
        ] {
            assert_eq!(text.parse::<AllowedOrigin>(), Err(InvalidOrigin), "{text}");
        }
    }
}
