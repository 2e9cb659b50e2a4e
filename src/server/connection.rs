//! One connection, HTTP/1.1 or HTTP/2, from its first byte to its last.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderValue, StatusCode, Version, header};
use futures_util::{FutureExt, poll};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::time::{Duration, sleep};

use super::draining::Draining;
use super::read_limit::ReadLimit;
use super::request_body::RequestBody;
use super::response_body::ResponseBody;
use super::routes::Respond;
use super::stream::Stream;
use super::table::{Section, TableEntry};
use super::timeouts::{ConnectionTimeouts, Timeout};
use super::tls::Tls;
use super::transport::Transport;
use super::when_woken::WhenWoken;
use crate::config::Connections;

/// Maximum number of concurrent requests of one HTTP/2 connection.
const STREAMS: u32 = 100;

/// HTTP/2 receive window in bytes: the protocol's default, which most requests do not fill. hyper's default is one
/// megabyte, which each connection could occupy.
const WINDOW: u32 = 65_535;

/// Bytes of a response that an HTTP/2 stream buffers until the client reads them.
const SEND_BUFFER: usize = 64 * 1024;

/// Lifetime of a connection of the reserve. It is enough for a probe; clients that fill the reserve with incomplete requests
/// delay probes by no more than this.
const RESERVE_LIFETIME: Duration = Duration::from_secs(1);

/// Serves `routes` until the client disconnects, a timeout expires, the connection is evicted, or the server drains.
pub(super) async fn serve(
    stream: TcpStream,
    tls: Option<Arc<Tls>>,
    entry: TableEntry,
    routes: impl Respond,
    settings: &Connections,
    draining: Draining,
) {
    // Fails if the client has disconnected, which the first read reports.
    let _ = stream.set_nodelay(true);
    let is_reserve = entry.section() == Section::Reserve;
    let evicted = entry.evicted();
    let timeouts = ConnectionTimeouts::new(settings, entry);
    // The inbound gates count unidentified clients by address.
    let peer = stream.peer_addr().ok();
    let read_limit = ReadLimit::default();
    let stream = Stream::new(
        stream,
        timeouts.clone(),
        read_limit.clone(),
        settings.write_timeout,
    );
    let mut reserve_ends = pin!(sleep(RESERVE_LIFETIME));
    let transport = match tls {
        None => Some(Transport::Plain(stream)),
        Some(tls) => tokio::select! {
            transport = handshake(stream, &tls, &timeouts, &evicted) => transport,
            () = reserve_ends.as_mut(), if is_reserve => None,
        },
    };
    let Some(transport) = transport else { return };
    let service = service_fn(|mut request: hyper::Request<Incoming>| {
        if let Some(peer) = peer {
            request.extensions_mut().insert(ConnectInfo(peer));
        }
        // Only WebSockets need the read limit; HTTP requests have limits of their own.
        if request.headers().contains_key(header::UPGRADE) {
            request.extensions_mut().insert(read_limit.clone());
        }
        let version = request.version();
        let active = timeouts.begin(version);
        let body_progress = active.body_progress();
        let request = request.map(|body| Body::new(RequestBody::new(body, body_progress)));
        // Boxed, so that an idle connection does not hold the memory of a request.
        let response = Box::pin(routes.respond(request));
        let draining = draining.clone();
        async move {
            let mut response = response.await;
            let ends = is_reserve || draining.has_begun() || active.is_closing();
            // The `Connection` header of an upgrade belongs to the new protocol.
            let is_upgrade = response.status() == StatusCode::SWITCHING_PROTOCOLS;
            if ends && !is_upgrade && version < Version::HTTP_2 {
                let close = HeaderValue::from_static("close");
                response.headers_mut().insert(header::CONNECTION, close);
            }
            Ok::<_, std::convert::Infallible>(response.map(|body| ResponseBody::new(body, active)))
        }
    });
    let builder = builder(settings);
    let mut connection =
        pin!(builder.serve_connection_with_upgrades(TokioIo::new(transport), service));
    let mut begins = WhenWoken::new(draining.begins());
    let mut ends = WhenWoken::new(draining.ends());
    let (mut has_begun, mut has_ended) = (false, false);
    // GOAWAY loses no request, so HTTP/2 connections get it when the drain begins. Closing an HTTP/1.1 connection may lose a
    // request, so until the drain ends it is closed only after a response with `Connection: close`.
    let mut may_end = pin!(poll_fn(|context| {
        has_begun = has_begun || begins.poll_unpin(context).is_ready();
        if !has_begun && !is_reserve {
            return Poll::Pending;
        }
        has_ended = has_ended || ends.poll_unpin(context).is_ready();
        let may_end = timeouts.is_multiplexed() || has_ended;
        if may_end && !timeouts.expects_request() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }));
    let mut eviction = WhenWoken::new(evicted.notified());
    let mut is_closing = false;
    let mut is_evicted = false;
    loop {
        tokio::select! {
            biased;
            served = connection.as_mut() => {
                if let Err(error) = served {
                    tracing::debug!(%error, "connection failed");
                }
                return;
            }
            wait = timeouts.expired() => if wait != Timeout::Idle {
                tracing::debug!(?wait, "a connection was cut off");
                return;
            },
            () = reserve_ends.as_mut(), if is_reserve => {
                tracing::debug!("connection of the reserve closed");
                return;
            }
            () = &mut eviction, if !is_evicted => is_evicted = true,
            () = may_end.as_mut(), if !is_closing => {}
        }
        is_closing = true;
        timeouts.begin_close();
        connection.as_mut().graceful_shutdown();
        if is_evicted && (!timeouts.is_busy() || timeouts.is_aborted()) {
            // One poll writes GOAWAY or FIN. The table entry already belongs to another connection.
            let _ = poll!(connection.as_mut());
            return;
        }
    }
}

/// Accepts TLS; `None` if the handshake fails or takes longer than `limits.header_timeout`, or the connection is evicted. The
/// connection table bounds the number of handshakes, and evicts those of clients with many connections first.
async fn handshake(
    stream: Stream,
    tls: &Tls,
    timeouts: &ConnectionTimeouts,
    evicted: &Notify,
) -> Option<Transport> {
    let accepted = tokio::select! {
        biased;
        accepted = tls.acceptor().accept(stream) => accepted,
        _ = timeouts.expired() => Err(std::io::ErrorKind::TimedOut.into()),
        () = evicted.notified() => return None,
    };
    match accepted {
        Ok(stream) => Some(Transport::Tls(Box::new(stream))),
        Err(error) => {
            tls.count_failure();
            tracing::debug!(%error, "the TLS handshake failed");
            None
        }
    }
}

fn builder(settings: &Connections) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        // It would also limit the time between requests, see `timeouts.rs`.
        .header_read_timeout(None)
        .max_headers(settings.headers)
        .max_buf_size(usize::try_from(settings.header_bytes).unwrap_or(usize::MAX));
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .initial_stream_window_size(WINDOW)
        .initial_connection_window_size(WINDOW)
        .max_send_buf_size(SEND_BUFFER)
        .max_header_list_size(settings.header_bytes);
    builder
}
