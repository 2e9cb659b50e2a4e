//! One channel: whose it is, how long it lives, what it hears, and the socket it hears it on.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::ws::Utf8Bytes;
use chrono::TimeDelta;
use tokio::sync::{mpsc, oneshot};

use super::disturbance::Delivery;
use super::frame;
use crate::clock::Time;

/// A channel lives so long after it was created or last subscribed.
pub(super) const LIFE: TimeDelta = TimeDelta::hours(24);
/// The end of a socket is announced so long ahead.
pub(super) const NOTICE: TimeDelta = TimeDelta::minutes(1);
/// The topics that one channel may have.
pub(super) const TOPICS: usize = 1000;

/// A channel.
#[derive(Debug)]
pub(super) struct Channel {
    pub(super) id: String,
    /// The user or client; all its tokens belong to one app.
    pub(super) owner: Arc<str>,
    /// The token that was used last to change it, whose permissions count.
    pub(super) token: String,
    pub(super) expires: Time,
    /// The registry's count of uses when this one was last used.
    pub(super) used: u64,
    /// Names in lower case.
    pub(super) topics: BTreeSet<String>,
    pub(super) line: Option<Line>,
}

/// The near end of a socket.
#[derive(Debug)]
pub(super) struct Line {
    /// Tells this socket from the ones before it.
    pub(super) number: u64,
    /// When the socket is to be closed; it knows.
    pub(super) closing: Option<Time>,
    pub(super) queue: mpsc::Sender<Outgoing>,
    pub(super) cut: oneshot::Sender<()>,
}

/// What a socket is to send.
#[derive(Debug)]
pub(super) enum Outgoing {
    Frame(Utf8Bytes, Delivery),
    /// The socket's end, with the status code that says why.
    Close(u16),
}

/// Status codes of RFC 6455.
pub(super) const GOING_AWAY: u16 = 1001;
pub(super) const POLICY: u16 = 1008;

impl Channel {
    /// Sends a frame; a socket that cannot keep up is dropped.
    pub(super) fn send(&mut self, text: Utf8Bytes, delivery: Delivery) {
        let sent = |line: &Line| line.queue.try_send(Outgoing::Frame(text, delivery)).is_ok();
        if !self.line.as_ref().is_none_or(sent) {
            self.cut();
        }
    }

    /// Closes the socket behind what is in its queue.
    pub(super) fn close(&mut self, status: u16) {
        let Some(line) = self.line.take() else { return };
        if line.queue.try_send(Outgoing::Close(status)).is_err() {
            line.cut.send(()).ok();
        }
    }

    /// Ends the socket without a word.
    pub(super) fn cut(&mut self) {
        if let Some(line) = self.line.take() {
            // It may have ended by itself.
            line.cut.send(()).ok();
        }
    }

    /// Says once that the socket will be closed.
    pub(super) fn announce(&mut self, closing: Time) {
        let text = frame::socket_closing(&self.id);
        if let Some(line) = self.line.as_mut().filter(|line| line.closing.is_none()) {
            line.closing = Some(closing);
            self.send(text, Delivery::Plain);
        }
    }

    /// Another day.
    pub(super) fn renew(&mut self, now: Time) {
        if let Some(line) = &mut self.line {
            line.closing = line.closing.filter(|closing| *closing != self.expires);
        }
        self.expires = now + LIFE;
    }
}
