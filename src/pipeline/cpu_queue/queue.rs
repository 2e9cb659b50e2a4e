//! The order in which operations that wait are executed, and how many may wait. There is room for a burst
//! as long as it is one. Where operations are refused again and again, those that stay are late, and those that are
//! refused are so late: so the room shrinks with each refusal, and grows whenever nothing waits.
//!
//! Viewers take turns. Where there is too little room, the viewer with the most waiting operations loses its oldest
//! one, so that one viewer cannot have the operations of another refused.

use std::collections::VecDeque;

/// Refusals that make the room smaller by one.
const SHRINKING: usize = 8;

/// The waiting operations of viewers with the key `K`. Dropping a `T` refuses its operation.
#[derive(Debug)]
pub(super) struct Queue<K, T> {
    /// One line for each viewer with waiting operations; the first is next.
    lines: VecDeque<Line<K, T>>,
    /// Operations in all lines.
    waiting: usize,
    /// The room that there is at most.
    most: usize,
    /// The room that there is at least.
    least: usize,
    /// Refusals, less [`SHRINKING`] for each time that nothing was left waiting.
    refused: usize,
}

/// The waiting operations of one viewer, the oldest first; never empty.
#[derive(Debug)]
struct Line<K, T> {
    viewer: K,
    waiting: VecDeque<T>,
}

impl<K: PartialEq, T> Queue<K, T> {
    /// With room for `most`, and for `least` of them in any case.
    pub(super) fn new(most: u32, least: usize) -> Self {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        Self {
            lines: VecDeque::new(),
            waiting: 0,
            most,
            least: least.min(most),
            refused: 0,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting == 0
    }

    /// Adds an operation; where there is too little room, others are refused. As many as there are permits `free` do
    /// not wait, and take no room.
    pub(super) fn join(&mut self, viewer: K, newest: T, free: usize) {
        self.waiting += 1;
        match self.lines.iter_mut().find(|line| line.viewer == viewer) {
            Some(line) => line.waiting.push_back(newest),
            None => self.lines.push_back(Line {
                viewer,
                waiting: VecDeque::from([newest]),
            }),
        }
        let waiting = self.waiting.saturating_sub(free);
        let refused = waiting.saturating_sub(self.room());
        for _ in 0..refused {
            self.refuse();
        }
        let shrunk = (self.most - self.least).saturating_mul(SHRINKING);
        self.refused = self.refused.saturating_add(refused).min(shrunk);
    }

    /// Takes the next operation: of the viewer whose turn it is the oldest, or the newest while there is too little
    /// room.
    pub(super) fn next(&mut self) -> Option<T> {
        let mut line = self.lines.pop_front()?;
        let next = if self.refused == 0 {
            line.waiting.pop_front()
        } else {
            line.waiting.pop_back()
        };
        if !line.waiting.is_empty() {
            self.lines.push_back(line);
        }
        self.waiting -= usize::from(next.is_some());
        if self.is_empty() {
            self.refused = self.refused.saturating_sub(SHRINKING);
        }
        next
    }

    /// Refuses the oldest operation of the viewer with the most; of viewers with as many, of the one that is next.
    fn refuse(&mut self) {
        let lengths = self.lines.iter().map(|line| line.waiting.len());
        let longest = lengths
            .enumerate()
            .max_by_key(|(at, length)| (*length, std::cmp::Reverse(*at)));
        let Some((at, length)) = longest else { return };
        self.waiting -= 1;
        if length == 1 {
            self.lines.remove(at);
        } else if let Some(line) = self.lines.get_mut(at) {
            line.waiting.pop_front();
        }
    }

    fn room(&self) -> usize {
        self.most - self.refused / SHRINKING
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn join(queue: &mut Queue<char, usize>, numbers: impl IntoIterator<Item = usize>) {
        for number in numbers {
            queue.join('a', number, 0);
        }
    }

    fn rest(queue: &mut Queue<char, usize>) -> Vec<usize> {
        std::iter::from_fn(|| queue.next()).collect()
    }

    #[test]
    fn all_take_turns_where_there_is_room() {
        let mut queue = Queue::new(4, 1);
        join(&mut queue, 1..=4);
        assert_eq!(rest(&mut queue), [1, 2, 3, 4]);
    }

    #[test]
    fn the_oldest_are_refused_and_the_newest_go_first_where_there_is_not() {
        let mut queue = Queue::new(4, 1);
        join(&mut queue, 1..=6);
        assert_eq!(rest(&mut queue), [6, 5, 4, 3]);
        // Nothing waited any more.
        join(&mut queue, 7..=10);
        assert_eq!(rest(&mut queue), [7, 8, 9, 10]);
    }

    #[test]
    fn there_is_little_room_while_many_are_refused() {
        let mut queue = Queue::new(4, 1);
        join(&mut queue, 1..=4 + 3 * SHRINKING);
        assert_eq!(queue.waiting, 1);
        // One more for each time that nothing is left waiting.
        let grown = [2, 3, 4, 4].map(|_| {
            rest(&mut queue);
            join(&mut queue, [0]);
            queue.room()
        });
        assert_eq!(grown, [2, 3, 4, 4]);
    }

    #[test]
    fn those_that_need_not_wait_take_no_room() {
        let mut queue = Queue::new(0, 4);
        for number in [1, 2, 3] {
            queue.join('a', number, 2);
        }
        assert_eq!(rest(&mut queue), [2, 3]);
    }

    #[test]
    fn a_viewer_that_floods_the_queue_has_its_own_operations_refused() {
        let mut queue = Queue::new(4, 3);
        queue.join('b', 100, 0);
        for number in 0..50 {
            queue.join('a', number, 0);
        }
        queue.join('c', 200, 0);
        let mut served = rest(&mut queue);
        served.sort_unstable();
        assert_eq!(served, [49, 100, 200]);
    }

    #[test]
    fn viewers_take_turns_however_many_operations_they_have() {
        let mut queue = Queue::new(10, 2);
        for (viewer, number) in [('a', 1), ('a', 2), ('a', 3), ('b', 4), ('c', 5), ('b', 6)] {
            queue.join(viewer, number, 0);
        }
        assert_eq!(rest(&mut queue), [1, 4, 5, 2, 6, 3]);
    }
}
