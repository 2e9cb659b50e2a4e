//! Requests' bodies, within their bounds of size and time. They are read before anything is known of
//! the operation, so there is also a bound for all of them together.

use std::sync::Arc;

use axum::body::{Body, HttpBody};
use bytes::BytesMut;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use super::problem::Problem;
use crate::config::Limits;

/// The room that there is for bodies.
#[derive(Debug, Clone)]
pub(super) struct Bodies {
    /// In bytes.
    room: Arc<Semaphore>,
    all: usize,
}

/// A body, and the room that it takes.
pub(super) struct Held<'a> {
    pub(super) bytes: BytesMut,
    room: Option<SemaphorePermit<'a>>,
}

impl Bodies {
    /// As the limits have it; there is none yet.
    pub(super) fn new(limits: &Limits) -> Self {
        let all = limits.bodies_bytes.min(Semaphore::MAX_PERMITS);
        Self {
            room: Arc::new(Semaphore::new(all)),
            all,
        }
    }

    /// Reads all of a body.
    pub(super) async fn read(&self, body: Body, limits: &Limits) -> Result<Held<'_>, Problem> {
        let most = limits.body_bytes;
        // What says that it is too long is not read at all.
        if usize::try_from(body.size_hint().lower()).is_ok_and(|length| length > most) {
            return Err(Problem::TooLarge(most));
        }
        timeout(limits.body_timeout, self.collect(body, most))
            .await
            .unwrap_or(Err(Problem::SlowBody(limits.body_timeout)))
    }

    async fn collect(&self, body: Body, most: usize) -> Result<Held<'_>, Problem> {
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
                self.make_room(&mut held, data.len())?;
                held.bytes.extend_from_slice(&data);
            }
        }
        Ok(held)
    }

    fn make_room<'a>(&'a self, held: &mut Held<'a>, bytes: usize) -> Result<(), Problem> {
        let full = || Problem::Overloaded(self.all, "bytes of requests' bodies");
        let bytes = u32::try_from(bytes).map_err(|_| full())?;
        let room = self.room.try_acquire_many(bytes).map_err(|_| full())?;
        match &mut held.room {
            Some(taken) => taken.merge(room),
            none => *none = Some(room),
        }
        Ok(())
    }
}
