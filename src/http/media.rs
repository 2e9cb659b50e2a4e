//! Content negotiation of GraphQL over HTTP.

use axum::http::{HeaderMap, header};

/// In what an answer is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Media {
    /// `application/graphql-response+json`: the status tells whether the operation was executed.
    Response,
    /// `text/event-stream`: an event for each result, then one that says that there are no more.
    EventStream,
    /// `application/json`: a well-formed request is answered with 200 whatever comes of it.
    Json,
}

impl Media {
    /// With its charset.
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::Response => "application/graphql-response+json; charset=utf-8",
            // What is no stream of events is told as JSON.
            Self::EventStream | Self::Json => "application/json; charset=utf-8",
        }
    }

    /// The one that the client likes best; of two liked alike, the one named first. `None`: neither.
    pub(super) fn negotiate(headers: &HeaderMap) -> Option<Self> {
        let mut ranges = headers
            .get_all(header::ACCEPT)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(str::trim)
            .filter(|range| !range.is_empty())
            .peekable();
        if ranges.peek().is_none() {
            return Some(Self::Json);
        }
        let mut best = None;
        for (media, quality) in ranges.filter_map(acceptable) {
            if quality > 0.0 && best.is_none_or(|(_, held)| quality > held) {
                best = Some((media, quality));
            }
        }
        best.map(|(media, _)| media)
    }
}

/// What a media range means to us, and its weight.
fn acceptable(range: &str) -> Option<(Media, f32)> {
    let mut parts = range.split(';').map(str::trim);
    let media = match parts.next()?.to_ascii_lowercase().as_str() {
        "application/graphql-response+json" => Media::Response,
        "text/event-stream" => Media::EventStream,
        "application/json" | "application/*" | "*/*" => Media::Json,
        _ => return None,
    };
    let quality =
        parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    Some((
        media,
        quality.map_or(Some(1.0), |quality| quality.parse().ok())?,
    ))
}

/// Whether a body is JSON in UTF-8, by its content type. Anything a page could send without asking
/// (a form, plain text, nothing) is not.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
    else {
        return false;
    };
    let mut parts = value
        .split(';')
        .map(|part| part.trim().to_ascii_lowercase());
    parts
        .next()
        .is_some_and(|essence| essence == "application/json")
        && parts.all(|part| match part.strip_prefix("charset=") {
            Some(charset) => charset.trim_matches('"') == "utf-8",
            None => true,
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(name: header::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn the_client_chooses() {
        let table = [
            ("", Some(Media::Json)),
            ("*/*", Some(Media::Json)),
            ("application/json", Some(Media::Json)),
            ("application/graphql-response+json", Some(Media::Response)),
            (
                "application/graphql-response+json, application/json;q=0.9",
                Some(Media::Response),
            ),
            (
                "application/json;q=0.5, application/graphql-response+json;q=0.8",
                Some(Media::Response),
            ),
            (
                "Application/GraphQL-Response+JSON; charset=utf-8",
                Some(Media::Response),
            ),
            ("text/html, application/json;q=0", None),
            ("text/html", None),
            ("text/event-stream", Some(Media::EventStream)),
            ("application/json, text/event-stream", Some(Media::Json)),
        ];
        for (accept, media) in table {
            assert_eq!(
                Media::negotiate(&headers(header::ACCEPT, accept)),
                media,
                "{accept}"
            );
        }
        assert_eq!(Media::negotiate(&HeaderMap::new()), Some(Media::Json));
    }

    #[test]
    fn only_json_in_utf_8_is_a_body() {
        for content in [
            "application/json",
            "application/json; charset=utf-8",
            "application/json;charset=\"UTF-8\"",
        ] {
            assert!(
                is_json(&headers(header::CONTENT_TYPE, content)),
                "{content}"
            );
        }
        for content in [
            "",
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/json; charset=latin1",
        ] {
            assert!(
                !is_json(&headers(header::CONTENT_TYPE, content)),
                "{content}"
            );
        }
        assert!(!is_json(&HeaderMap::new()));
    }
}
