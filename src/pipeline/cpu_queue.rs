//! Who may be executed next. An operation whose entities are all kept waits for nothing, so that
//! requests queue for the processor itself, where nobody counts them and their time runs away. Here
//! they are counted. As long as there is room for all of them, they take turns. Once there is not, the
//! newest go first and those who have waited longest are told to come again: a queue that is always
//! full would make every answer late.

mod queue;

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::available_parallelism;

use tokio::runtime::Handle;
use tokio::sync::oneshot::{Sender, channel};
use tokio::task::yield_now;

use crate::operation::Rejection;
use queue::Queue;

/// As many as a processor executes in a moment in which nobody new comes.
const ENOUGH: usize = 4;

/// Rounds of the runtime before anybody is executed: whoever has come meanwhile is to get as far as the
/// queue. A round finds out who has come, the next one reads what they ask, and finds who came during
/// that; these are a third as many each time at four times of what can be executed.
const ROUNDS: usize = 5;

/// A place for every processor, and a queue before them.
#[derive(Debug, Clone)]
pub(super) struct CpuQueue {
    state: Arc<Mutex<State>>,
    /// How many may wait.
    most: u32,
}

#[derive(Debug)]
struct State {
    /// Places that nobody has.
    free: usize,
    queue: Queue<Arc<str>, Sender<CpuPermit>>,
    /// Whether free places are about to be given away.
    is_called: bool,
}

/// A place at a processor.
#[derive(Debug)]
pub(super) struct CpuPermit(CpuQueue);

impl CpuQueue {
    /// Those of this machine, with room for `most` operations that wait.
    pub(super) fn new(most: u32) -> Self {
        Self::many(available_parallelism().map_or(1, usize::from), most)
    }

    fn many(queue: usize, most: u32) -> Self {
        let state = State {
            free: queue,
            queue: Queue::new(most, queue.saturating_mul(ENOUGH)),
            is_called: false,
        };
        Self {
            state: Arc::new(Mutex::new(state)),
            most,
        }
    }

    /// Waits for a place for `viewer`; refused once too many others have come.
    pub(super) async fn enter(&self, viewer: &Arc<str>) -> Result<CpuPermit, Rejection> {
        let (turn, place) = channel();
        self.state().join(viewer.clone(), turn);
        self.call();
        place.await.map_err(|_| Rejection::Busy(self.most))
    }

    /// Has free places given to those who wait.
    fn call(&self) {
        // Where there is none, nobody waits any more.
        let Ok(runtime) = Handle::try_current() else {
            return;
        };
        if self.state().is_to_call() {
            let queue = self.clone();
            runtime.spawn(async move {
                for _ in 0..ROUNDS {
                    yield_now().await;
                }
                queue.give();
            });
        }
    }

    fn give(&self) {
        loop {
            let next = self.state().next();
            let Some(turn) = next else { return };
            // Whoever has left gives the place back.
            drop(turn.send(CpuPermit(self.clone())));
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that is done under the lock panics halfway.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn join(&mut self, viewer: Arc<str>, turn: Sender<CpuPermit>) {
        self.queue.join(viewer, turn, self.free);
    }

    /// Whether somebody has to be told of a free place, and nobody is about to.
    fn is_to_call(&mut self) -> bool {
        let is_to_call = self.free > 0 && !self.queue.is_empty() && !self.is_called;
        self.is_called |= is_to_call;
        is_to_call
    }

    /// Takes a free place for whoever is next.
    fn next(&mut self) -> Option<Sender<CpuPermit>> {
        let next = (self.free > 0).then(|| self.queue.next()).flatten();
        match next {
            Some(_) => self.free -= 1,
            None => self.is_called = false,
        }
        next
    }
}

impl CpuPermit {
    /// Begins `work`. Once that waits for something itself, the next one may begin.
    pub(super) async fn run<T>(self, work: impl Future<Output = T>) -> T {
        let mut place = Some(self);
        let mut work = pin!(work);
        poll_fn(|context| {
            let polled = work.as_mut().poll(context);
            place = None;
            polled
        })
        .await
    }
}

impl Drop for CpuPermit {
    fn drop(&mut self) {
        let Self(queue) = self;
        queue.state().free += 1;
        queue.call();
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};
    use std::task::Poll;

    use futures_util::future::join_all;
    use futures_util::poll;

    use super::*;

    fn viewer() -> Arc<str> {
        "viewer".into()
    }

    #[tokio::test]
    async fn whoever_is_too_many_is_refused_before_anybody_is_executed() {
        let queue = CpuQueue::many(2, 1);
        let execute = async |number| Ok(queue.enter(&viewer()).await?.run(ready(number)).await);
        let executed = join_all((0..5).map(execute)).await;
        let busy = || Err(Rejection::Busy(1));
        assert_eq!(executed, [busy(), busy(), Ok(2), Ok(3), Ok(4)]);
        assert_eq!(execute(5).await, Ok(5));
    }

    #[tokio::test]
    async fn whoever_waits_for_something_else_is_in_nobodys_way() {
        let queue = CpuQueue::many(1, 0);
        let place = queue.enter(&viewer()).await.unwrap();
        let mut waiting = pin!(place.run(pending::<()>()));
        let refused = async { queue.enter(&viewer()).await.err() };
        let mut refused = pin!(refused);
        assert_eq!(
            poll!(refused.as_mut()),
            Poll::Ready(Some(Rejection::Busy(0)))
        );
        assert_eq!(poll!(waiting.as_mut()), Poll::Pending);
        assert!(queue.enter(&viewer()).await.is_ok());
    }

    #[tokio::test]
    async fn whoever_leaves_takes_no_place_along() {
        let queue = CpuQueue::many(1, 2);
        let viewer = viewer();
        let place = queue.enter(&viewer).await.unwrap();
        let mut leaves_the_queue = Box::pin(queue.enter(&viewer));
        assert!(poll!(leaves_the_queue.as_mut()).is_pending());
        drop(leaves_the_queue);
        let mut leaves_the_place = Box::pin(queue.enter(&viewer));
        assert!(poll!(leaves_the_place.as_mut()).is_pending());
        drop(place);
        while queue.state().is_called {
            yield_now().await;
        }
        assert_eq!(queue.state().free, 0);
        drop(leaves_the_place);
        assert!(queue.enter(&viewer).await.is_ok());
    }
}
