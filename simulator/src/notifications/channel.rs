//! One channel: its owner, lifetime, subscriptions and socket.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::ws::Utf8Bytes;
use chrono::TimeDelta;
use tokio::sync::{mpsc, oneshot};

use super::frame;
use super::frame_faults::Delivery;
use crate::clock::Time;

/// Lifetime of a channel after it was created or last subscribed.
pub(super) const LIFE: TimeDelta = TimeDelta::hours(24);
/// Time between the announcement that a socket will close and its end.
pub(super) const NOTICE: TimeDelta = TimeDelta::minutes(1);
/// Maximum number of topics of a channel.
pub(super) const TOPICS: usize = 1000;

/// A channel.
#[derive(Debug)]
pub(super) struct Channel {
    pub(super) id: String,
    /// The user or client; all its tokens belong to one app.
    pub(super) owner: Arc<str>,
    /// The token that last changed the channel; its permissions apply.
    pub(super) token: String,
    pub(super) expires: Time,
    /// The registry's use counter at the last use.
    pub(super) used: u64,
    /// Names in lower case.
    pub(super) topics: BTreeSet<String>,
    pub(super) sender: Option<SocketSender>,
}

/// The channel's end of a socket.
#[derive(Debug)]
pub(super) struct SocketSender {
    /// Distinguishes this socket from earlier ones of the channel.
    pub(super) number: u64,
    /// When the socket will close, if that was announced.
    pub(super) closing: Option<Time>,
    pub(super) queue: mpsc::Sender<Outgoing>,
    pub(super) cut: oneshot::Sender<()>,
}

/// A message for a socket to send.
#[derive(Debug)]
pub(super) enum Outgoing {
    Frame(Utf8Bytes, Delivery),
    /// Closes the socket with a status code.
    Close(u16),
}

/// Status codes of RFC 6455.
pub(super) const GOING_AWAY: u16 = 1001;
pub(super) const POLICY: u16 = 1008;

impl Channel {
    /// Sends a frame; drops a socket that cannot keep up.
    pub(super) fn send(&mut self, text: Utf8Bytes, delivery: Delivery) {
        let sent = |sender: &SocketSender| {
            sender
                .queue
                .try_send(Outgoing::Frame(text, delivery))
                .is_ok()
        };
        if !self.sender.as_ref().is_none_or(sent) {
            self.cut();
        }
    }

    /// Closes the socket after its queue.
    pub(super) fn close(&mut self, status: u16) {
        let Some(sender) = self.sender.take() else {
            return;
        };
        if sender.queue.try_send(Outgoing::Close(status)).is_err() {
            sender.cut.send(()).ok();
        }
    }

    /// Drops the socket without a close frame.
    pub(super) fn cut(&mut self) {
        if let Some(sender) = self.sender.take() {
            // The socket may have ended already.
            sender.cut.send(()).ok();
        }
    }

    /// Announces once that the socket will close.
    pub(super) fn announce(&mut self, closing: Time) {
        let text = frame::socket_closing(&self.id);
        if let Some(sender) = self
            .sender
            .as_mut()
            .filter(|sender| sender.closing.is_none())
        {
            sender.closing = Some(closing);
            self.send(text, Delivery::Plain);
        }
    }

    /// Extends the lifetime by another day.
    pub(super) fn renew(&mut self, now: Time) {
        if let Some(sender) = &mut self.sender {
            sender.closing = sender.closing.filter(|closing| *closing != self.expires);
        }
        self.expires = now + LIFE;
    }
}
