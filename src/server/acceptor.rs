//! One listener and its connections.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;

use axum::serve::Listener;
use futures_util::FutureExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinSet, yield_now};

use super::connection;
use super::draining::Draining;
use super::routes::Respond;
use super::table::{RESERVE, Section, Table};
use super::tls::Tls;
use crate::config::Connections;

/// Maximum number of evicted connections that have not ended yet. Beyond it the listener stops accepting, so that evicted
/// connections cannot accumulate.
const MAX_EVICTED: usize = 64;

/// Accepts and serves the connections of one listener. Dropping it ends all of them.
pub(super) struct Acceptor<R> {
    settings: Arc<Connections>,
    draining: Draining,
    /// Routes of the table and of the reserve.
    routes: [R; 2],
    table: Table,
    connections: JoinSet<()>,
    max_connections: usize,
    /// `None` without TLS.
    tls: Option<Arc<Tls>>,
}

impl<R: Respond> Acceptor<R> {
    pub(super) fn new(
        settings: &Connections,
        draining: &Draining,
        routes: [R; 2],
        capacity: usize,
    ) -> Self {
        Self {
            settings: Arc::new(settings.clone()),
            draining: draining.clone(),
            routes,
            table: Table::new(capacity, RESERVE),
            connections: JoinSet::new(),
            max_connections: capacity.saturating_add(RESERVE + MAX_EVICTED),
            tls: None,
        }
    }

    /// Serves with TLS.
    pub(super) fn with_tls(self, tls: Option<Arc<Tls>>) -> Self {
        Self { tls, ..self }
    }

    /// Accepts connections until `end`.
    pub(super) async fn accept(
        &mut self,
        listener: &mut TcpListener,
        end: impl Future<Output = ()>,
    ) {
        let mut end = pin!(end);
        loop {
            let has_capacity = self.connections.len() < self.max_connections;
            tokio::select! {
                biased;
                () = &mut end => return,
                Some(_) = self.connections.join_next() => {}
                stream = next(listener), if has_capacity => {
                    if self.serve(stream) == Some(Section::Reserve) {
                        // The connection runs once before the next one may evict it.
                        yield_now().await;
                    }
                }
            }
        }
    }

    /// Accepts the connections in the system's backlog.
    pub(super) fn accept_waiting(&mut self, listener: &mut TcpListener) {
        while let Some(stream) = next(listener).now_or_never() {
            self.serve(stream);
        }
    }

    /// Waits until every connection has ended.
    pub(super) async fn finish(&mut self) {
        while self.connections.join_next().await.is_some() {}
    }

    /// Number of open connections.
    pub(super) fn open(&self) -> usize {
        self.connections.len()
    }

    fn serve(&mut self, stream: TcpStream) -> Option<Section> {
        // Fails if the client has disconnected.
        let address = stream.peer_addr().ok()?.ip();
        let entry = self.table.insert(address)?;
        let section = entry.section();
        let [all, probes] = &self.routes;
        let routes = match section {
            Section::Table => all.clone(),
            Section::Reserve => probes.clone(),
        };
        let (settings, draining) = (self.settings.clone(), self.draining.clone());
        let tls = self.tls.clone();
        self.connections.spawn(async move {
            connection::serve(stream, tls, entry, routes, &settings, draining).await;
        });
        Some(section)
    }
}

/// Accepts the next connection, also if the table is full: which entry it may evict depends on its address, and a backlog of
/// one client's connections would block those of others.
async fn next(listener: &mut TcpListener) -> TcpStream {
    Listener::accept(listener).await.0
}
