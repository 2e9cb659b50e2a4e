//! GraphQL over server-sent events in distinct connections mode: one operation per response.

use axum::response::Response;
use bytes::Bytes;
use futures_util::stream;

use super::stream::{Format, StreamEvent, respond};
use crate::telemetry::Transport;

/// A `next` event for each result, then `complete`.
pub(super) const FORMAT: Format = Format {
    transport: Transport::EventStream,
    content_type: "text/event-stream; charset=utf-8",
    preamble: b"",
    write,
};

/// Last event of each stream. Browsers ignore an event without a data field.
const COMPLETE: &[u8] = b"event: complete\ndata:\n\n";

/// A comment.
const KEEP_ALIVE: &[u8] = b":\n\n";

/// An event stream with one result.
pub(super) fn single(body: &Bytes) -> Response {
    let next = StreamEvent::Next(body.clone());
    let events = [next, StreamEvent::Complete].map(Ok);
    respond(&FORMAT, stream::iter(events))
}

fn write(event: StreamEvent) -> Bytes {
    match event {
        StreamEvent::Next(body) => next(&body),
        StreamEvent::Error(error) => next(&error.body()),
        StreamEvent::KeepAlive => Bytes::from_static(KEEP_ALIVE),
        StreamEvent::Complete => Bytes::from_static(COMPLETE),
    }
}

/// Responses are JSON without line breaks, so that one line contains all of it.
fn next(body: &[u8]) -> Bytes {
    [b"event: next\ndata: ", body, b"\n\n"].concat().into()
}
