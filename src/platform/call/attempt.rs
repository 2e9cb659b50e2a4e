//! Failed attempts of a call, and whether a retry can help.

use std::time::Duration;

use crate::platform::breaker::Outcome;
use crate::platform::error::Error;
use crate::platform::http::SendError;

/// A failed attempt of a call.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::platform) struct FailedAttempt {
    pub(super) error: Error,
    /// Minimum wait before a retry; `None` if a retry cannot help.
    pub(super) retry_after: Option<Duration>,
    /// The request could not be built and was not sent.
    pub(super) is_unsent: bool,
}

impl From<Error> for FailedAttempt {
    /// A failure that a retry cannot help.
    fn from(error: Error) -> Self {
        Self {
            error,
            retry_after: None,
            is_unsent: false,
        }
    }
}

impl FailedAttempt {
    pub(super) fn retryable(error: Error, wait: Duration) -> Self {
        Self {
            error,
            retry_after: Some(wait),
            is_unsent: false,
        }
    }

    /// The connection could not be opened, or was lost.
    pub(super) fn connection_lost() -> Self {
        Self::retryable(Error::Unavailable(None), Duration::ZERO)
    }

    /// The request could not be built, which a retry cannot help.
    pub(super) fn unsent() -> Self {
        Self {
            is_unsent: true,
            ..Error::Invalid(None).into()
        }
    }

    /// The request was sent, or no connection could be opened for it.
    pub(super) fn without_response(error: &SendError) -> Self {
        if !error.is_timeout() {
            Self::connection_lost()
        } else if error.is_connect() {
            Self::retryable(Error::Timeout(None), Duration::ZERO)
        } else {
            Error::Timeout(None).into()
        }
    }

    /// The outcome for the circuit breaker: a 4xx shows that the operation works.
    pub(super) fn outcome(&self) -> Outcome {
        match self.error {
            Error::Timeout(_) | Error::Unavailable(_) => Outcome::Failed,
            _ => Outcome::Answered,
        }
    }
}
