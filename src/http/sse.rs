//! GraphQL over server-sent events, in the mode of distinct connections: one operation a response.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream;
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::problem::Problem;
use super::websocket::Sockets;
use crate::admission::ViewerKey;
use crate::operation::answer::Answer;
use crate::pipeline::{Changes, Next};

/// After so long without an event a comment says that there is still somebody.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Events that wait for the client to take them.
const QUEUE: usize = 2;

const COMPLETE: &[u8] = b"event: complete\ndata:\n\n";

/// One event with a result. JSON as it is written here has no line breaks.
fn next(body: &[u8]) -> Bytes {
    [b"event: next\ndata: ", body, b"\n\n"].concat().into()
}

fn respond(body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream; charset=utf-8"),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::VARY, "accept"),
    ];
    (headers, body).into_response()
}

/// An answer that is there already.
pub(super) fn answer(answer: &Answer) -> Response {
    let event = next(answer.content().body());
    respond([&event, COMPLETE].concat().into())
}

/// Changes, for as long as the client stays.
pub(super) fn changes(
    sockets: &Sockets,
    mut changes: Changes,
    viewer: &ViewerKey,
) -> Result<Response, Problem> {
    let place = sockets.gateway.admission().acquire_socket(viewer)?;
    let draining = sockets.draining.clone();
    let gateway = sockets.gateway.clone();
    let (sender, events) = mpsc::channel::<Bytes>(QUEUE);
    tokio::spawn(async move {
        let _held = (place, draining.hold());
        let tell = async {
            loop {
                let (event, is_last) = match changes.next().await {
                    Next::Answer(body) => (next(&body), false),
                    Next::Failed(answer) => (next(answer.content().body()), true),
                    Next::Refused(refused) => (next(&Problem::Refused(refused).body()), true),
                };
                if sender.send(event).await.is_err() || is_last {
                    return;
                }
            }
        };
        tokio::select! {
            () = tell => {}
            () = sender.closed() => return,
            () = draining.ends() => gateway.stops(),
        }
        // Whoever has gone does not miss it.
        let _ = sender.send(Bytes::from_static(COMPLETE)).await;
    });
    let events = stream::unfold(events, |mut events| async move {
        let event = match timeout(KEEP_ALIVE, events.recv()).await {
            Ok(event) => event?,
            Err(_) => Bytes::from_static(b":\n\n"),
        };
        Some((Ok::<_, Infallible>(event), events))
    });
    Ok(respond(Body::from_stream(events)))
}
