//! The response to a subscription over HTTP: a stream of events until the client disconnects.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::error::CACHE_CONTROL;
use super::state::HttpState;
use crate::pipeline::RequestError;
use crate::pipeline::SubscriptionStream;
use crate::telemetry::Transport;

/// Interval of keep-alives on an idle stream. Proxies commonly close connections that are idle for 30 or 60 seconds.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Events that wait for the client. Further changes wait in the subscription, where newer states replace older ones.
const QUEUE: usize = 2;

/// One event of a stream.
#[derive(Debug)]
pub(super) enum StreamEvent {
    /// The body of a result.
    Next(Bytes),
    /// The error that ends the subscription. `Complete` follows.
    Error(RequestError),
    /// Nothing has happened within the interval of keep-alives.
    KeepAlive,
    /// The regular end.
    Complete,
}

/// How a stream is written.
pub(super) struct Format {
    pub(super) transport: Transport,
    pub(super) content_type: &'static str,
    /// Bytes before the first event.
    pub(super) preamble: &'static [u8],
    /// The bytes of an event.
    pub(super) write: fn(StreamEvent) -> Bytes,
}

/// The stream of a subscription.
pub(super) fn subscription(
    state: &Arc<HttpState>,
    mut events: SubscriptionStream,
    format: &'static Format,
) -> Result<Response, RequestError> {
    let admission = state.gateway.admission();
    let permit = admission.acquire_socket(&events.viewer_key())?;
    let open = state.gateway.metrics().streams.open(format.transport);
    let (state, hold) = (state.clone(), state.draining.hold());
    let (sender, receiver) = mpsc::channel(QUEUE);
    // In a task of its own: a panic ends this stream and not the other streams of an HTTP/2 connection.
    tokio::spawn(async move {
        let _held = (permit, hold, open);
        let send = async {
            loop {
                let (event, is_last) = match events.next().await {
                    Ok(body) => (StreamEvent::Next(body), false),
                    Err(error) => (StreamEvent::Error(error), true),
                };
                if sender.send(event).await.is_err() || is_last {
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
        let _ = sender.send(StreamEvent::Complete).await;
    });
    Ok(respond(format, with_keep_alives(receiver)))
}

/// The received events, and keep-alives between them. Ends after `Complete`.
fn with_keep_alives(
    receiver: mpsc::Receiver<StreamEvent>,
) -> impl Stream<Item = io::Result<StreamEvent>> + Send + 'static {
    stream::unfold(Some(receiver), |receiver| async {
        let mut receiver = receiver?;
        match timeout(KEEP_ALIVE, receiver.recv()).await {
            Ok(Some(StreamEvent::Complete)) => Some((Ok(StreamEvent::Complete), None)),
            Ok(Some(event)) => Some((Ok(event), Some(receiver))),
            // The task panicked. An error breaks the response off, so that the client sees no regular end.
            Ok(None) => Some((Err(io::Error::other("the subscription panicked")), None)),
            Err(_) => Some((Ok(StreamEvent::KeepAlive), Some(receiver))),
        }
    })
}

/// A response with these events.
pub(super) fn respond(
    format: &'static Format,
    events: impl Stream<Item = io::Result<StreamEvent>> + Send + 'static,
) -> Response {
    let preamble = (!format.preamble.is_empty()).then(|| Ok(Bytes::from_static(format.preamble)));
    let events = events.map(|event| event.map(format.write));
    let headers = [
        (header::CONTENT_TYPE, format.content_type),
        (header::CACHE_CONTROL, CACHE_CONTROL),
        (header::VARY, "accept"),
    ];
    let body = Body::from_stream(stream::iter(preamble).chain(events));
    (headers, body).into_response()
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_idle_stream_is_kept_alive_until_it_completes() {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let mut events = Box::pin(with_keep_alives(receiver));
        let started = Instant::now();
        for intervals in 1..=3 {
            let event = events.next().await.unwrap().unwrap();
            assert!(matches!(event, StreamEvent::KeepAlive), "{event:?}");
            assert_eq!(started.elapsed(), KEEP_ALIVE * intervals);
        }
        sender.send(StreamEvent::Complete).await.unwrap();
        let event = events.next().await.unwrap().unwrap();
        assert!(matches!(event, StreamEvent::Complete), "{event:?}");
        assert!(events.next().await.is_none());
    }

    #[tokio::test]
    async fn a_stream_whose_task_panicked_breaks_off() {
        let (sender, receiver) = mpsc::channel(QUEUE);
        drop(sender);
        let mut events = Box::pin(with_keep_alives(receiver));
        assert!(events.next().await.unwrap().is_err());
        assert!(events.next().await.is_none());
    }
}
