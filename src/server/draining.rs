//! Progress of a graceful shutdown.

use tokio::sync::watch;

/// Phases of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// Requests are served normally.
    Serving,
    /// Requests are served, and clients are asked to close their connections.
    Draining,
    /// Subscriptions and sockets have to end.
    Ending,
}

/// Progress of a graceful shutdown. Clones share the state.
#[derive(Debug, Clone)]
pub struct Draining {
    phase: watch::Sender<Phase>,
    /// Number of holds.
    held: watch::Sender<usize>,
}

/// Delays the end of the server until it is dropped.
#[derive(Debug)]
pub struct DrainHold(watch::Sender<usize>);

impl Draining {
    pub(super) fn new() -> Self {
        Self {
            phase: watch::channel(Phase::Serving).0,
            held: watch::channel(0).0,
        }
    }

    pub(super) fn enter(&self, phase: Phase) {
        self.phase.send_replace(phase);
    }

    /// Whether the shutdown has begun.
    pub fn has_begun(&self) -> bool {
        *self.phase.borrow() >= Phase::Draining
    }

    /// Waits until the shutdown begins.
    pub(super) async fn begins(&self) {
        self.reaches(Phase::Draining).await;
    }

    /// Waits until subscriptions and sockets have to end.
    pub async fn ends(&self) {
        self.reaches(Phase::Ending).await;
    }

    async fn reaches(&self, wanted: Phase) {
        let mut phase = self.phase.subscribe();
        // Fails only when the sender is dropped, and `self` is a sender.
        let _ = phase.wait_for(|phase| *phase >= wanted).await;
    }

    /// Makes the server wait until the returned value is dropped.
    pub fn hold(&self) -> DrainHold {
        self.held.send_modify(|held| *held += 1);
        DrainHold(self.held.clone())
    }

    /// Waits until no hold is left.
    pub(super) async fn released(&self) {
        let mut held = self.held.subscribe();
        let _ = held.wait_for(|held| *held == 0).await;
    }
}

impl Drop for DrainHold {
    fn drop(&mut self) {
        self.0.send_modify(|held| *held -= 1);
    }
}
