//! One listener and its connections.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;

use axum::Router;
use axum::serve::Listener;
use futures_util::FutureExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinSet, yield_now};

use super::table::{Part, Table};
use super::{Draining, RESERVE, connection};
use crate::config::Connections;

/// Evicted connections that have not ended yet, at most; beyond, accepting waits for them.
const EVICTED: usize = 64;

/// One listener's connections. Those that are left end when this is dropped.
pub(super) struct Port {
    settings: Arc<Connections>,
    draining: Draining,
    /// For the table, and for the reserve.
    routes: [Router; 2],
    table: Table,
    connections: JoinSet<()>,
    most: usize,
}

impl Port {
    pub(super) fn new(
        settings: &Connections,
        draining: &Draining,
        routes: [Router; 2],
        capacity: usize,
    ) -> Self {
        Self {
            settings: Arc::new(settings.clone()),
            draining: draining.clone(),
            routes,
            table: Table::new(capacity, RESERVE),
            connections: JoinSet::new(),
            most: capacity.saturating_add(RESERVE + EVICTED),
        }
    }

    /// Accepts connections until `end`.
    pub(super) async fn accept(
        &mut self,
        listener: &mut TcpListener,
        end: impl Future<Output = ()>,
    ) {
        let mut end = pin!(end);
        loop {
            let has_room = self.connections.len() < self.most;
            tokio::select! {
                biased;
                () = &mut end => return,
                Some(_) = self.connections.join_next() => {}
                stream = next(listener), if has_room => {
                    if self.serve(stream) == Some(Part::Reserve) {
                        // It is served before the next one may evict it.
                        yield_now().await;
                    }
                }
            }
        }
    }

    /// Accepts what waits with the system.
    pub(super) fn accept_waiting(&mut self, listener: &mut TcpListener) {
        while let Some(stream) = next(listener).now_or_never() {
            self.serve(stream);
        }
    }

    /// Waits until every connection has ended.
    pub(super) async fn finish(&mut self) {
        while self.connections.join_next().await.is_some() {}
    }

    pub(super) fn open(&self) -> usize {
        self.connections.len()
    }

    fn serve(&mut self, stream: TcpStream) -> Option<Part> {
        // Fails where the client is gone already.
        let address = stream.peer_addr().ok()?.ip();
        let place = self.table.enter(address)?;
        let part = place.part();
        let [all, probes] = &self.routes;
        let routes = match part {
            Part::Table => all.clone(),
            Part::Reserve => probes.clone(),
        };
        let (settings, draining) = (self.settings.clone(), self.draining.clone());
        self.connections.spawn(async move {
            connection::serve(stream, place, routes, &settings, draining).await;
        });
        Some(part)
    }
}

/// The next connection. It is accepted also where the table is full: whose place it may take depends on where it comes
/// from, and connections of one client that wait with the system would keep those of others from it.
async fn next(listener: &mut TcpListener) -> TcpStream {
    Listener::accept(listener).await.0
}
