//! The sites that may embed the journey tab in a frame.

use std::fmt;

use url::Url;

use super::reader::Reader;

/// The CSP sources of `frame-ancestors`; none if no site may embed the tab.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FrameAncestors(Vec<String>);

impl fmt::Display for FrameAncestors {
    /// Writes the value of the CSP directive.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_slice() {
            [] => f.write_str("'none'"),
            sources => f.write_str(&sources.join(" ")),
        }
    }
}

impl Reader {
    /// Origins and wildcards, separated by commas.
    pub(super) fn frame_ancestors(&mut self, key: &str) -> FrameAncestors {
        let text = self.optional_text(key).unwrap_or_default();
        if text.split(',').any(|source| source.trim() == "*") {
            let message = "`*` would let every site embed the tab and make agents click in it unknowingly; list the \
                           origins that embed it, such as `https://apps.mypurecloud.de`";
            self.add_error(key, message);
            return FrameAncestors::default();
        }
        let expected = "origins such as `https://apps.mypurecloud.de` or `https://*.example.com`, separated by commas";
        self.parse(key, expected, FrameAncestors::default(), |text| {
            let sources = text.split(',').map(str::trim);
            let mut sources = sources.filter(|source| !source.is_empty());
            let is_valid = sources.clone().all(is_source);
            is_valid.then(|| FrameAncestors(sources.by_ref().map(str::to_owned).collect()))
        })
    }
}

/// Whether this is an origin, or `https://*.` and a domain of at least two labels. Anything else could add directives to
/// the policy.
fn is_source(text: &str) -> bool {
    match text.strip_prefix("https://*.") {
        Some(domain) => domain.contains('.') && is_origin(&format!("https://{domain}")),
        None => is_origin(text),
    }
}

fn is_origin(text: &str) -> bool {
    let Ok(url) = text.parse::<Url>() else {
        return false;
    };
    let has_valid_host = url.host_str().is_some_and(|host| {
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b".-[]:".contains(&byte);
        host.bytes().all(is_part)
    });
    matches!(url.scheme(), "http" | "https")
        && has_valid_host
        && url.origin().ascii_serialization() == text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_origins_and_wildcards_of_a_domain_are_sources() {
        for (text, expected) in [
            ("https://apps.mypurecloud.de", true),
            ("https://crm.example.com:8443", true),
            ("http://localhost:5173", true),
            ("http://[::1]:5173", true),
            ("https://*.example.com", true),
            ("https://*.example.com:8443", true),
            ("*", false),
            ("https://*", false),
            ("https://*.com", false),
            ("https://*.*.example.com", false),
            ("https://crm*.example.com", false),
            ("http://*.example.com", false),
            ("https://crm.example.com/", false),
            ("https://crm.example.com/tab", false),
            ("https://crm.example.com;script-src", false),
            ("https://crm.example.com 'self'", false),
            ("https://crm.example.com'", false),
            ("crm.example.com", false),
            ("data:text", false),
            ("'self'", false),
        ] {
            assert_eq!(is_source(text), expected, "{text}");
        }
    }
}
