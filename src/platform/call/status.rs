//! The error of a response, by its status.

use std::time::Duration;

use hyper::{StatusCode, header};
use serde::Deserialize;

use super::attempt::FailedAttempt;
use super::body::read;
use crate::platform::budget::MAX_WAIT;
use crate::platform::error::Error;
use crate::platform::http::Response;

/// Wait after a 429 without `Retry-After`: the platform's rate window.
const RATE_WINDOW: Duration = Duration::from_mins(1);

/// Maximum bytes of the body of a 403 that are read.
const MAX_FORBIDDEN_BYTES: usize = 16_384;

/// Returns the response if its status is a success.
pub(super) async fn check_status(response: Response) -> Result<Response, FailedAttempt> {
    let status = response.status();
    Err(match status {
        _ if status.is_success() => return Ok(response),
        StatusCode::UNAUTHORIZED => Error::Unauthenticated.into(),
        // Boxed, so that the futures of other calls stay small.
        StatusCode::FORBIDDEN => Box::pin(forbidden(response)).await.into(),
        StatusCode::NOT_FOUND => Error::NotFound.into(),
        StatusCode::TOO_MANY_REQUESTS => {
            let retry_after = rate_limit_wait(&response);
            let error = Error::RateLimited {
                retry_after,
                correlation_id: None,
            };
            FailedAttempt::retryable(error, retry_after)
        }
        StatusCode::REQUEST_TIMEOUT => Error::Timeout(None).into(),
        StatusCode::GATEWAY_TIMEOUT => FailedAttempt::retryable(
            Error::Timeout(None),
            retry_after(&response).unwrap_or_default(),
        ),
        StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE => {
            let wait = retry_after(&response).unwrap_or_default();
            FailedAttempt::retryable(Error::Unavailable(None), wait)
        }
        _ if status.is_server_error() => Error::Unavailable(None).into(),
        _ if status.is_client_error() => {
            let status = status.as_u16();
            let correlation_id = None;
            Error::Rejected {
                status,
                correlation_id,
            }
            .into()
        }
        // A redirect: the platform's contract has none.
        _ => Error::Invalid(None).into(),
    })
}

/// The error of a 403, by the code in its body (`docs/facts.md`, section 12).
async fn forbidden(response: Response) -> Error {
    #[derive(Deserialize)]
    struct Body {
        code: Option<String>,
    }
    let body = read(response, MAX_FORBIDDEN_BYTES).await.ok();
    let body = body.and_then(|body| serde_json::from_slice(&body).ok());
    match body {
        Some(Body { code: Some(code) }) if code == "missing.division.permission" => {
            Error::OutOfReach
        }
        _ => Error::Forbidden,
    }
}

/// The wait that a 429 requires.
pub(super) fn rate_limit_wait(response: &Response) -> Duration {
    retry_after(response).unwrap_or(RATE_WINDOW)
}

fn retry_after(response: &Response) -> Option<Duration> {
    let value = response.headers().get(header::RETRY_AFTER)?;
    let seconds = value.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(MAX_WAIT))
}
