//! A request's body, within its bounds of size and time.

use std::error::Error;

use axum::body::{Body, Bytes, HttpBody, to_bytes};
use http_body_util::LengthLimitError;
use tokio::time::timeout;

use super::problem::Problem;
use crate::config::Limits;

/// Reads all of it.
pub(super) async fn read(body: Body, limits: &Limits) -> Result<Bytes, Problem> {
    let most = limits.body_bytes;
    // What says that it is too long is not read at all.
    if usize::try_from(body.size_hint().lower()).is_ok_and(|length| length > most) {
        return Err(Problem::TooLarge(most));
    }
    timeout(limits.body_timeout, to_bytes(body, most))
        .await
        .map_err(|_| Problem::SlowBody(limits.body_timeout))?
        .map_err(|error| match error.source() {
            Some(cause) if cause.is::<LengthLimitError>() => Problem::TooLarge(most),
            _ => Problem::Body,
        })
}
