//! Applies an injected fault to a response that is otherwise ready.

use std::io;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::CONTENT_LENGTH;
use axum::http::{HeaderValue, Response, StatusCode};
use futures_util::stream::{self, StreamExt};

use super::faults::FaultKind;

const SLOW: Duration = Duration::from_secs(10);
/// Lets the start of a truncated response be sent before the connection breaks.
const BREAK: Duration = Duration::from_millis(30);

/// The delay of the response.
pub(crate) fn delay(fault: Option<FaultKind>) -> Duration {
    if fault == Some(FaultKind::Slow) {
        SLOW
    } else {
        Duration::ZERO
    }
}

/// The response with the fault applied.
pub(crate) fn apply(fault: Option<FaultKind>, response: Response<Body>) -> Response<Body> {
    match fault {
        // A body that fails before its first byte makes hyper close the connection before it writes the head.
        Some(FaultKind::Reset) => {
            let broken: Result<Bytes, io::Error> = Err(io::ErrorKind::ConnectionReset.into());
            response.map(|_| Body::from_stream(stream::iter([broken])))
        }
        Some(FaultKind::Truncated) => {
            let start: Result<Bytes, io::Error> =
                Ok(Bytes::from_static(b"{\"entities\":[{\"id\":\"trunca"));
            let broken = async {
                tokio::time::sleep(BREAK).await;
                Err(io::ErrorKind::ConnectionReset.into())
            };
            let body = stream::iter([start]).chain(stream::once(broken));
            let mut response = response.map(|_| Body::from_stream(body));
            response
                .headers_mut()
                .insert(CONTENT_LENGTH, HeaderValue::from_static("4096"));
            response
        }
        Some(FaultKind::Malformed) => {
            let mut response = response.map(|_| Body::from("{\"entities\": [{\"id\": \"half"));
            *response.status_mut() = StatusCode::OK;
            response
        }
        _ => response,
    }
}
