//! Who may be executed next. An operation whose entities are all kept waits for nothing, so that
//! requests queue for the processor itself, where nobody counts them and their time runs away. Here
//! they are counted, and whoever is too many is told at once.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::thread::available_parallelism;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::task::yield_now;

use crate::operation::Rejection;

/// A place for every processor, and a queue before them.
#[derive(Debug, Clone)]
pub(super) struct Processors {
    places: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    /// How many may wait.
    most: u32,
}

impl Processors {
    /// Those of this machine, with room for `queue` operations that wait.
    pub(super) fn new(queue: u32) -> Self {
        Self::many(available_parallelism().map_or(1, usize::from), queue)
    }

    fn many(processors: usize, queue: u32) -> Self {
        let room = usize::try_from(queue).unwrap_or(usize::MAX);
        Self {
            places: Arc::new(Semaphore::new(processors)),
            queue: Arc::new(Semaphore::new(room.min(Semaphore::MAX_PERMITS))),
            most: queue,
        }
    }

    /// Waits for a place; refused at once where too many wait already.
    pub(super) async fn enter(&self) -> Result<Place<'_>, Rejection> {
        let busy = || Rejection::Busy(self.most);
        if let Ok(place) = self.places.try_acquire() {
            return Ok(Place(place));
        }
        let _waiting = self.queue.try_acquire().map_err(|_| busy())?;
        let place = self.places.acquire().await.map_err(|_| busy())?;
        Ok(Place(place))
    }
}

/// A place at a processor.
#[derive(Debug)]
pub(super) struct Place<'p>(SemaphorePermit<'p>);

impl Place<'_> {
    /// Begins `work`. Once that waits for something itself, the next one may begin.
    pub(super) async fn run<T>(self, work: impl Future<Output = T>) -> T {
        let Self(place) = self;
        let mut place = Some(place);
        // Requests that have come meanwhile get as far as the queue, or are refused, before this takes
        // its time.
        yield_now().await;
        let mut work = pin!(work);
        poll_fn(|context| {
            let polled = work.as_mut().poll(context);
            place = None;
            polled
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};
    use std::task::Poll;

    use futures_util::future::join_all;
    use futures_util::poll;

    use super::*;

    #[tokio::test]
    async fn whoever_is_too_many_is_refused_before_anybody_is_executed() {
        let processors = Processors::many(2, 1);
        let execute = async |number| Ok(processors.enter().await?.run(ready(number)).await);
        let executed = join_all((0..5).map(execute)).await;
        let busy = || Err(Rejection::Busy(1));
        assert_eq!(executed, [Ok(0), Ok(1), Ok(2), busy(), busy()]);
        assert_eq!(execute(5).await, Ok(5));
    }

    #[tokio::test]
    async fn whoever_waits_for_something_else_is_in_nobodys_way() {
        let processors = Processors::many(1, 0);
        let place = processors.enter().await.unwrap();
        let mut waiting = pin!(place.run(pending::<()>()));
        assert_eq!(poll!(waiting.as_mut()), Poll::Pending);
        assert_eq!(processors.enter().await.err(), Some(Rejection::Busy(0)));
        assert_eq!(poll!(waiting.as_mut()), Poll::Pending);
        assert!(processors.enter().await.is_ok());
    }
}
