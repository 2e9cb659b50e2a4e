//! Requests that are not answered by the graph, in the shape in which the graph tells errors.

use std::time::Duration;

use async_graphql::ServerError;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use humantime::format_duration;

use super::media::Media;
use super::meter;
use crate::admission::Overloaded;
use crate::identity::IdentityError;
use crate::operation::answer::Answer;
use crate::operation::{Malformed, whole_seconds};
use crate::platform::Error;

/// When whoever was turned away is to come again.
pub(super) const COME_AGAIN: Duration = Duration::from_secs(1);

/// Why a request got no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Problem {
    /// No path of ours.
    #[error("there is nothing at this path; the graph is at /graphql")]
    NotFound,
    /// Neither GET nor POST.
    #[error("use POST, or GET for queries")]
    Method,
    /// The client accepts neither media type.
    #[error(
        "answers are application/graphql-response+json or application/json; accept one of them"
    )]
    NotAcceptable,
    /// A WebSocket of another protocol.
    #[error("the protocol of WebSockets is graphql-transport-ws")]
    Subprotocol,
    /// Not JSON.
    #[error("send the request as application/json in UTF-8")]
    ContentType,
    /// Too many bytes.
    #[error("the body is larger than {0} bytes")]
    TooLarge(usize),
    /// The body did not come in time.
    #[error("the body did not arrive within {}", format_duration(*.0))]
    SlowBody(Duration),
    /// A gate has no room for it.
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    /// The answer was not there in time.
    #[error("the request could not be answered within {}", format_duration(*.0))]
    Late(Duration),
    /// The body broke off.
    #[error("the body could not be read")]
    Body,
    /// The parameters are not what they should be.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// There is no token.
    #[error("send a bearer token in the Authorization header")]
    NoToken,
    /// A bug.
    #[error("something went wrong here; it has been noted")]
    Internal,
    /// The token is not valid, or whose it is cannot be told now.
    #[error(transparent)]
    Refused(#[from] IdentityError),
}

impl Problem {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::ContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::SlowBody(_) => StatusCode::REQUEST_TIMEOUT,
            Self::Late(_) => StatusCode::GATEWAY_TIMEOUT,
            Self::Body | Self::Subprotocol | Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::NoToken
            | Self::Refused(IdentityError::Unauthenticated | IdentityError::Foreign) => {
                StatusCode::UNAUTHORIZED
            }
            Self::Refused(
                IdentityError::Scope | IdentityError::Unscoped(_) | IdentityError::RightsUnknown(_),
            ) => StatusCode::FORBIDDEN,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Overloaded(_)
            | Self::Refused(IdentityError::Unknown(_) | IdentityError::Overloaded(_)) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
        }
    }

    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "NOT_FOUND",
            Self::Method => "METHOD_NOT_ALLOWED",
            Self::NotAcceptable => "NOT_ACCEPTABLE",
            Self::ContentType => "UNSUPPORTED_MEDIA_TYPE",
            Self::TooLarge(_) => "PAYLOAD_TOO_LARGE",
            Self::SlowBody(_) => "BODY_TIMEOUT",
            Self::Overloaded(_) | Self::Refused(IdentityError::Overloaded(_)) => "OVERLOADED",
            Self::Late(_) => "REQUEST_TIMEOUT",
            Self::Body => "BAD_REQUEST",
            Self::Subprotocol => "SUBPROTOCOL",
            Self::Internal => "INTERNAL",
            Self::Malformed(malformed) => malformed.code(),
            Self::NoToken
            | Self::Refused(IdentityError::Unauthenticated | IdentityError::Foreign) => {
                "UNAUTHENTICATED"
            }
            Self::Refused(IdentityError::Scope | IdentityError::Unscoped(_)) => "PERMISSION_DENIED",
            Self::Refused(IdentityError::RightsUnknown(_)) => "VIEWER_RIGHTS_UNKNOWN",
            Self::Refused(IdentityError::Unknown(error)) => match error {
                Error::RateLimited { .. } => "RATE_LIMITED",
                Error::Timeout => "UPSTREAM_TIMEOUT",
                _ => "UPSTREAM_UNAVAILABLE",
            },
        }
    }

    /// Whether the client's token is the reason, and not the gateway's or the platform's state.
    pub(super) fn refuses_token(&self) -> bool {
        matches!(
            self,
            Self::Refused(
                IdentityError::Unauthenticated
                    | IdentityError::Foreign
                    | IdentityError::Scope
                    | IdentityError::Unscoped(_)
                    | IdentityError::RightsUnknown(_)
            )
        )
    }

    /// Whether there is more of the body than was read: on HTTP/1.1 nothing can follow it.
    pub(super) fn leaves_body(&self) -> bool {
        matches!(self, Self::TooLarge(_) | Self::SlowBody(_))
    }

    /// In the shape in which the graph tells errors.
    pub(super) fn body(&self) -> Bytes {
        let mut error = ServerError::new(self.to_string(), None);
        error
            .extensions
            .get_or_insert_default()
            .set("code", self.code());
        Answer::error(&error).content().body().clone()
    }

    /// As a response in `media`.
    pub(super) fn into_response(self, media: Media) -> Response {
        let headers = [(header::CONTENT_TYPE, media.content_type())];
        let mut response = (self.status(), headers, self.body()).into_response();
        response
            .extensions_mut()
            .insert(meter::Refused(self.code().to_owned()));
        let headers = response.headers_mut();
        match &self {
            Self::Method => {
                drop(headers.insert(header::ALLOW, HeaderValue::from_static("GET, POST")));
            }
            Self::NoToken => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            Self::Refused(IdentityError::Scope) => {
                let challenge = HeaderValue::from_static(
                    "Bearer error=\"insufficient_scope\", \
                     scope=\"users:readonly authorization:readonly\"",
                );
                headers.insert(header::WWW_AUTHENTICATE, challenge);
            }
            Self::Refused(IdentityError::Unauthenticated | IdentityError::Foreign) => {
                let challenge = HeaderValue::from_static("Bearer error=\"invalid_token\"");
                headers.insert(header::WWW_AUTHENTICATE, challenge);
            }
            Self::Refused(IdentityError::Unknown(Error::RateLimited { retry_after })) => {
                headers.insert(header::RETRY_AFTER, seconds(*retry_after));
            }
            Self::Overloaded(_) | Self::Refused(IdentityError::Overloaded(_)) => {
                headers.insert(header::RETRY_AFTER, seconds(COME_AGAIN));
            }
            _ => {}
        }
        response
    }
}

/// For `Retry-After`.
pub(super) fn seconds(time: Duration) -> HeaderValue {
    HeaderValue::from(whole_seconds(time))
}

/// Any path that is not ours.
pub(super) async fn not_found() -> Response {
    Problem::NotFound.into_response(Media::Json)
}

/// Any path but a probe's, on a connection beyond `limits.connections`.
pub(super) fn no_connection(most: usize) -> Response {
    let overloaded = Overloaded {
        limit: most,
        resource: "connections",
    };
    Problem::Overloaded(overloaded).into_response(Media::Json)
}
