//! The order in which operations that wait are executed.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// While there is too little room, the newest ones have this part of it.
const OVERRUN_SHARE: usize = 8;
/// There is, once nobody had to leave for so long.
const OVERRUN_TIME: Duration = Duration::from_secs(1);

/// Those who wait; whoever is dropped has to leave.
#[derive(Debug)]
pub(super) struct Queue<T> {
    /// Oldest first.
    waiting: VecDeque<T>,
    /// How many there is room for.
    most: usize,
    /// When somebody had to leave the last time.
    overrun_at: Option<Instant>,
}

impl<T> Queue<T> {
    pub(super) fn new(most: u32) -> Self {
        Self {
            waiting: VecDeque::new(),
            most: usize::try_from(most).unwrap_or(usize::MAX),
            overrun_at: None,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Adds one. So many as there are places `free` need not wait, and take no room.
    pub(super) fn join(&mut self, newest: T, free: usize, now: Instant) {
        self.waiting.push_back(newest);
        let waiting = self.waiting.len().saturating_sub(free);
        let few = self.most / OVERRUN_SHARE;
        let room = if self.is_overrun(now) { few } else { self.most };
        if waiting > room {
            self.waiting.drain(..waiting - few);
            self.overrun_at = Some(now);
        }
    }

    /// Takes the next one: the oldest, or the newest while there is too little room.
    pub(super) fn next(&mut self, now: Instant) -> Option<T> {
        if self.is_overrun(now) {
            self.waiting.pop_back()
        } else {
            self.waiting.pop_front()
        }
    }

    fn is_overrun(&self, now: Instant) -> bool {
        self.overrun_at
            .is_some_and(|at| now.saturating_duration_since(at) < OVERRUN_TIME)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn join(queue: &mut Queue<u32>, numbers: impl IntoIterator<Item = u32>, now: Instant) {
        for number in numbers {
            queue.join(number, 0, now);
        }
    }

    fn rest(queue: &mut Queue<u32>, now: Instant) -> Vec<u32> {
        std::iter::from_fn(|| queue.next(now)).collect()
    }

    #[test]
    fn all_take_turns_where_there_is_room() {
        let (mut queue, now) = (Queue::new(16), Instant::now());
        join(&mut queue, 1..=16, now);
        assert_eq!(rest(&mut queue, now), Vec::from_iter(1..=16));
    }

    #[test]
    fn without_room_the_newest_are_kept_and_go_first_for_a_while() {
        let (mut queue, now) = (Queue::new(16), Instant::now());
        join(&mut queue, 1..=17, now);
        assert_eq!(queue.next(now), Some(17));
        let soon = now + OVERRUN_TIME / 2;
        join(&mut queue, 18..=20, soon);
        assert_eq!(rest(&mut queue, soon), [20, 19]);
        let still = now + OVERRUN_TIME;
        join(&mut queue, 21..=22, still);
        assert_eq!(rest(&mut queue, still), [22, 21]);
        let later = soon + OVERRUN_TIME;
        join(&mut queue, 23..=25, later);
        assert_eq!(rest(&mut queue, later), [23, 24, 25]);
    }

    #[test]
    fn those_who_need_not_wait_take_no_room() {
        let (mut queue, now) = (Queue::new(0), Instant::now());
        for number in [1, 2, 3] {
            queue.join(number, 2, now);
        }
        assert_eq!(rest(&mut queue, now), [3, 2]);
    }
}
