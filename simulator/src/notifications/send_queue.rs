//! The order in which one socket sends: first in, first out, except for frames with injected faults.

use std::collections::VecDeque;
use std::time::Duration;

use axum::extract::ws::Utf8Bytes;
use tokio::time::Instant;

use super::channel::Outgoing;
use super::frame_faults::Delivery;
use super::socket::QUEUE;

/// A held frame is sent after this time even if no other one has overtaken it.
const PATIENCE: Duration = Duration::from_millis(500);

/// A message that is ready to be sent.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ready {
    Frame(Utf8Bytes),
    Close(u16),
}

/// The messages that wait to be sent.
#[derive(Debug, Default)]
pub(super) struct SendQueue {
    due: VecDeque<(Instant, Ready)>,
    /// A frame that the next one overtakes.
    held: Option<(Instant, Utf8Bytes)>,
}

impl SendQueue {
    /// Whether there is room for more; if not, messages stay in the socket's bounded queue.
    pub(super) fn has_room(&self) -> bool {
        self.due.len() < QUEUE
    }

    pub(super) fn push(&mut self, outgoing: Outgoing, now: Instant) {
        match outgoing {
            Outgoing::Frame(text, Delivery::BehindTheNext) if self.held.is_none() => {
                self.held = Some((now + PATIENCE, text));
                return;
            }
            Outgoing::Frame(text, Delivery::Late(by)) => self.enqueue(Ready::Frame(text), now + by),
            Outgoing::Frame(text, _) => self.enqueue(Ready::Frame(text), now),
            // Nothing is sent after the close.
            Outgoing::Close(status) => {
                self.release(now);
                self.enqueue(Ready::Close(status), now);
            }
        }
        self.release(now);
    }

    /// The next message, if it is due.
    pub(super) fn pop(&mut self, now: Instant) -> Option<Ready> {
        if self.held.as_ref().is_some_and(|(until, _)| *until <= now) {
            self.release(now);
        }
        let (_, ready) = self.due.pop_front_if(|(due, _)| *due <= now)?;
        Some(ready)
    }

    /// When the next message is due.
    pub(super) fn next(&self) -> Option<Instant> {
        let due = self.due.front().map(|(due, _)| *due);
        let held = self.held.as_ref().map(|(until, _)| *until);
        due.into_iter().chain(held).min()
    }

    fn release(&mut self, now: Instant) {
        if let Some((_, text)) = self.held.take() {
            self.enqueue(Ready::Frame(text), now);
        }
    }

    /// Keeps the order: no message is due before the one in front of it.
    fn enqueue(&mut self, ready: Ready, due: Instant) {
        let last = self.due.back().map_or(due, |(last, _)| *last);
        self.due.push_back((due.max(last), ready));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(waiting: &mut SendQueue, now: Instant) -> Vec<String> {
        std::iter::from_fn(|| waiting.pop(now))
            .map(|ready| match ready {
                Ready::Frame(text) => text.to_string(),
                Ready::Close(status) => status.to_string(),
            })
            .collect()
    }

    fn frame(text: &'static str, delivery: Delivery) -> Outgoing {
        Outgoing::Frame(Utf8Bytes::from_static(text), delivery)
    }

    #[test]
    fn a_held_frame_is_overtaken_once_or_leaves_late() {
        let (mut waiting, now) = (SendQueue::default(), Instant::now());
        waiting.push(frame("a", Delivery::BehindTheNext), now);
        assert!(sent(&mut waiting, now).is_empty());
        waiting.push(frame("b", Delivery::Plain), now);
        assert_eq!(sent(&mut waiting, now), ["b", "a"]);
        waiting.push(frame("c", Delivery::BehindTheNext), now);
        assert_eq!(waiting.next(), Some(now + PATIENCE));
        assert_eq!(sent(&mut waiting, now + PATIENCE), ["c"]);
        waiting.push(frame("d", Delivery::BehindTheNext), now);
        waiting.push(Outgoing::Close(1001), now);
        assert_eq!(sent(&mut waiting, now), ["d", "1001"]);
    }

    #[test]
    fn a_late_frame_holds_up_those_behind_it() {
        let (mut waiting, now) = (SendQueue::default(), Instant::now());
        let late = Duration::from_secs(5);
        waiting.push(frame("a", Delivery::Late(late)), now);
        waiting.push(frame("b", Delivery::Plain), now);
        assert!(sent(&mut waiting, now).is_empty());
        assert_eq!(waiting.next(), Some(now + late));
        assert_eq!(sent(&mut waiting, now + late), ["a", "b"]);
    }
}
