//! What an answer's status says, and whether the call may be made again.

use std::time::Duration;

use reqwest::{Response, StatusCode, header};
use serde::Deserialize;

use super::read::read;
use crate::platform::Error;
use crate::platform::breaker::Outcome;
use crate::platform::budget::LONGEST_WAIT;

/// The platform's rate window, for a 429 that does not say how long to wait.
const RATE_WINDOW: Duration = Duration::from_mins(1);

/// Bytes of a 403 that are looked at.
const LARGEST_REFUSAL: usize = 16_384;

/// Why a call brought no answer, and what may be done about it.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::platform) struct Fault {
    pub(super) error: Error,
    /// It may pass by itself: after this wait or a longer one the call may be made again.
    pub(super) passes: Option<Duration>,
    /// The request could not be built, so that nothing was sent.
    pub(super) is_unsent: bool,
}

impl From<Error> for Fault {
    /// What does not pass by itself.
    fn from(error: Error) -> Self {
        Self {
            error,
            passes: None,
            is_unsent: false,
        }
    }
}

impl Fault {
    fn passing(error: Error, wait: Duration) -> Self {
        Self {
            error,
            passes: Some(wait),
            is_unsent: false,
        }
    }

    /// The connection could not be made, or was lost.
    pub(super) fn lost() -> Self {
        Self::passing(Error::Unavailable, Duration::ZERO)
    }

    /// What sending failed with. A request that could not be built was never sent: repeating it is of no
    /// use.
    pub(super) fn of(error: &reqwest::Error) -> Self {
        if error.is_builder() {
            Self {
                is_unsent: true,
                ..Error::Invalid.into()
            }
        } else if !error.is_timeout() {
            Self::lost()
        } else if error.is_connect() {
            Self::passing(Error::Timeout, Duration::ZERO)
        } else {
            Error::Timeout.into()
        }
    }

    /// What it says of the operation: a refusal is an answer too.
    pub(super) fn outcome(&self) -> Outcome {
        match self.error {
            Error::Timeout | Error::Unavailable => Outcome::Failed,
            _ => Outcome::Answered,
        }
    }
}

pub(super) async fn judge(response: Response) -> Result<Response, Fault> {
    let status = response.status();
    Err(match status {
        _ if status.is_success() => return Ok(response),
        StatusCode::UNAUTHORIZED => Error::Unauthenticated.into(),
        StatusCode::FORBIDDEN => refusal(response).await.into(),
        StatusCode::NOT_FOUND => Error::NotFound.into(),
        StatusCode::TOO_MANY_REQUESTS => {
            let retry_after = wait(&response);
            Fault::passing(Error::RateLimited { retry_after }, retry_after)
        }
        StatusCode::REQUEST_TIMEOUT => Error::Timeout.into(),
        StatusCode::GATEWAY_TIMEOUT => Fault::passing(Error::Timeout, pause(&response)),
        StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE => {
            Fault::passing(Error::Unavailable, pause(&response))
        }
        _ if status.is_server_error() => Error::Unavailable.into(),
        _ if status.is_client_error() => {
            let status = status.as_u16();
            Error::Rejected { status }.into()
        }
        // A redirect: the contract knows none.
        _ => Error::Invalid.into(),
    })
}

/// Which 403 it is, by the code in its body (`docs/facts.md`, section 12).
async fn refusal(response: Response) -> Error {
    #[derive(Deserialize)]
    struct Body {
        code: Option<String>,
    }
    let body = read(response, LARGEST_REFUSAL).await.ok();
    let body = body.and_then(|body| serde_json::from_slice(&body).ok());
    match body {
        Some(Body { code: Some(code) }) if code == "missing.division.permission" => {
            Error::OutOfReach
        }
        _ => Error::Forbidden,
    }
}

/// How long a 429 asks to wait.
pub(super) fn wait(response: &Response) -> Duration {
    retry_after(response).unwrap_or(RATE_WINDOW)
}

/// How long a 5xx asks to wait.
fn pause(response: &Response) -> Duration {
    retry_after(response).unwrap_or_default()
}

fn retry_after(response: &Response) -> Option<Duration> {
    let value = response.headers().get(header::RETRY_AFTER)?;
    let seconds = value.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_WAIT))
}
