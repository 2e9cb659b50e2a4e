//! Listeners, their connections, and how they end: on a signal no new connection is taken, and what
//! was begun is finished.

mod activity;
mod connection;
mod draining;
mod files;
mod pace;
mod port;
mod read_limit;
mod request;
mod response;
mod signal;
mod stream;
mod table;

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;

use axum::Router;
use tokio::net::{TcpListener, TcpSocket};
use tokio::time::{sleep, timeout};

use crate::config::Connections;
pub use draining::{Draining, Held};
pub use files::raise_open_files;
pub use read_limit::ReadLimit;
pub use signal::stop_signal;

use draining::Phase;
use port::Port;

/// Connections beyond `limits.connections`, for probes. Each is answered at once and closed, so that
/// a few serve every orchestrator; more would only take file descriptors.
pub const RESERVE: usize = 64;

/// Connections of the admin listener at once. Scrapers, probes and operators need few; none of them is a reason
/// to serve fewer clients.
const ADMIN_CONNECTIONS: usize = 64;

/// Connections that the system keeps until they are accepted. With fewer, a burst of clients, or one client that
/// connects as fast as it can, has others wait for the system to try again, a second or more.
const BACKLOG: u32 = 4_096;

/// Listens at an address.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // A process that has just ended leaves connections that would keep its successor from the address.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// What is served where.
#[derive(Debug, Clone)]
pub struct Routes {
    /// The public port.
    pub public: Router,
    /// The public port, to connections beyond `limits.connections`.
    pub reserve: Router,
    /// The admin listener.
    pub admin: Router,
}

/// What serves routes at a listener.
#[derive(Debug)]
pub struct Server {
    settings: Connections,
    draining: Draining,
}

impl Server {
    /// With these settings; nothing is served yet.
    pub fn new(settings: &Connections) -> Self {
        Self {
            settings: settings.clone(),
            draining: Draining::new(),
        }
    }

    /// What tells the routes that the end has begun.
    pub fn draining(&self) -> Draining {
        self.draining.clone()
    }

    /// Serves `routes` until `stop`, then finishes what was begun. The admin listener is served to the very end.
    pub async fn run(
        self,
        listener: TcpListener,
        admin: Option<TcpListener>,
        routes: Routes,
        stop: impl Future<Output = ()>,
    ) {
        let serve_admin = self.serve_admin(admin, routes.admin);
        let serve_public = self.serve_public(listener, [routes.public, routes.reserve], stop);
        tokio::select! {
            () = serve_public => {}
            () = serve_admin => {}
        }
    }

    async fn serve_admin(&self, listener: Option<TcpListener>, routes: Router) {
        let never = std::future::pending::<()>();
        let Some(mut listener) = listener else {
            return never.await;
        };
        // Its connections do not end with the drain: readiness and metrics are of use until the end.
        let draining = Draining::new();
        let routes = [routes.clone(), routes];
        let mut port = Port::new(&self.settings, &draining, routes, ADMIN_CONNECTIONS);
        port.accept(&mut listener, never).await;
    }

    async fn serve_public(
        &self,
        mut listener: TcpListener,
        routes: [Router; 2],
        stop: impl Future<Output = ()>,
    ) {
        let settings = &self.settings;
        let mut port = Port::new(settings, &self.draining, routes, settings.connections);
        let end = pin!(async {
            stop.await;
            self.draining.enter(Phase::Draining);
            sleep(settings.drain_delay).await;
        });
        port.accept(&mut listener, end).await;
        // Whoever the system has connected by now believes to be served.
        port.accept_waiting(&mut listener);
        drop(listener);
        self.draining.enter(Phase::Ending);
        let finished = async {
            port.finish().await;
            self.draining.is_free().await;
        };
        if timeout(settings.drain_timeout, finished).await.is_err() {
            tracing::warn!(connections = port.open(), "cut off at the end");
        }
    }
}
