//! Errors of upstream calls. No variant holds more of a response than codes and numbers, so that no part of a body
//! reaches a client or a log.

use std::time::Duration;

use super::correlation_id::CorrelationId;

/// Why an upstream call failed. A failure of the platform carries the correlation id of the response, if there was one. A
/// refusal or an absent entity does not: then the client would learn whether the platform or the gateway decided.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The call's own timeout or the request's deadline passed.
    #[error("the platform did not respond in time")]
    Timeout(Option<CorrelationId>),
    /// No connection, a lost connection, a 5xx, or an open circuit breaker.
    #[error("the platform is unavailable")]
    Unavailable(Option<CorrelationId>),
    /// The call was not sent, because the operation used up its calls.
    #[error("the operation needs more upstream calls than it may make")]
    TooManyCalls,
    /// 429, or the call was not sent because it would have got a 429.
    #[error("the platform's rate limit is reached")]
    RateLimited {
        /// `Retry-After` of the response, or the platform's window of a minute if it is missing. If the
        /// call was not sent, the time until it may be.
        retry_after: Duration,
        /// The correlation id of the response, if it had one.
        correlation_id: Option<CorrelationId>,
    },
    /// 401: the token is unknown, expired or revoked.
    #[error("the platform does not accept the token")]
    Unauthenticated,
    /// The gateway's own client cannot log in, or the platform does not accept its token.
    #[error("the gateway's own credentials are refused")]
    ServiceRefused(Option<CorrelationId>),
    /// 403 to the gateway's own client, which should hold every permission that a viewer may use.
    #[error("the gateway's own client lacks a permission")]
    ServiceForbidden(Option<CorrelationId>),
    /// 403: a permission or a scope is missing.
    #[error("the platform refused access")]
    Forbidden,
    /// The entity belongs to a division in which the caller lacks the permission: a 403, or the gateway's own check.
    #[error("the entity belongs to a division in which the permission is not held")]
    OutOfReach,
    /// 404.
    #[error("the platform does not know the entity")]
    NotFound,
    /// Any other 4xx: the gateway's request was wrong or too large.
    #[error("the platform rejected the request with status {status}")]
    Rejected {
        /// The HTTP status.
        status: u16,
        /// The correlation id of the response, if it had one.
        correlation_id: Option<CorrelationId>,
    },
    /// A response that does not match the operation's contract, or is larger than the limit.
    #[error("the platform's response could not be read")]
    Invalid(Option<CorrelationId>),
}

impl Error {
    /// The name in metrics.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Timeout(_) => "timeout",
            Self::Unavailable(_) => "unavailable",
            Self::RateLimited { .. } => "rate_limited",
            Self::Unauthenticated => "unauthenticated",
            Self::ServiceRefused(_) => "service_refused",
            Self::ServiceForbidden(_) => "service_forbidden",
            Self::Forbidden => "forbidden",
            Self::OutOfReach => "out_of_reach",
            Self::NotFound => "not_found",
            Self::TooManyCalls => "too_many_calls",
            Self::Rejected { .. } => "rejected",
            Self::Invalid(_) => "invalid",
        }
    }

    /// Whether the failure does not depend on the viewer or the entity. Then a stale response is better than none.
    pub fn is_outage(&self) -> bool {
        matches!(
            self,
            Self::Timeout(_) | Self::Unavailable(_) | Self::RateLimited { .. } | Self::Invalid(_)
        )
    }

    /// Whether the platform may have rejected a batch because of its size.
    pub fn is_size(&self) -> bool {
        matches!(
            self,
            Self::Rejected {
                status: 400 | 413 | 414,
                ..
            }
        )
    }

    /// The correlation id of the response, see [`Error`].
    pub fn correlation_id(&self) -> Option<&CorrelationId> {
        match self {
            Self::Timeout(id)
            | Self::Unavailable(id)
            | Self::ServiceRefused(id)
            | Self::ServiceForbidden(id)
            | Self::Invalid(id)
            | Self::RateLimited {
                correlation_id: id, ..
            }
            | Self::Rejected {
                correlation_id: id, ..
            } => id.as_ref(),
            Self::TooManyCalls
            | Self::Unauthenticated
            | Self::Forbidden
            | Self::OutOfReach
            | Self::NotFound => None,
        }
    }

    /// Adds the correlation id of the response, see [`Error`].
    #[must_use]
    pub(super) fn with_correlation_id(mut self, response: Option<CorrelationId>) -> Self {
        // Without a response, the error may be that of an earlier log-in.
        if response.is_none() {
            return self;
        }
        match &mut self {
            Self::Timeout(id)
            | Self::Unavailable(id)
            | Self::ServiceRefused(id)
            | Self::ServiceForbidden(id)
            | Self::Invalid(id)
            | Self::RateLimited {
                correlation_id: id, ..
            }
            | Self::Rejected {
                correlation_id: id, ..
            } => *id = response,
            Self::TooManyCalls
            | Self::Unauthenticated
            | Self::Forbidden
            | Self::OutOfReach
            | Self::NotFound => {}
        }
        self
    }
}
