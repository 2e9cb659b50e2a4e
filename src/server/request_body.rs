//! The body of a request. It reports to the connection's timeouts whether it waits for the client.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};

use super::timeouts::BodyProgress;

/// A request body that reports its progress.
pub(super) struct RequestBody {
    body: Incoming,
    body_progress: BodyProgress,
}

impl RequestBody {
    pub(super) fn new(body: Incoming, body_progress: BodyProgress) -> Self {
        Self {
            body,
            body_progress,
        }
    }
}

impl HttpBody for RequestBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        self.body_progress.set_waiting(frame.is_pending());
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
