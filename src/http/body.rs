//! Reading of request bodies, with limits of size and time. The memory of a body counts against the share of its viewer.

mod chunks;
mod coding;
mod gzip;

use std::time::Duration;

use axum::body::{Body, HttpBody};
use bytes::BytesMut;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::time::timeout;

use chunks::Chunks;
pub(super) use coding::Coding;

use crate::admission::{Admission, ViewerKey};
use crate::config::Limits;
use crate::fair_share::Permit;
use crate::pipeline::RequestError;

/// How long the rest of a rejected request is read and discarded. A client that reads the response only after it has sent
/// the whole body would lose it if the connection were closed at once.
const DISCARD_TIMEOUT: Duration = Duration::from_secs(1);

/// A body and the permit for its memory.
pub(super) struct ReadBody {
    pub(super) bytes: BytesMut,
    permit: Option<Permit<ViewerKey>>,
}

/// Reads a body completely, and decompresses it under the same limits.
pub(super) async fn read(
    body: Body,
    coding: Coding,
    limits: &Limits,
    admission: &Admission,
    viewer: &ViewerKey,
) -> Result<ReadBody, RequestError> {
    let limit = limits.body_bytes;
    // A body whose declared length is over the limit is not read at all.
    if usize::try_from(body.size_hint().lower()).is_ok_and(|length| length > limit) {
        return Err(RequestError::BodyTooLarge { limit });
    }
    let read = timeout(limits.body_timeout, collect(body, limit, admission, viewer)).await;
    let mut body = read.unwrap_or(Err(RequestError::BodyTimeout(limits.body_timeout)))?;
    if coding == Coding::Gzip {
        let permit = &mut body.permit;
        let reserve = |bytes| Ok(admission.reserve_body(permit, viewer, bytes)?);
        body.bytes = gzip::decompress(&body.bytes, limit, reserve)?;
    }
    Ok(body)
}

async fn collect(
    body: Body,
    limit: usize,
    admission: &Admission,
    viewer: &ViewerKey,
) -> Result<ReadBody, RequestError> {
    let mut body = Limited::new(body, limit);
    let length = usize::try_from(body.size_hint().lower()).unwrap_or_default();
    let mut chunks = Chunks::new(length);
    let mut permit = None;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| {
            if error.is::<LengthLimitError>() {
                RequestError::BodyTooLarge { limit }
            } else {
                RequestError::BodyRead
            }
        })?;
        if let Ok(data) = frame.into_data() {
            admission.reserve_body(&mut permit, viewer, data.len())?;
            chunks.push(&data);
        }
    }
    Ok(ReadBody {
        bytes: chunks.concat(),
        permit,
    })
}

/// Reads the body of a rejected request and discards it.
pub(super) async fn discard(body: Body, limits: &Limits) {
    let mut body = Limited::new(body, limits.body_bytes);
    let rest = async { while let Some(Ok(_)) = body.frame().await {} };
    // The HTTP server handles the part of the body that arrives later.
    let _ = timeout(DISCARD_TIMEOUT, rest).await;
}
