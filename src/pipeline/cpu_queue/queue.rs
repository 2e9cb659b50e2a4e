//! The order in which waiting operations run, and how many may wait.
//!
//! The capacity suits a burst. Under sustained overload every admitted operation is late by the length of the queue, so
//! the capacity shrinks with each rejection and grows whenever the queue becomes empty.
//!
//! Viewers take turns. A full queue rejects the oldest operation of the viewer with the most waiting operations, so that
//! one viewer cannot displace the operations of another.

use std::collections::VecDeque;

/// Number of rejections that reduce the capacity by one. Fewer would shrink the queue in a short burst; more would keep
/// it long under sustained overload.
const REJECTIONS_PER_STEP: usize = 8;

/// The waiting operations of viewers with keys `K`. Dropping a `T` rejects its operation.
#[derive(Debug)]
pub(super) struct Queue<K, T> {
    /// One line for each viewer with waiting operations, in the order of their turns.
    lines: VecDeque<Line<K, T>>,
    /// Number of operations in all lines.
    waiting: usize,
    max_capacity: usize,
    min_capacity: usize,
    /// Capacity below which rejections do not reduce it, if `max_capacity` allows it.
    wanted_min_capacity: usize,
    /// Rejections, less [`REJECTIONS_PER_STEP`] for each time that the queue became empty.
    rejections: usize,
    /// Number of rejected operations since the start.
    rejected: u64,
}

/// The waiting operations of one viewer, oldest first; never empty.
#[derive(Debug)]
struct Line<K, T> {
    viewer: K,
    waiting: VecDeque<T>,
}

impl<K: PartialEq, T> Queue<K, T> {
    /// Creates a queue whose capacity varies between the two bounds.
    pub(super) fn new(max_capacity: u32, min_capacity: usize) -> Self {
        let max_capacity = usize::try_from(max_capacity).unwrap_or(usize::MAX);
        Self {
            lines: VecDeque::new(),
            waiting: 0,
            max_capacity,
            min_capacity: min_capacity.min(max_capacity),
            wanted_min_capacity: min_capacity,
            rejections: 0,
            rejected: 0,
        }
    }

    /// Number of waiting operations, and of rejected ones since the start.
    pub(super) fn counts(&self) -> (usize, u64) {
        (self.waiting, self.rejected)
    }

    /// Changes the upper bound of the capacity. The next operations that are added displace those beyond it.
    pub(super) fn resize(&mut self, max_capacity: u32) {
        *self = Self {
            lines: std::mem::take(&mut self.lines),
            waiting: self.waiting,
            ..Self::new(max_capacity, self.wanted_min_capacity)
        };
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting == 0
    }

    /// Adds an operation and rejects others if the queue is over capacity. The next `free_permits` operations run at once
    /// and do not count.
    pub(super) fn push(&mut self, viewer: K, operation: T, free_permits: usize) {
        self.waiting += 1;
        match self.lines.iter_mut().find(|line| line.viewer == viewer) {
            Some(line) => line.waiting.push_back(operation),
            None => self.lines.push_back(Line {
                viewer,
                waiting: VecDeque::from([operation]),
            }),
        }
        let waiting = self.waiting.saturating_sub(free_permits);
        let excess = waiting.saturating_sub(self.capacity());
        self.rejected += excess as u64;
        for _ in 0..excess {
            self.reject_one();
        }
        let max_rejections =
            (self.max_capacity - self.min_capacity).saturating_mul(REJECTIONS_PER_STEP);
        self.rejections = self.rejections.saturating_add(excess).min(max_rejections);
    }

    /// Removes the next operation: the oldest of the viewer whose turn it is, or the newest while the capacity is
    /// reduced.
    pub(super) fn pop(&mut self) -> Option<T> {
        let mut line = self.lines.pop_front()?;
        let next = if self.rejections == 0 {
            line.waiting.pop_front()
        } else {
            line.waiting.pop_back()
        };
        if !line.waiting.is_empty() {
            self.lines.push_back(line);
        }
        self.waiting -= usize::from(next.is_some());
        if self.is_empty() {
            self.rejections = self.rejections.saturating_sub(REJECTIONS_PER_STEP);
        }
        next
    }

    /// Rejects the oldest operation of the viewer with the most; among equal viewers, of the one that is next.
    fn reject_one(&mut self) {
        let lengths = self.lines.iter().map(|line| line.waiting.len());
        let longest = lengths
            .enumerate()
            .max_by_key(|(index, length)| (*length, std::cmp::Reverse(*index)));
        let Some((index, length)) = longest else {
            return;
        };
        self.waiting -= 1;
        if length == 1 {
            self.lines.remove(index);
        } else if let Some(line) = self.lines.get_mut(index) {
            line.waiting.pop_front();
        }
    }

    fn capacity(&self) -> usize {
        self.max_capacity - self.rejections / REJECTIONS_PER_STEP
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn push(queue: &mut Queue<char, usize>, numbers: impl IntoIterator<Item = usize>) {
        for number in numbers {
            queue.push('a', number, 0);
        }
    }

    fn drain(queue: &mut Queue<char, usize>) -> Vec<usize> {
        std::iter::from_fn(|| queue.pop()).collect()
    }

    #[test]
    fn operations_run_in_order_within_the_capacity() {
        let mut queue = Queue::new(4, 1);
        push(&mut queue, 1..=4);
        assert_eq!(drain(&mut queue), [1, 2, 3, 4]);
    }

    #[test]
    fn over_capacity_the_oldest_are_rejected_and_the_newest_run_first() {
        let mut queue = Queue::new(4, 1);
        push(&mut queue, 1..=6);
        assert_eq!(drain(&mut queue), [6, 5, 4, 3]);
        // The queue became empty.
        push(&mut queue, 7..=10);
        assert_eq!(drain(&mut queue), [7, 8, 9, 10]);
    }

    #[test]
    fn the_capacity_shrinks_with_rejections_and_grows_back() {
        let mut queue = Queue::new(4, 1);
        push(&mut queue, 1..=4 + 3 * REJECTIONS_PER_STEP);
        assert_eq!(queue.waiting, 1);
        // It grows by one each time that the queue becomes empty.
        let capacities = [2, 3, 4, 4].map(|_| {
            drain(&mut queue);
            push(&mut queue, [0]);
            queue.capacity()
        });
        assert_eq!(capacities, [2, 3, 4, 4]);
    }

    #[test]
    fn operations_with_a_free_permit_do_not_count() {
        let mut queue = Queue::new(0, 4);
        for number in [1, 2, 3] {
            queue.push('a', number, 2);
        }
        assert_eq!(drain(&mut queue), [2, 3]);
    }

    #[test]
    fn a_viewer_that_floods_the_queue_displaces_only_its_own_operations() {
        let mut queue = Queue::new(4, 3);
        queue.push('b', 100, 0);
        for number in 0..50 {
            queue.push('a', number, 0);
        }
        queue.push('c', 200, 0);
        let mut served = drain(&mut queue);
        served.sort_unstable();
        assert_eq!(served, [49, 100, 200]);
    }

    #[test]
    fn viewers_take_turns() {
        let mut queue = Queue::new(10, 2);
        for (viewer, number) in [('a', 1), ('a', 2), ('a', 3), ('b', 4), ('c', 5), ('b', 6)] {
            queue.push(viewer, number, 0);
        }
        assert_eq!(drain(&mut queue), [1, 4, 5, 2, 6, 3]);
    }
}
