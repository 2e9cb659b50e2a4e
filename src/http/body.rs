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
    room: Option<Permit<ViewerKey>>,
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
    let mut held = Held {
        bytes: BytesMut::new(),
        room: None,
    };
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| {
            if error.is::<LengthLimitError>() {
                Problem::TooLarge(most)
            } else {
                Problem::Body
            }
        })?;
        if let Ok(data) = frame.into_data() {
            admission.hold_body(&mut held.room, viewer, data.len())?;
            held.bytes.extend_from_slice(&data);
        }
    }
    Ok(held)
}

/// Reads a body that is of no use and keeps nothing of it.
pub(super) async fn discard(body: Body, limits: &Limits) {
    let mut body = Limited::new(body, limits.body_bytes);
    let rest = async { while let Some(Ok(_)) = body.frame().await {} };
    // What has not come by then is left to the connection.
    let _ = timeout(DISCARDING, rest).await;
}
