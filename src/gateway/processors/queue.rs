//! The order in which operations that wait are executed, and how many may wait. There is room for a burst
//! as long as it is one. Where somebody has to leave again and again, whoever stays is late, and whoever
//! leaves is told late: so the room shrinks with those who leave, and grows whenever nobody waits.

use std::collections::VecDeque;

/// So many have to leave to make the room smaller by one.
const SHRINKING: usize = 8;

/// Those who wait; whoever is dropped has to leave.
#[derive(Debug)]
pub(super) struct Queue<T> {
    /// Oldest first.
    waiting: VecDeque<T>,
    /// The room that there is at most.
    most: usize,
    /// The room that there is at least.
    least: usize,
    /// How many had to leave, less [`SHRINKING`] for each time that nobody was left waiting.
    left: usize,
}

impl<T> Queue<T> {
    /// With room for `most`, and for `least` of them in any case.
    pub(super) fn new(most: u32, least: usize) -> Self {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        Self {
            waiting: VecDeque::new(),
            most,
            least: least.min(most),
            left: 0,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Adds one; the oldest leave where there is too little room. So many as there are places `free` need
    /// not wait, and take no room.
    pub(super) fn join(&mut self, newest: T, free: usize) {
        self.waiting.push_back(newest);
        let waiting = self.waiting.len().saturating_sub(free);
        let leaving = waiting.saturating_sub(self.room());
        self.waiting.drain(..leaving);
        let shrunk = (self.most - self.least).saturating_mul(SHRINKING);
        self.left = self.left.saturating_add(leaving).min(shrunk);
    }

    /// Takes the next one: the oldest, or the newest while there is too little room.
    pub(super) fn next(&mut self) -> Option<T> {
        let next = if self.left == 0 {
            self.waiting.pop_front()?
        } else {
            self.waiting.pop_back()?
        };
        if self.waiting.is_empty() {
            self.left = self.left.saturating_sub(SHRINKING);
        }
        Some(next)
    }

    fn room(&self) -> usize {
        self.most - self.left / SHRINKING
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn join(queue: &mut Queue<usize>, numbers: impl IntoIterator<Item = usize>) {
        for number in numbers {
            queue.join(number, 0);
        }
    }

    fn rest(queue: &mut Queue<usize>) -> Vec<usize> {
        std::iter::from_fn(|| queue.next()).collect()
    }

    #[test]
    fn all_take_turns_where_there_is_room() {
        let mut queue = Queue::new(4, 1);
        join(&mut queue, 1..=4);
        assert_eq!(rest(&mut queue), [1, 2, 3, 4]);
    }

    #[test]
    fn the_oldest_leave_and_the_newest_go_first_where_there_is_not() {
        let mut queue = Queue::new(4, 1);
        join(&mut queue, 1..=6);
        assert_eq!(rest(&mut queue), [6, 5, 4, 3]);
        // Nobody waited any more.
        join(&mut queue, 7..=10);
        assert_eq!(rest(&mut queue), [7, 8, 9, 10]);
    }

    #[test]
    fn there_is_little_room_while_many_have_to_leave() {
        let mut queue = Queue::new(4, 1);
        join(&mut queue, 1..=4 + 3 * SHRINKING);
        assert_eq!(queue.waiting.len(), 1);
        // One more for each time that nobody is left waiting.
        let grown = [2, 3, 4, 4].map(|_| {
            rest(&mut queue);
            join(&mut queue, [0]);
            queue.room()
        });
        assert_eq!(grown, [2, 3, 4, 4]);
    }

    #[test]
    fn those_who_need_not_wait_take_no_room() {
        let mut queue = Queue::new(0, 4);
        for number in [1, 2, 3] {
            queue.join(number, 2);
        }
        assert_eq!(rest(&mut queue), [2, 3]);
    }
}
