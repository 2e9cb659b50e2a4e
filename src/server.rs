//! A listener, its connections, and how they end: on a signal no new connection is taken, and what
//! was begun is finished.

mod connection;
mod pace;
mod signal;
mod stream;

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::serve::Listener;
use futures_util::FutureExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::config::Connections;
pub use signal::stop_signal;

/// How far the server is with stopping. First it still answers, but is not to be sent anything new;
/// then whatever would go on for ever is to end.
#[derive(Debug, Clone)]
pub struct Draining {
    begun: Arc<AtomicBool>,
    ending: watch::Sender<bool>,
    /// How many have something to end.
    held: watch::Sender<usize>,
}

/// Something that goes on until it is told to end. The server waits for its being dropped.
#[derive(Debug)]
pub struct Held(watch::Sender<usize>);

impl Draining {
    fn new() -> Self {
        Self {
            begun: Arc::default(),
            ending: watch::channel(false).0,
            held: watch::channel(0).0,
        }
    }

    /// Whether it has begun.
    pub fn has_begun(&self) -> bool {
        self.begun.load(Ordering::Relaxed)
    }

    /// Waits until whatever goes on is to end.
    pub async fn ends(&self) {
        let mut ending = self.ending.subscribe();
        // Ends where nobody is left to tell, which this is itself.
        let _ = ending.wait_for(|ending| *ending).await;
    }

    /// Tells the server that there is something to wait for.
    pub fn hold(&self) -> Held {
        self.held.send_modify(|held| *held += 1);
        Held(self.held.clone())
    }

    async fn is_free(&self) {
        let mut held = self.held.subscribe();
        let _ = held.wait_for(|held| *held == 0).await;
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.send_modify(|held| *held -= 1);
    }
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

    /// Serves `routes` until `stop`, then finishes what was begun.
    pub async fn run(
        self,
        mut listener: TcpListener,
        routes: Router,
        stop: impl Future<Output = ()>,
    ) {
        let settings = Arc::new(self.settings);
        let most = settings.connections.min(Semaphore::MAX_PERMITS);
        let places = Arc::new(Semaphore::new(most));
        let (ending, told) = watch::channel(false);
        let mut connections = JoinSet::new();
        let serve = |(stream, place): (TcpStream, Option<OwnedSemaphorePermit>)| {
            let (routes, settings, told) = (routes.clone(), settings.clone(), told.clone());
            async move {
                connection::serve(stream, routes, &settings, told).await;
                drop(place);
            }
        };
        let mut end = pin!(async {
            stop.await;
            self.draining.begun.store(true, Ordering::Relaxed);
            sleep(settings.drain_delay).await;
        });
        loop {
            tokio::select! {
                biased;
                () = &mut end => break,
                Some(_) = connections.join_next() => {}
                accepted = next(&mut listener, &places) => drop(connections.spawn(serve(accepted))),
            }
        }
        // Whoever the system has connected by now believes to be served.
        while let Some(accepted) = next(&mut listener, &places).now_or_never() {
            connections.spawn(serve(accepted));
        }
        drop(listener);
        ending.send_replace(true);
        self.draining.ending.send_replace(true);
        let finished = async {
            while connections.join_next().await.is_some() {}
            self.draining.is_free().await;
        };
        if timeout(settings.drain_timeout, finished).await.is_err() {
            tracing::warn!(connections = connections.len(), "cut off at the end");
            connections.shutdown().await;
        }
    }
}

/// The next connection, once there is a place for it. Those without a place wait with the system.
async fn next(
    listener: &mut TcpListener,
    places: &Arc<Semaphore>,
) -> (TcpStream, Option<OwnedSemaphorePermit>) {
    // Fails where the semaphore is closed, which it never is.
    let place = places.clone().acquire_owned().await.ok();
    let (stream, _) = Listener::accept(listener).await;
    (stream, place)
}
