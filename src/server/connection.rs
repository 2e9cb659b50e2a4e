//! One connection, HTTP/1.1 or HTTP/2, from its first byte to its last.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio::sync::watch;

use super::pace::{Pace, Wait};
use super::stream::Stream;
use crate::config::Connections;

/// Requests of one HTTP/2 connection at once.
const STREAMS: u32 = 100;

/// Serves `routes` until the client leaves, keeps the server waiting too long, or `ending` tells true.
pub(super) async fn serve(
    stream: TcpStream,
    routes: Router,
    settings: &Connections,
    mut ending: watch::Receiver<bool>,
) {
    // Fails where the client is gone already, which the first read will tell.
    let _ = stream.set_nodelay(true);
    let pace = Pace::new(settings);
    // The inbound gates count clients that are not known by their address.
    let peer = stream.peer_addr().ok();
    let stream = Stream::new(stream, pace.clone(), settings.write_timeout);
    let routes = TowerToHyperService::new(routes);
    let service = service_fn(|mut request: hyper::Request<Incoming>| {
        if let Some(peer) = peer {
            request.extensions_mut().insert(ConnectInfo(peer));
        }
        let under_way = pace.begin(request.version());
        let answer = routes.call(request);
        async move {
            let _under_way = under_way;
            answer.await
        }
    });
    let builder = builder(settings);
    let mut connection =
        pin!(builder.serve_connection_with_upgrades(TokioIo::new(stream), service));
    // Also ends where nobody is left to tell.
    let mut told = pin!(async { drop(ending.wait_for(|ending| *ending).await) });
    // Whoever has just come may have sent a request that is not read yet.
    let mut may_end = pin!(poll_fn(|context| {
        if pace.is_new() {
            return Poll::Pending;
        }
        told.as_mut().poll(context)
    }));
    let mut leaving = false;
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
            () = may_end.as_mut(), if !leaving => {}
        }
        leaving = true;
        pace.leave();
        connection.as_mut().graceful_shutdown();
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
        .max_header_list_size(settings.header_bytes);
    builder
}
