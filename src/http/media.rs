//! Media types of GraphQL over HTTP.

use axum::http::{HeaderMap, header};

use super::accept::{Preference, preferences};

/// Media type of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Media {
    /// `application/graphql-response+json`: the status says whether the operation was executed.
    GraphqlResponse,
    /// `text/event-stream`: a `next` event for each result, then `complete`.
    EventStream,
    /// `application/json`: a well-formed request has status 200, also if its document is invalid.
    Json,
}

impl Media {
    /// The media type with its charset.
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            // A response that is not an event stream, such as an error of the HTTP request.
            Self::EventStream | Self::Json => "application/json; charset=utf-8",
        }
    }

    /// The media type of a single response: the one with the highest weight; of equal ones, the first that is JSON.
    /// `None` if the client accepts none.
    pub(super) fn negotiate(headers: &HeaderMap) -> Option<Self> {
        let mut is_empty = true;
        let mut best: Option<(Self, f32)> = None;
        for Preference { value, weight } in preferences(headers, header::ACCEPT) {
            is_empty = false;
            let Some(media) = matching(value) else {
                continue;
            };
            let is_better = match best {
                None => weight > 0.0,
                // One result needs no stream.
                Some((Self::EventStream, highest)) => weight >= highest,
                Some((_, highest)) => weight > highest,
            };
            if is_better {
                best = Some((media, weight));
            }
        }
        if is_empty {
            return Some(Self::Json);
        }
        best.map(|(media, _)| media)
    }
}

/// Whether the client accepts an event stream, so that a subscription can be executed. A wildcard does not count: clients
/// that send one read a single response.
pub(super) fn accepts_stream(headers: &HeaderMap) -> bool {
    preferences(headers, header::ACCEPT)
        .any(|range| range.weight > 0.0 && matching(range.value) == Some(Media::EventStream))
}

/// The media type that is sent for a media range.
fn matching(range: &str) -> Option<Media> {
    let is = |media: &str| range.eq_ignore_ascii_case(media);
    if is("application/graphql-response+json") {
        Some(Media::GraphqlResponse)
    } else if is("text/event-stream") {
        Some(Media::EventStream)
    } else if is("application/json") || is("application/*") || is("*/*") {
        Some(Media::Json)
    } else {
        None
    }
}

/// Whether the content type is JSON in UTF-8. The content types that a browser sends without a CORS preflight (forms,
/// plain text, none) are not.
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
    fn the_media_type_with_the_highest_weight_is_selected() {
        let table = [
            ("", Some(Media::Json)),
            ("*/*", Some(Media::Json)),
            ("application/json", Some(Media::Json)),
            (
                "application/graphql-response+json",
                Some(Media::GraphqlResponse),
            ),
            (
                "application/graphql-response+json, application/json;q=0.9",
                Some(Media::GraphqlResponse),
            ),
            (
                "application/json;q=0.5, application/graphql-response+json;q=0.8",
                Some(Media::GraphqlResponse),
            ),
            (
                "Application/GraphQL-Response+JSON; charset=utf-8",
                Some(Media::GraphqlResponse),
            ),
            ("text/html, application/json;q=0", None),
            ("text/html", None),
            ("text/event-stream", Some(Media::EventStream)),
            ("application/json, text/event-stream", Some(Media::Json)),
            ("text/event-stream, application/json", Some(Media::Json)),
            (
                "text/event-stream, application/graphql-response+json, application/json",
                Some(Media::GraphqlResponse),
            ),
            (
                "application/json;q=0.9, text/event-stream",
                Some(Media::EventStream),
            ),
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
    fn an_event_stream_must_be_named() {
        for (accept, streams) in [
            ("text/event-stream", true),
            ("application/json, text/event-stream;q=0.1", true),
            ("text/event-stream, application/json", true),
            ("text/event-stream;q=0, application/json", false),
            ("*/*", false),
            ("", false),
        ] {
            let headers = headers(header::ACCEPT, accept);
            assert_eq!(accepts_stream(&headers), streams, "{accept}");
        }
    }

    #[test]
    fn only_json_in_utf_8_is_accepted() {
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
