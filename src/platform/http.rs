//! The HTTP client of the platform's hosts. It follows no redirect, because that would send the viewer's token to a host
//! that the response names.

use std::error::Error;
use std::io;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::HeaderValue;
use hyper::{HeaderMap, Method, Uri, header};
use hyper_util::client::legacy;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::connector::Connector;
use super::outbound::Outbound;
use super::user_agent::USER_AGENT;

/// How long an idle connection remains open.
const IDLE_TIMEOUT: Duration = Duration::from_secs(90);

/// Maximum number of times that a request is sent again because the platform said that it did not process it.
const MAX_RESENDS: u32 = 2;

/// Number of headers of most requests: those of [`request`], `host`, `authorization`, and two of the trace.
const HEADERS: usize = 8;

pub(super) type Request = hyper::Request<Full<Bytes>>;
pub(super) type Response = hyper::Response<Incoming>;

/// A client. Clones share connections.
#[derive(Debug, Clone)]
pub(super) struct Http {
    client: legacy::Client<Connector, Full<Bytes>>,
    outbound: Outbound,
}

/// A request that got no response.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(super) struct SendError(legacy::Error);

/// A request with the headers that all requests have.
pub(super) fn request(method: Method, uri: Uri, body: Bytes) -> Request {
    let mut headers = HeaderMap::with_capacity(HEADERS);
    headers.insert(header::USER_AGENT, USER_AGENT);
    headers.insert(header::ACCEPT, HeaderValue::from_static("*/*"));
    headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
    let mut request = Request::new(Full::new(body));
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    *request.headers_mut() = headers;
    request
}

impl Http {
    /// `connect_timeout` is the maximum time of the TCP and TLS handshakes together.
    pub(super) fn new(outbound: Outbound, connect_timeout: Duration) -> Self {
        let connector = Connector::new(outbound.clone(), connect_timeout);
        let client = legacy::Client::builder(TokioExecutor::new())
            .timer(TokioTimer::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE_TIMEOUT)
            .build(connector);
        Self { client, outbound }
    }

    /// Sends the request that `new_request` returns. It is called again if the platform refused the request unprocessed.
    #[expect(
        clippy::disallowed_methods,
        reason = "the only function that sends requests to the platform"
    )]
    pub(super) async fn send(
        &self,
        new_request: impl Fn() -> Request,
    ) -> Result<Response, SendError> {
        let mut resends = 0;
        loop {
            let mut request = new_request();
            if let Some(value) = self.outbound.proxy_authorization(request.uri()) {
                request
                    .headers_mut()
                    .insert(header::PROXY_AUTHORIZATION, value);
            }
            match self.client.request(request).await {
                Err(error) if resends < MAX_RESENDS && is_unprocessed(&error) => resends += 1,
                result => return result.map_err(SendError),
            }
        }
    }
}

impl SendError {
    /// Whether a step took too long.
    pub(super) fn is_timeout(&self) -> bool {
        causes(&self.0).any(|cause| {
            let io = cause.downcast_ref::<io::Error>();
            io.is_some_and(|error| error.kind() == io::ErrorKind::TimedOut)
                || cause.downcast_ref().is_some_and(hyper::Error::is_timeout)
        })
    }

    /// Whether no connection could be opened.
    pub(super) fn is_connect(&self) -> bool {
        self.0.is_connect()
    }
}

/// Whether the platform ended the HTTP/2 connection or refused the stream before it processed the request.
fn is_unprocessed(error: &legacy::Error) -> bool {
    let error = causes(error).find_map(|cause| cause.downcast_ref::<h2::Error>());
    error.is_some_and(|error| {
        let reason = error.reason();
        error.is_remote()
            && (error.is_go_away() && reason == Some(h2::Reason::NO_ERROR)
                || error.is_reset() && reason == Some(h2::Reason::REFUSED_STREAM))
    })
}

fn causes(error: &legacy::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    let mut next = error.source();
    std::iter::from_fn(move || {
        let cause = next?;
        next = cause.source();
        Some(cause)
    })
}
