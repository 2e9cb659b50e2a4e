//! The order in which one socket sends: as frames come, but for those that were disturbed.

use std::collections::VecDeque;
use std::time::Duration;

use axum::extract::ws::Utf8Bytes;
use tokio::time::Instant;

use super::channel::Outgoing;
use super::disturbance::Delivery;
use super::socket::QUEUE;

/// A frame that no other one has overtaken by then leaves anyhow.
const PATIENCE: Duration = Duration::from_millis(500);

/// What is ready to be sent.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ready {
    Frame(Utf8Bytes),
    Close(u16),
}

/// What waits to be sent.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    due: VecDeque<(Instant, Ready)>,
    /// To be overtaken by the next one.
    held: Option<(Instant, Utf8Bytes)>,
}

impl Waiting {
    /// Whether more may come; until then it piles up in the socket's queue, which has an end.
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
            // Nothing comes behind the end.
            Outgoing::Close(status) => {
                self.release(now);
                self.enqueue(Ready::Close(status), now);
            }
        }
        self.release(now);
    }

    /// The next thing to send, if its time has come.
    pub(super) fn pop(&mut self, now: Instant) -> Option<Ready> {
        if self.held.as_ref().is_some_and(|(until, _)| *until <= now) {
            self.release(now);
        }
        let (_, ready) = self.due.pop_front_if(|(due, _)| *due <= now)?;
        Some(ready)
    }

    /// When there is something to send.
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

    /// Nothing overtakes what is late.
    fn enqueue(&mut self, ready: Ready, due: Instant) {
        let last = self.due.back().map_or(due, |(last, _)| *last);
        self.due.push_back((due.max(last), ready));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(waiting: &mut Waiting, now: Instant) -> Vec<String> {
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
        let (mut waiting, now) = (Waiting::default(), Instant::now());
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
        let (mut waiting, now) = (Waiting::default(), Instant::now());
        let late = Duration::from_secs(5);
        waiting.push(frame("a", Delivery::Late(late)), now);
        waiting.push(frame("b", Delivery::Plain), now);
        assert!(sent(&mut waiting, now).is_empty());
        assert_eq!(waiting.next(), Some(now + late));
        assert_eq!(sent(&mut waiting, now + late), ["a", "b"]);
    }
}
