//! Media types of GraphQL over HTTP.

use axum::http::{HeaderMap, header};

use super::accept::{Preference, preferences};

/// Media type of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Media {
    /// `application/graphql-response+json`: the status says whether the operation was executed.
    GraphqlResponse,
    /// `application/json`: a well-formed request has status 200, also if its document is invalid.
    Json,
    /// A stream of results.
    Stream(StreamMedia),
}

/// Media type of a stream of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StreamMedia {
    /// `text/event-stream`: a `next` event for each result, then `complete`.
    EventStream,
    /// `multipart/mixed;subscriptionSpec=1.0`: a part for each result of a subscription. Other operations are answered
    /// with JSON.
    Multipart,
}

impl Media {
    /// The media type of a single response, with its charset.
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            // A response that is not a stream, such as an error of the HTTP request.
            Self::Json | Self::Stream(_) => "application/json; charset=utf-8",
        }
    }
}

/// The media types that the `Accept` headers select.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Accepted {
    /// The media type of a single response: the one with the highest weight; of equal ones, the first that is JSON.
    /// `None` if the client accepts none.
    pub(super) media: Option<Media>,
    /// The stream with the highest weight; of equal ones, the first. `None` if the client accepts none, so that no
    /// subscription can be executed. A wildcard does not count: clients that send one read a single response.
    pub(super) stream: Option<StreamMedia>,
}

impl Accepted {
    /// Reads the `Accept` headers. Without one, a client accepts JSON.
    pub(super) fn from_headers(headers: &HeaderMap) -> Self {
        let mut is_empty = true;
        let mut best: Option<(Media, f32)> = None;
        let mut best_stream: Option<(StreamMedia, f32)> = None;
        for range in preferences(headers, header::ACCEPT) {
            is_empty = false;
            let (Some(media), weight) = (matching(&range), range.weight) else {
                continue;
            };
            let is_better = match best {
                None => weight > 0.0,
                // One result needs no stream.
                Some((Media::Stream(_), highest)) if !matches!(media, Media::Stream(_)) => {
                    weight >= highest
                }
                Some((_, highest)) => weight > highest,
            };
            if is_better {
                best = Some((media, weight));
            }
            if let Media::Stream(stream) = media
                && weight > best_stream.map_or(0.0, |(_, highest)| highest)
            {
                best_stream = Some((stream, weight));
            }
        }
        let best = best.map(|(media, _)| media);
        Self {
            media: if is_empty { Some(Media::Json) } else { best },
            stream: best_stream.map(|(stream, _)| stream),
        }
    }
}

/// The media type that is sent for a media range.
fn matching(range: &Preference<'_>) -> Option<Media> {
    let is = |media: &str| range.value.eq_ignore_ascii_case(media);
    if is("application/graphql-response+json") {
        Some(Media::GraphqlResponse)
    } else if is("text/event-stream") {
        Some(Media::Stream(StreamMedia::EventStream))
    } else if is("application/json") || is("application/*") || is("*/*") {
        Some(Media::Json)
    } else if is("multipart/mixed") && range.parameter("subscriptionSpec") == Some("1.0") {
        // The server chooses the boundary, so the parameter `boundary` is not compared.
        Some(Media::Stream(StreamMedia::Multipart))
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

    const EVENT_STREAM: Media = Media::Stream(StreamMedia::EventStream);
    const MULTIPART: Media = Media::Stream(StreamMedia::Multipart);

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
            ("text/event-stream", Some(EVENT_STREAM)),
            ("application/json, text/event-stream", Some(Media::Json)),
            ("text/event-stream, application/json", Some(Media::Json)),
            (
                "text/event-stream, application/graphql-response+json, application/json",
                Some(Media::GraphqlResponse),
            ),
            (
                "application/json;q=0.9, text/event-stream",
                Some(EVENT_STREAM),
            ),
            (
                "multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json",
                Some(Media::Json),
            ),
            (
                "multipart/mixed;boundary=graphql;subscriptionSpec=1.0,\
                 application/graphql-response+json,application/json;q=0.9",
                Some(Media::GraphqlResponse),
            ),
            ("multipart/mixed;subscriptionSpec=1.0", Some(MULTIPART)),
            (
                "text/event-stream, multipart/mixed;subscriptionSpec=1.0",
                Some(EVENT_STREAM),
            ),
            ("multipart/mixed", None),
            (
                "multipart/mixed;deferSpec=20220824,application/json",
                Some(Media::Json),
            ),
        ];
        for (accept, media) in table {
            let accepted = Accepted::from_headers(&headers(header::ACCEPT, accept));
            assert_eq!(accepted.media, media, "{accept}");
        }
        let accepted = Accepted::from_headers(&HeaderMap::new());
        assert_eq!(accepted.media, Some(Media::Json));
    }

    #[test]
    fn a_stream_must_be_named() {
        let (events, multipart) = (StreamMedia::EventStream, StreamMedia::Multipart);
        for (accept, stream) in [
            ("text/event-stream", Some(events)),
            ("application/json, text/event-stream;q=0.1", Some(events)),
            ("text/event-stream, application/json", Some(events)),
            ("text/event-stream;q=0, application/json", None),
            ("*/*", None),
            ("", None),
            ("multipart/mixed", None),
            ("multipart/mixed;deferSpec=20220824", None),
            ("multipart/mixed;subscriptionSpec=2.0", None),
            ("multipart/*;subscriptionSpec=1.0", None),
            ("multipart/mixed;subscriptionSpec=1.0", Some(multipart)),
            (
                "Multipart/Mixed; boundary=\"graphql\"; subscriptionspec=\"1.0\", application/json",
                Some(multipart),
            ),
            (
                "text/event-stream, multipart/mixed;subscriptionSpec=1.0",
                Some(events),
            ),
            (
                "text/event-stream;q=0.5, multipart/mixed;subscriptionSpec=1.0",
                Some(multipart),
            ),
            (
                "text/event-stream, multipart/mixed;subscriptionSpec=1.0;q=0",
                Some(events),
            ),
        ] {
            let headers = headers(header::ACCEPT, accept);
            let accepted = Accepted::from_headers(&headers);
            assert_eq!(accepted.stream, stream, "{accept}");
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
