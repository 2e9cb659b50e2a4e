//! The HTTP form of a [`RequestError`]: status and headers, or the close code of a WebSocket.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::close::Close;
use super::media::Media;
use crate::identity::IdentityError;
use crate::pipeline::{RequestError, whole_seconds};
use crate::platform::Error;

/// Response headers of `/graphql`. Responses are personal: only the client's memory may cache them.
pub(super) const CACHE_CONTROL: &str = "private, no-store";
pub(super) const VARY: &str = "accept, accept-encoding";

/// `Retry-After` of a request that was rejected because of overload.
const OVERLOAD_RETRY: Duration = Duration::from_secs(1);

/// Response extension: the code of a request that was not executed.
#[derive(Debug, Clone)]
pub(super) struct RejectionCode(pub(super) String);

/// State of a WebSocket when an error occurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SocketPhase {
    /// The gateway is processing `connection_init`.
    Init,
    /// Operations are running.
    Running,
}

/// The response to a request that was not executed.
pub(super) fn response(error: &RequestError, media: Media) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media.content_type()),
        (header::CACHE_CONTROL, CACHE_CONTROL),
        (header::VARY, VARY),
    ];
    let mut response = (status(error, media), headers, error.body()).into_response();
    add_headers(error, response.headers_mut());
    let code = RejectionCode(error.code().to_owned());
    response.extensions_mut().insert(code);
    response
}

/// Errors of the document have status 200 in `application/json`, as GraphQL over HTTP defines it. Limits and overload have
/// a status of their own in every media type.
pub(super) fn status(error: &RequestError, media: Media) -> StatusCode {
    match error {
        RequestError::NotFound => StatusCode::NOT_FOUND,
        RequestError::MethodNotAllowed | RequestError::MutationMethod => {
            StatusCode::METHOD_NOT_ALLOWED
        }
        RequestError::HostNotLoopback => StatusCode::MISDIRECTED_REQUEST,
        RequestError::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
        RequestError::UnsupportedMediaType | RequestError::UnsupportedContentCoding => {
            StatusCode::UNSUPPORTED_MEDIA_TYPE
        }
        RequestError::BodyTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        RequestError::BodyTimeout(_) => StatusCode::REQUEST_TIMEOUT,
        RequestError::Timeout(_) => StatusCode::GATEWAY_TIMEOUT,
        RequestError::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        RequestError::MissingToken
        | RequestError::Identity(IdentityError::Unauthenticated | IdentityError::Foreign) => {
            StatusCode::UNAUTHORIZED
        }
        RequestError::Identity(
            IdentityError::Scope | IdentityError::Unscoped(_) | IdentityError::RightsUnknown(_),
        ) => StatusCode::FORBIDDEN,
        RequestError::Overloaded(_)
        | RequestError::CpuQueueFull { .. }
        | RequestError::WatchLimit { .. }
        | RequestError::Identity(IdentityError::Unknown(_)) => StatusCode::SERVICE_UNAVAILABLE,
        RequestError::Budget(_) => StatusCode::TOO_MANY_REQUESTS,
        RequestError::UnsupportedSubprotocol
        | RequestError::InvalidHost
        | RequestError::InvalidErrorPositions
        | RequestError::BodyRead
        | RequestError::InvalidGzip
        | RequestError::InvalidJson { .. }
        | RequestError::BatchNotSupported
        | RequestError::BodyNotObject
        | RequestError::MissingQuery
        | RequestError::QueryAndDocumentId
        | RequestError::PersistedQueryVersion
        | RequestError::PersistedQueryMismatch
        | RequestError::DocumentNotTrusted
        | RequestError::ParameterType { .. }
        | RequestError::Limit(_)
        | RequestError::FragmentCycle { .. }
        | RequestError::IntrospectionDisabled
        | RequestError::FederationDisabled
        | RequestError::SubscriptionTransport
        | RequestError::SubscriptionRoot => StatusCode::BAD_REQUEST,
        // As from Apollo Server, in every media type: some clients do not read the body of another status.
        RequestError::PersistedQueryNotFound | RequestError::PersistedQueryNotSupported => {
            StatusCode::OK
        }
        RequestError::Syntax { .. }
        | RequestError::Operation { .. }
        | RequestError::TooManyIds { .. }
        | RequestError::Mutation { .. }
        | RequestError::Invalid(_)
        | RequestError::Subscription(_) => match media {
            Media::GraphqlResponse => StatusCode::BAD_REQUEST,
            Media::Json | Media::Stream(_) => StatusCode::OK,
        },
    }
}

