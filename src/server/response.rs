//! The body of a response: a request is in progress until its body ended or was dropped.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::Body;
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, SizeHint};

use super::pace::UnderWay;

/// Bytes given to HTTP/2 at once. It takes a frame as soon as the client's window has room for one
/// byte, so that a larger frame would be held in memory and its reading could not be observed.
const PIECE: usize = 16 * 1024;

/// A body whose progress its connection observes.
pub(super) struct Observed {
    body: Body,
    /// What is left of the last frame.
    rest: Bytes,
    request: UnderWay,
}

impl Observed {
    pub(super) fn new(body: Body, request: UnderWay) -> Self {
        // A client may give no window at all, and then nothing is ever asked of the body.
        request.waits_for_client();
        Self {
            body,
            rest: Bytes::new(),
            request,
        }
    }

    /// The next piece of the frame that is being sent.
    fn piece(&mut self) -> Bytes {
        let most = if self.request.is_multiplexed() {
            PIECE
        } else {
            usize::MAX
        };
        self.rest.split_to(self.rest.len().min(most))
    }
}

impl HttpBody for Observed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        self.request.client_reads();
        if self.rest.is_empty() {
            let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
            match frame.map(|frame| frame.map(Frame::into_data)) {
                Some(Ok(Ok(data))) => self.rest = data,
                Some(Ok(Err(other))) => return Poll::Ready(Some(Ok(other))),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
        let piece = self.piece();
        self.request.waits_for_client();
        Poll::Ready(Some(Ok(Frame::data(piece))))
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
