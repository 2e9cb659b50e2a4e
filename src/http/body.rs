//! Request bodies, within their bounds of size and time. A body is read once its viewer is known, and counts
//! against the viewer's share of the room for all bodies.

use std::time::Duration;

use axum::body::{Body, HttpBody};
use bytes::BytesMut;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::time::timeout;

use super::problem::Problem;
use crate::admission::{Admission, ViewerKey};
use crate::config::Limits;
use crate::fair_share::Permit;

/// How long the rest of a refused request is read and thrown away. A client that sends all before it reads
/// would lose the response if the connection were closed at once.
const DISCARDING: Duration = Duration::from_secs(1);

/// A body, and the room that it takes.
pub(super) struct Held {
    pub(super) bytes: BytesMut,
    _room: Option<Permit<ViewerKey>>,
}

/// Reads all of a body.
pub(super) async fn read(
    body: Body,
    limits: &Limits,
    admission: &Admission,
    viewer: &ViewerKey,
) -> Result<Held, Problem> {
    let most = limits.body_bytes;
    // What says that it is too long is not read at all.
    if usize::try_from(body.size_hint().lower()).is_ok_and(|length| length > most) {
        return Err(Problem::TooLarge(most));
    }
    timeout(limits.body_timeout, collect(body, most, admission, viewer))
        .await
        .unwrap_or(Err(Problem::SlowBody(limits.body_timeout)))
}

async fn collect(
    body: Body,
    most: usize,
    admission: &Admission,
    viewer: &ViewerKey,
) -> Result<Held, Problem> {
    let mut body = Limited::new(body, most);
    let length = usize::try_from(body.size_hint().lower()).unwrap_or_default();
    let mut pieces = Pieces::new(length);
    let mut room = None;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| {
            if error.is::<LengthLimitError>() {
                Problem::TooLarge(most)
            } else {
                Problem::Body
            }
        })?;
        if let Ok(data) = frame.into_data() {
            admission.reserve_body(&mut room, viewer, data.len())?;
            pieces.add(&data);
        }
    }
    Ok(Held {
        bytes: pieces.join(),
        _room: room,
    })
}

/// A body in pieces of one size. A single buffer that grows would take up to three times the room that is counted,
/// and leave holes of many sizes in memory; what thousands of clients send half would take several times its size.
struct Pieces {
    whole: Vec<BytesMut>,
    last: BytesMut,
}

/// Bytes of a piece. Most requests are smaller; for a larger one the last piece wastes less than this.
const PIECE: usize = 16 * 1024;

impl Pieces {
    fn new(length: usize) -> Self {
        Self {
            whole: Vec::new(),
            last: BytesMut::with_capacity(length.min(PIECE)),
        }
    }

    fn add(&mut self, mut data: &[u8]) {
        while !data.is_empty() {
            let left = PIECE.saturating_sub(self.last.len());
            if left == 0 {
                let next = BytesMut::with_capacity(PIECE);
                self.whole.push(std::mem::replace(&mut self.last, next));
                continue;
            }
            let (now, later) = data.split_at(left.min(data.len()));
            self.last.extend_from_slice(now);
            data = later;
        }
    }

    fn join(self) -> BytesMut {
        if self.whole.is_empty() {
            return self.last;
        }
        let mut all = BytesMut::with_capacity((self.whole.len() + 1) * PIECE);
        self.whole
            .iter()
            .for_each(|piece| all.extend_from_slice(piece));
        all.extend_from_slice(&self.last);
        all
    }
}

/// Reads a body that is of no use and keeps nothing of it.
pub(super) async fn discard(body: Body, limits: &Limits) {
    let mut body = Limited::new(body, limits.body_bytes);
    let rest = async { while let Some(Ok(_)) = body.frame().await {} };
    // What has not come by then is left to the connection.
    let _ = timeout(DISCARDING, rest).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_make_the_body_that_was_sent() {
        for (length, chunk) in [
            (0, 1),
            (1, 1),
            (PIECE, 1_000),
            (PIECE + 1, 7),
            (100_000, 32_768),
        ] {
            let sent: Vec<u8> = (0..=250).cycle().take(length).collect();
            let mut pieces = Pieces::new(length);
            sent.chunks(chunk).for_each(|part| pieces.add(part));
            assert_eq!(pieces.join(), sent);
        }
    }
}