fn add_headers(error: &RequestError, headers: &mut HeaderMap) {
    let (name, value) = match error {
        RequestError::MethodNotAllowed => (header::ALLOW, HeaderValue::from_static("GET, POST")),
        RequestError::UnsupportedContentCoding => {
            (header::ACCEPT_ENCODING, HeaderValue::from_static("gzip"))
        }
        RequestError::MutationMethod => (header::ALLOW, HeaderValue::from_static("POST")),
        RequestError::MissingToken => {
            (header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
        }
        RequestError::Identity(IdentityError::Scope) => {
            let challenge = HeaderValue::from_static(
                "Bearer error=\"insufficient_scope\", \
                 scope=\"users:readonly authorization:readonly\"",
            );
            (header::WWW_AUTHENTICATE, challenge)
        }
        RequestError::Identity(IdentityError::Unauthenticated | IdentityError::Foreign) => {
            let challenge = HeaderValue::from_static("Bearer error=\"invalid_token\"");
            (header::WWW_AUTHENTICATE, challenge)
        }
        RequestError::Identity(IdentityError::Unknown(Error::RateLimited {
            retry_after, ..
        })) => (header::RETRY_AFTER, seconds(*retry_after)),
        RequestError::Budget(exhausted) => (header::RETRY_AFTER, seconds(exhausted.retry_after)),
        RequestError::Overloaded(_)
        | RequestError::CpuQueueFull { .. }
        | RequestError::WatchLimit { .. } => (header::RETRY_AFTER, seconds(OVERLOAD_RETRY)),
        _ => return,
    };
    headers.insert(name, value);
}

fn seconds(time: Duration) -> HeaderValue {
    HeaderValue::from(whole_seconds(time))
}

/// Whether the error is about the operation, not the HTTP request. An event stream sends such an error as an event.
pub(super) fn is_about_operation(error: &RequestError) -> bool {
    matches!(
        error,
        RequestError::Limit(_)
            | RequestError::Budget(_)
            | RequestError::CpuQueueFull { .. }
            | RequestError::WatchLimit { .. }
            | RequestError::PersistedQueryNotFound
            | RequestError::PersistedQueryNotSupported
            | RequestError::PersistedQueryVersion
            | RequestError::PersistedQueryMismatch
            | RequestError::DocumentNotTrusted
            | RequestError::Syntax { .. }
            | RequestError::FragmentCycle { .. }
            | RequestError::Operation { .. }
            | RequestError::TooManyIds { .. }
            | RequestError::Mutation { .. }
            | RequestError::IntrospectionDisabled
            | RequestError::FederationDisabled
            | RequestError::SubscriptionTransport
            | RequestError::SubscriptionRoot
            | RequestError::Subscription(_)
            | RequestError::Invalid(_)
    )
}

/// Whether a part of the body was not read. An HTTP/1.1 connection must then be closed.
pub(super) fn leaves_body(error: &RequestError) -> bool {
    matches!(
        error,
        RequestError::BodyTooLarge { .. } | RequestError::BodyTimeout(_)
    )
}

/// The reason with which the error closes its WebSocket; `None` if only the operation fails.
pub(super) fn close(error: &RequestError, phase: SocketPhase) -> Option<Close> {
    match error {
        RequestError::Identity(IdentityError::RightsUnknown(_)) => Some(Close::RightsUnknown),
        RequestError::Identity(IdentityError::Scope) => Some(Close::Forbidden(
            "the token needs the OAuth scopes `users:readonly` and `authorization:readonly`",
        )),
        RequestError::Identity(IdentityError::Unscoped(_)) => Some(Close::Forbidden(
            "the token carries no OAuth scopes; authorize its OAuth client with scopes",
        )),
        RequestError::Identity(IdentityError::Unauthenticated | IdentityError::Foreign) => {
            match phase {
                SocketPhase::Init => Some(Close::Unauthorized("the token is not valid")),
                // The token was valid and has been revoked.
                SocketPhase::Running => Some(Close::Forbidden("the token is no longer valid")),
            }
        }
        RequestError::Identity(IdentityError::Unknown(_)) => Some(Close::TryAgain),
        _ if phase == SocketPhase::Init => Some(Close::TryAgain),
        _ => None,
    }
}
