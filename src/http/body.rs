//! Reading of request bodies, with limits of size and time. The memory of a body counts against the share of its viewer.

use std::time::Duration;

use axum::body::{Body, HttpBody};
use bytes::BytesMut;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::time::timeout;

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
    _permit: Option<Permit<ViewerKey>>,
}

/// Reads a body completely.
pub(super) async fn read(
    body: Body,
    limits: &Limits,
    admission: &Admission,
    viewer: &ViewerKey,
) -> Result<ReadBody, RequestError> {
    let limit = limits.body_bytes;
    // A body whose declared length is over the limit is not read at all.
    if usize::try_from(body.size_hint().lower()).is_ok_and(|length| length > limit) {
        return Err(RequestError::BodyTooLarge { limit });
    }
    timeout(limits.body_timeout, collect(body, limit, admission, viewer))
        .await
        .unwrap_or(Err(RequestError::BodyTimeout(limits.body_timeout)))
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
        _permit: permit,
    })
}

/// A buffer of equal chunks. A single growing buffer would take up to three times the memory that is counted and fragment
/// the heap, so that thousands of half-sent bodies would take several times their size.
struct Chunks {
    full: Vec<BytesMut>,
    last: BytesMut,
}

/// Bytes of a chunk. Most requests are smaller; a larger one wastes less than this in its last chunk.
const CHUNK: usize = 16 * 1024;

impl Chunks {
    fn new(length: usize) -> Self {
        Self {
            full: Vec::new(),
            last: BytesMut::with_capacity(length.min(CHUNK)),
        }
    }

    fn push(&mut self, mut data: &[u8]) {
        while !data.is_empty() {
            let free = CHUNK.saturating_sub(self.last.len());
            if free == 0 {
                let next = BytesMut::with_capacity(CHUNK);
                self.full.push(std::mem::replace(&mut self.last, next));
                continue;
            }
            let (head, tail) = data.split_at(free.min(data.len()));
            self.last.extend_from_slice(head);
            data = tail;
        }
    }

    fn concat(self) -> BytesMut {
        if self.full.is_empty() {
            return self.last;
        }
        let mut all = BytesMut::with_capacity((self.full.len() + 1) * CHUNK);
        self.full
            .iter()
            .for_each(|chunk| all.extend_from_slice(chunk));
        all.extend_from_slice(&self.last);
        all
    }
}

/// Reads the body of a rejected request and discards it.
pub(super) async fn discard(body: Body, limits: &Limits) {
    let mut body = Limited::new(body, limits.body_bytes);
    let rest = async { while let Some(Ok(_)) = body.frame().await {} };
    // The HTTP server handles the part of the body that arrives later.
    let _ = timeout(DISCARD_TIMEOUT, rest).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_preserve_the_body() {
        for (length, frame) in [
            (0, 1),
            (1, 1),
            (CHUNK, 1_000),
            (CHUNK + 1, 7),
            (100_000, 32_768),
        ] {
            let sent: Vec<u8> = (0..=250).cycle().take(length).collect();
            let mut chunks = Chunks::new(length);
            sent.chunks(frame).for_each(|frame| chunks.push(frame));
            assert_eq!(chunks.concat(), sent);
        }
    }
}
