//! One connection, HTTP/1.1 or HTTP/2, from its first byte to its last.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::{HeaderValue, StatusCode, Version, header};
use futures_util::poll;
use hyper::body::Incoming;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio::time::{Duration, sleep};

use super::draining::Draining;
use super::pace::{Pace, Wait};
use super::read_limit::ReadLimit;
use super::request::Received;
use super::response::Observed;
use super::stream::Stream;
use super::table::{Part, Place};
use crate::config::Connections;

/// Requests of one HTTP/2 connection at once.
const STREAMS: u32 = 100;

/// Bytes of requests that an HTTP/2 client sends ahead, the protocol's default: most requests are smaller. The library's own default is a megabyte, which each connection may have to hold.
const WINDOW: u32 = 65_535;

/// Bytes of a response that an HTTP/2 stream holds until the client takes them.
const SEND_BUFFER: usize = 64 * 1024;

/// How long a connection of the reserve lasts: enough for a probe, and short enough that clients which hold
/// all of it with half a request delay probes by no more.
const RESERVE_TIME: Duration = Duration::from_secs(1);

/// Serves `routes` until the client leaves, keeps the server waiting too long, is evicted, or the
/// server drains.
pub(super) async fn serve(
    stream: TcpStream,
    entry: Place,
    routes: Router,
    settings: &Connections,
    draining: Draining,
) {
    // Fails where the client is gone already, which the first read will tell.
    let _ = stream.set_nodelay(true);
    let is_reserve = entry.part() == Part::Reserve;
    let evicted = entry.evicted();
    let pace = Pace::new(settings, entry);
    // The inbound gates count clients that are not known by their address.
    let peer = stream.peer_addr().ok();
    let read_limit = ReadLimit::default();
    let stream = Stream::new(
        stream,
        pace.clone(),
        read_limit.clone(),
        settings.write_timeout,
    );
    let routes = TowerToHyperService::new(routes);
    let service = service_fn(|mut request: hyper::Request<Incoming>| {
        if let Some(peer) = peer {
            request.extensions_mut().insert(ConnectInfo(peer));
        }
        // HTTP has bounds of its own.
        if request.headers().contains_key(header::UPGRADE) {
            request.extensions_mut().insert(read_limit.clone());
        }
        let version = request.version();
        let under_way = pace.begin(version);
        let owed = under_way.owed();
        let answer = routes.call(request.map(|body| Received::new(body, owed)));
        let draining = draining.clone();
        async move {
            let mut response = answer.await?;
            let ends = is_reserve || draining.has_begun() || under_way.is_leaving();
            // The header of an upgrade is about the new protocol.
            let has_next = response.status() != StatusCode::SWITCHING_PROTOCOLS;
            if ends && has_next && version < Version::HTTP_2 {
                let close = HeaderValue::from_static("close");
                response.headers_mut().insert(header::CONNECTION, close);
            }
            Ok::<_, std::convert::Infallible>(response.map(|body| Observed::new(body, under_way)))
        }
    });
    let builder = builder(settings);
    let mut connection =
        pin!(builder.serve_connection_with_upgrades(TokioIo::new(stream), service));
    let mut begins = pin!(draining.begins());
    let mut ends = pin!(draining.ends());
    // GOAWAY loses no request, so HTTP/2 gets it when the drain begins. An HTTP/1.1 connection that is
    // closed may lose one: until the drain ends it is closed only after a response that says so.
    let mut may_end = pin!(poll_fn(|context| {
        if pace.expects_request() {
            return Poll::Pending;
        }
        if !pace.is_multiplexed() {
            return ends.as_mut().poll(context);
        }
        if is_reserve {
            return Poll::Ready(());
        }
        begins.as_mut().poll(context)
    }));
    let mut reserve_ends = pin!(sleep(RESERVE_TIME));
    let mut is_leaving = false;
    let mut is_evicted = false;
    loop {
        tokio::select! {
            biased;
            served = connection.as_mut() => {
                if let Err(error) = served {
                    tracing::debug!(%error, "a connection broke off");
                }
                return;
            }
            wait = pace.is_exceeded() => if wait != Wait::Idle {
                tracing::debug!(?wait, "a connection was cut off");
                return;
            },
            () = reserve_ends.as_mut(), if is_reserve => {
                tracing::debug!("a connection of the reserve was cut off");
                return;
            }
            () = evicted.notified(), if !is_evicted => is_evicted = true,
            () = may_end.as_mut(), if !is_leaving => {}
        }
        is_leaving = true;
        pace.leave();
        connection.as_mut().graceful_shutdown();
        if is_evicted && (!pace.is_busy() || pace.is_cut()) {
            // Once, so that GOAWAY or FIN is written: the place is another connection's already.
            let _ = poll!(connection.as_mut());
            return;
        }
    }
}

fn builder(settings: &Connections) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        // It would count the time between requests too: see `pace`.
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
