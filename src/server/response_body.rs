//! The body of a response. Its request is in progress until the body has ended or is dropped.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::Body;
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, SizeHint};

use super::timeouts::ActiveRequest;

/// Maximum size of a data frame given to HTTP/2, in bytes. hyper accepts a frame as soon as the client's window has room for
/// one byte, so a larger frame would stay in memory without visible progress.
const FRAME_BYTES: usize = 16 * 1024;

/// A response body that reports its progress.
pub(super) struct ResponseBody {
    body: Body,
    /// Rest of the last frame.
    rest: Bytes,
    request: ActiveRequest,
}

impl ResponseBody {
    pub(super) fn new(body: Body, request: ActiveRequest) -> Self {
        // A client may never open its window, and then the body is never polled.
        request.stalled();
        Self {
            body,
            rest: Bytes::new(),
            request,
        }
    }

    fn next_frame(&mut self) -> Bytes {
        let max = if self.request.is_multiplexed() {
            FRAME_BYTES
        } else {
            usize::MAX
        };
        self.rest.split_to(self.rest.len().min(max))
    }
}

impl HttpBody for ResponseBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        self.request.progressed();
        if self.rest.is_empty() {
            let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
            match frame.map(|frame| frame.map(Frame::into_data)) {
                Some(Ok(Ok(data))) => self.rest = data,
                Some(Ok(Err(other))) => return Poll::Ready(Some(Ok(other))),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
        let data = self.next_frame();
        self.request.stalled();
        Poll::Ready(Some(Ok(Frame::data(data))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let mut hint = self.body.size_hint();
        let rest = self.rest.len() as u64;
        if let Some(upper) = hint.upper() {
            hint.set_upper(upper.saturating_add(rest));
        }
        hint.set_lower(hint.lower().saturating_add(rest));
        hint
    }
}
