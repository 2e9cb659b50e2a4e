//! The order in which operations that wait are executed.

use std::collections::VecDeque;

/// While there is too little room, the newest ones have this part of it.
const OVERRUN_SHARE: usize = 8;

/// Those who wait; whoever is dropped has to leave.
#[derive(Debug)]
pub(super) struct Queue<T> {
    /// Oldest first.
    waiting: VecDeque<T>,
    /// How many there is room for.
    most: usize,
    /// Whether there was too little room, and somebody has waited ever since.
    is_overrun: bool,
}

impl<T> Queue<T> {
    pub(super) fn new(most: u32) -> Self {
        Self {
            waiting: VecDeque::new(),
            most: usize::try_from(most).unwrap_or(usize::MAX),
            is_overrun: false,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Adds one. So many as there are places `free` need not wait, and take no room.
    pub(super) fn join(&mut self, newest: T, free: usize) {
        self.waiting.push_back(newest);
        let waiting = self.waiting.len().saturating_sub(free);
        self.is_overrun |= waiting > self.most;
        if self.is_overrun {
            let surplus = waiting.saturating_sub(self.most / OVERRUN_SHARE);
            self.waiting.drain(..surplus);
        }
    }

    /// Takes the next one: the oldest, or the newest while there is too little room.
    pub(super) fn next(&mut self) -> Option<T> {
        let next = if self.is_overrun {
            self.waiting.pop_back()
        } else {
            self.waiting.pop_front()
        };
        self.is_overrun &= !self.waiting.is_empty();
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A queue that these numbers have joined one after the other.
    fn joined(most: u32, numbers: impl IntoIterator<Item = u32>) -> Queue<u32> {
        let mut queue = Queue::new(most);
        numbers.into_iter().for_each(|number| queue.join(number, 0));
        queue
    }

    fn rest(queue: &mut Queue<u32>) -> Vec<u32> {
        std::iter::from_fn(|| queue.next()).collect()
    }

    #[test]
    fn all_take_turns_where_there_is_room() {
        let mut queue = joined(16, 1..=16);
        assert_eq!(rest(&mut queue), Vec::from_iter(1..=16));
    }

    #[test]
    fn without_room_the_newest_are_kept_and_go_first() {
        let mut queue = joined(16, 1..=17);
        assert_eq!(queue.next(), Some(17));
        [18, 19].map(|number| queue.join(number, 0));
        assert_eq!(rest(&mut queue), [19, 18]);
        // Nobody waits any more.
        [20, 21, 22].map(|number| queue.join(number, 0));
        assert_eq!(rest(&mut queue), [20, 21, 22]);
    }

    #[test]
    fn those_who_need_not_wait_take_no_room() {
        let mut queue = Queue::new(0);
        [1, 2, 3].map(|number| queue.join(number, 2));
        assert_eq!(rest(&mut queue), [3, 2]);
    }
}
