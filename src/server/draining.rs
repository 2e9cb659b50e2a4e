//! How far the server is with stopping.

use tokio::sync::watch;

/// The phases of a server's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// Every request is welcome.
    Serving,
    /// Requests are answered, and every client is asked to go elsewhere with its next one.
    Draining,
    /// What would go on for ever is to end.
    Ending,
}

/// How far the server is with stopping.
#[derive(Debug, Clone)]
pub struct Draining {
    phase: watch::Sender<Phase>,
    /// How many have something to end.
    held: watch::Sender<usize>,
}

/// Something that goes on until it is asked to end. The server waits until this is dropped.
#[derive(Debug)]
pub struct Held(watch::Sender<usize>);

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

    /// Whether it has begun.
    pub fn has_begun(&self) -> bool {
        *self.phase.borrow() >= Phase::Draining
    }

    /// Waits until it begins.
    pub(super) async fn begins(&self) {
        self.reaches(Phase::Draining).await;
    }

    /// Waits until whatever goes on is to end.
    pub async fn ends(&self) {
        self.reaches(Phase::Ending).await;
    }

    async fn reaches(&self, wanted: Phase) {
        let mut phase = self.phase.subscribe();
        // Fails where the sender is gone, which this is itself.
        let _ = phase.wait_for(|phase| *phase >= wanted).await;
    }

    /// Makes the server wait for something.
    pub fn hold(&self) -> Held {
        self.held.send_modify(|held| *held += 1);
        Held(self.held.clone())
    }

    pub(super) async fn is_free(&self) {
        let mut held = self.held.subscribe();
        let _ = held.wait_for(|held| *held == 0).await;
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.send_modify(|held| *held -= 1);
    }
}
