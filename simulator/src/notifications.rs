//! Notifications: channels, their subscriptions, and the sockets that carry frames to their owners.
//!
//! # Layout
//! - `topic`: the existing topics, and the permissions that they need.
//! - `channel`, `registry`: channels and their rules; `rest` is their REST API.
//! - `frame`: what is written on a socket; `session`, `events`, `details`, `contact`, `user_conversation` write the bodies.
//! - `publish`: turns a change of the world into frames.
//! - `socket`, `send_queue`: one WebSocket and the order in which it sends.
//! - `frame_faults`: injected faults of frames.
//!
//! # Bounds
//! 20 channels per owner, 1000 topics per channel, one socket per channel, [`socket::QUEUE`] frames in a socket's queue. A
//! reader that is too slow for the queue or for a single frame loses the socket.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

mod channel;
mod contact;
mod details;
mod events;
mod frame;
pub(crate) mod frame_faults;
pub(crate) mod publish;
mod registry;
pub(crate) mod rest;
mod send_queue;
mod session;
pub(crate) mod socket;
mod topic;
mod user_conversation;

use super::clock::Time;
use super::directory::Directory;
use super::error::ApiError;
use frame_faults::{FrameFault, FrameFaults};
use parking_lot::{Mutex, MutexGuard};
use registry::{Registry, SocketReceiver};

const ONE_YEAR: Duration = Duration::from_hours(365 * 24);

/// The notification service.
#[derive(Debug)]
pub(crate) struct Notifications {
    /// The simulator's address, for callers that send no `Host`.
    address: SocketAddr,
    heartbeat: Duration,
    registry: Mutex<Registry>,
    refused_until: Mutex<Option<Instant>>,
    pub(crate) frame_faults: FrameFaults,
}

impl Notifications {
    pub(crate) fn new(
        address: SocketAddr,
        heartbeat: Duration,
        seed: u64,
        faults: &[FrameFault],
    ) -> Self {
        Self {
            address,
            heartbeat,
            registry: Mutex::default(),
            refused_until: Mutex::default(),
            frame_faults: FrameFaults::new(seed, faults),
        }
    }

    fn registry(&self) -> MutexGuard<'_, Registry> {
        self.registry.lock()
    }

    /// Connects a socket to the channel; it replaces an earlier one.
    fn connect(&self, id: &str) -> Result<SocketReceiver, ApiError> {
        if self.refuses() {
            return Err(ApiError::injected(503));
        }
        self.registry().connect(id)
    }

    fn refuses(&self) -> bool {
        self.refused_until
            .lock()
            .is_some_and(|until| Instant::now() < until)
    }

    /// Rejects new sockets for the given time, at most a year.
    pub(crate) fn refuse_sockets(&self, during: Duration) {
        let until = Instant::now().checked_add(during.min(ONE_YEAR));
        *self.refused_until.lock() = until;
    }

    /// Drops the socket of one channel, or all sockets.
    pub(crate) fn drop_sockets(&self, channel: Option<&str>) {
        self.registry().drop_sockets(channel);
    }

    /// Announces to all sockets that they will close.
    pub(crate) fn announce_closing(&self, now: Time) {
        self.registry().announce_closing(now);
    }

    /// Applies what is due: ends expired channels, closing sockets, and sockets whose token is no longer valid.
    pub(crate) fn expire(&self, directory: &Directory, now: Time) {
        self.registry().expire(directory, now);
    }

    /// Removes the faults of frames and sockets.
    pub(crate) fn clear_faults(&self) {
        self.frame_faults.clear_faults();
        self.refuse_sockets(Duration::ZERO);
    }

    /// Ends all channels and sockets because the simulator stops.
    pub(crate) fn shut(&self) {
        *self.registry() = Registry::default();
    }
}
