//! GraphQL over server-sent events in distinct connections mode: one operation per response.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::header;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use tokio::sync::mpsc;

use super::error::CACHE_CONTROL;
use super::state::HttpState;
use crate::pipeline::RequestError;
use crate::pipeline::SubscriptionStream;

/// Interval of comments on an idle stream. Proxies commonly close connections that are idle for 30 or 60 seconds.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Events that wait for the client. Further changes wait in the subscription, where newer states replace older ones.
const QUEUE: usize = 2;

/// Last event of each stream. It is written as bytes, because axum omits an empty data field and browsers ignore
/// an event without one.
const COMPLETE: &[u8] = b"event: complete\ndata:\n\n";

/// An event stream with one result.
pub(super) fn single(body: &Bytes) -> Response {
    respond(stream::iter([Ok(next(body))]))
}

/// An event stream of a subscription, until the client disconnects.
pub(super) fn subscription(
    state: &Arc<HttpState>,
    mut events: SubscriptionStream,
) -> Result<Response, RequestError> {
    let admission = state.gateway.admission();
    let permit = admission.acquire_socket(&events.viewer_key())?;
    let (state, hold) = (state.clone(), state.draining.hold());
    // `None` ends the stream regularly.
    let (sender, receiver) = mpsc::channel::<Option<Event>>(QUEUE);
    // In a task of its own: a panic ends this stream and not the other streams of an HTTP/2 connection.
    tokio::spawn(async move {
        let _held = (permit, hold);
        let send = async {
            loop {
                let (event, is_last) = match events.next().await {
                    Ok(body) => (next(&body), false),
                    Err(error) => (next(&error.body()), true),
                };
                if sender.send(Some(event)).await.is_err() || is_last {
                    return;
                }
            }
        };
        tokio::select! {
            () = send => {}
            () = sender.closed() => {}
            () = state.draining.ends() => state.gateway.begin_shutdown(),
        }
        // Fails if the client has disconnected.
        let _ = sender.send(None).await;
    });
    let events = stream::unfold(receiver, |mut receiver| async {
        match receiver.recv().await {
            Some(event) => Some((Ok(event?), receiver)),
            // The task panicked. An error breaks the response off, so that the client sees no regular end.
            None => Some((Err(io::Error::other("the subscription panicked")), receiver)),
        }
    });
    Ok(respond(events))
}

fn next(body: &[u8]) -> Event {
    // Responses are JSON in UTF-8 without line breaks.
    let json = String::from_utf8_lossy(body);
    Event::default().event("next").data(json)
}

fn respond(events: impl Stream<Item = io::Result<Event>> + Send + 'static) -> Response {
    let events = Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    let events = events.into_response().into_body().into_data_stream();
    let complete = stream::iter([Ok(Bytes::from_static(COMPLETE))]);
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream; charset=utf-8"),
        (header::CACHE_CONTROL, CACHE_CONTROL),
        (header::VARY, "accept"),
    ];
    (headers, Body::from_stream(events.chain(complete))).into_response()
}
