//! What can go wrong with a call. No variant holds anything that the platform sent but codes and
//! numbers, so that nothing of a body reaches a client or a log.

use std::time::Duration;

/// A call that brought no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The call's own timeout or the request's deadline passed.
    #[error("the platform did not answer in time")]
    Timeout,
    /// No connection, a connection lost, a 5xx, or an operation that mostly fails and has a rest.
    #[error("the platform is unavailable")]
    Unavailable,
    /// The call was not made, since the request has made as many as it may.
    #[error("the operation takes more calls of the platform than it may make")]
    TooManyCalls,
    /// 429, or the call was not made since it would have been one.
    #[error("the platform's rate limit is reached")]
    RateLimited {
        /// From `Retry-After`; a minute where it is missing, which is the platform's window. Where the
        /// call was not made, until it may be.
        retry_after: Duration,
    },
    /// 401: the token is unknown, expired or revoked.
    #[error("the platform does not accept the token")]
    Unauthenticated,
    /// The gateway's own client could not log in, or its token is not accepted.
    #[error("the gateway's own credentials are refused")]
    ServiceRefused,
    /// 403 to the gateway's own client, which is to hold whatever any viewer may.
    #[error("the gateway's own client lacks a permission")]
    ServiceForbidden,
    /// 403: a permission or a scope is missing.
    #[error("the platform refused access")]
    Forbidden,
    /// It belongs to a division in which the permission is not held: 403, or what the gateway found out itself.
    #[error("it belongs to a division in which the permission is not held")]
    OutOfReach,
    /// 404.
    #[error("the platform does not know it")]
    NotFound,
    /// Any other 4xx: our request was wrong, or too large.
    #[error("the platform rejected the request with status {status}")]
    Rejected {
        /// The HTTP status.
        status: u16,
    },
    /// An answer that is not what the operation's contract says, or larger than the cap.
    #[error("the platform's answer could not be read")]
    Invalid,
}

impl Error {
    /// As metrics show it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::Unavailable => "unavailable",
            Self::RateLimited { .. } => "rate_limited",
            Self::Unauthenticated => "unauthenticated",
            Self::ServiceRefused => "service_refused",
            Self::ServiceForbidden => "service_forbidden",
            Self::Forbidden => "forbidden",
            Self::OutOfReach => "out_of_reach",
            Self::NotFound => "not_found",
            Self::TooManyCalls => "too_many_calls",
            Self::Rejected { .. } => "rejected",
            Self::Invalid => "invalid",
        }
    }

    /// Whether the platform could not answer, for reasons that have nothing to do with who asks or for
    /// what: what it said last is then better than nothing.
    pub fn is_outage(&self) -> bool {
        matches!(
            self,
            Self::Timeout | Self::Unavailable | Self::RateLimited { .. } | Self::Invalid
        )
    }

    /// Whether the platform may have refused a batch for its size.
    pub fn is_size(&self) -> bool {
        matches!(
            self,
            Self::Rejected {
                status: 400 | 413 | 414
            }
        )
    }
}
