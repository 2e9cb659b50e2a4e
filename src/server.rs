//! Listeners and their connections, with graceful shutdown: on a signal the server stops accepting and finishes requests in
//! progress.

mod acceptor;
mod activity;
mod connection;
mod draining;
mod files;
mod read_limit;
mod request_body;
mod response_body;
mod routes;
mod signal;
mod stream;
mod table;
mod timeouts;
mod tls;
mod transport;
mod when_woken;

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket};
use tokio::time::{interval, sleep, timeout};

use crate::config::Connections;
pub use draining::{DrainHold, Draining};
pub use files::raise_open_files;
pub use read_limit::ReadLimit;
pub use routes::{Respond, Routes};
pub use signal::stop_signal;
pub use tls::ListenerTls;

use acceptor::Acceptor;
use draining::Phase;

/// Maximum number of connections of the admin listener, which has a table of its own. Scrapers, probes and operators need
/// few.
const ADMIN_CONNECTIONS: usize = 64;

/// Listen backlog of the system. With a smaller one, a burst of connections makes other clients wait for the
/// retransmission of their SYN, a second or more.
const BACKLOG: u32 = 4_096;

/// Listens on an address.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // Connections of a process that has just ended would block the address.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// A server of a public and an admin listener.
#[derive(Debug)]
pub struct Server {
    settings: Connections,
    draining: Draining,
    tls: ListenerTls,
}

impl Server {
    /// Creates a server; [`run`](Self::run) starts it.
    pub fn new(settings: &Connections) -> Self {
        Self {
            settings: settings.clone(),
            draining: Draining::new(),
            tls: ListenerTls::default(),
        }
    }

    /// Serves with TLS.
    #[must_use]
    pub fn with_tls(self, tls: ListenerTls) -> Self {
        Self { tls, ..self }
    }

    /// The shutdown state, for the routes.
    pub fn draining(&self) -> Draining {
        self.draining.clone()
    }

    /// Serves `routes` until `stop` resolves, then finishes requests in progress. The admin listener is served until the
    /// end.
    pub async fn run<R: Respond>(
        self,
        listener: TcpListener,
        admin: Option<TcpListener>,
        routes: Routes<R>,
        stop: impl Future<Output = ()>,
    ) {
        let serve_admin = self.serve_admin(admin, routes.admin);
        let serve_public = self.serve_public(listener, [routes.public, routes.reserve], stop);
        tokio::select! {
            () = serve_public => {}
            () = serve_admin => {}
            () = keep_timer_pending() => {}
        }
    }

    async fn serve_admin(&self, listener: Option<TcpListener>, routes: impl Respond) {
        let never = std::future::pending::<()>();
        let Some(mut listener) = listener else {
            return never.await;
        };
        // Admin connections do not drain, since readiness and metrics are needed until the end.
        let draining = Draining::new();
        let routes = [routes.clone(), routes];
        let mut acceptor = Acceptor::new(&self.settings, &draining, routes, ADMIN_CONNECTIONS)
            .with_tls(self.tls.admin.clone());
        acceptor.accept(&mut listener, never).await;
    }

    async fn serve_public(
        &self,
        mut listener: TcpListener,
        routes: [impl Respond; 2],
        stop: impl Future<Output = ()>,
    ) {
        let settings = &self.settings;
        let mut acceptor = Acceptor::new(settings, &self.draining, routes, settings.connections)
            .with_tls(self.tls.public.clone());
        let end = pin!(async {
            stop.await;
            self.draining.enter(Phase::Draining);
            sleep(settings.drain_delay).await;
        });
        acceptor.accept(&mut listener, end).await;
        // Clients in the backlog are already connected and expect to be served.
        acceptor.accept_waiting(&mut listener);
        drop(listener);
        self.draining.enter(Phase::Ending);
        let finished = async {
            acceptor.finish().await;
            self.draining.released().await;
        };
        if timeout(settings.drain_timeout, finished).await.is_err() {
            tracing::warn!(
                connections = acceptor.open(),
                "the drain timeout expired; open connections were closed"
            );
        }
    }
}

/// Wakes up every second, and never returns. tokio wakes its driver by a system call for each timer that expires before all pending
/// ones, as the timeout of every upstream call otherwise would in a process without other timers.
async fn keep_timer_pending() {
    let mut ticks = interval(Duration::from_secs(1));
    loop {
        ticks.tick().await;
    }
}
