//! Messages of the watches of this node that wait to be published.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::mpsc;

use super::message::Part;

/// Number of parts that wait to be sent. Beyond that the other nodes learn that something is missing.
const WAITING: usize = 4_096;

/// The queue of messages.
#[derive(Debug)]
pub(super) struct Outbox {
    queue: mpsc::Sender<Part>,
    has_dropped: AtomicBool,
}

impl Outbox {
    /// An empty queue, and its receiver.
    pub(super) fn new() -> (Self, mpsc::Receiver<Part>) {
        let (queue, parts) = mpsc::channel(WAITING);
        let outbox = Self {
            queue,
            has_dropped: AtomicBool::new(false),
        };
        (outbox, parts)
    }

    /// Whether a part was dropped since the last call.
    pub(super) fn take_dropped(&self) -> bool {
        self.has_dropped.swap(false, Ordering::Relaxed)
    }

    /// Sends a part after those before it.
    pub(super) fn send(&self, part: Part) {
        if self.queue.try_send(part).is_err() {
            self.has_dropped.store(true, Ordering::Relaxed);
        }
    }
}
