//! A future that is polled only after it was woken. Polling one that waits for a notification takes locks, and a connection
//! is polled several times for each request.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use futures_util::task::AtomicWaker;

/// A future that is polled only after it was woken.
pub(super) struct WhenWoken<F> {
    future: Pin<Box<F>>,
    woken: Arc<Woken>,
    waker: Waker,
    /// The task that polled last.
    task: Option<Waker>,
}

#[derive(Debug)]
struct Woken {
    is_woken: AtomicBool,
    task: AtomicWaker,
}

impl<F: Future> WhenWoken<F> {
    pub(super) fn new(future: F) -> Self {
        let woken = Arc::new(Woken {
            is_woken: AtomicBool::new(true),
            task: AtomicWaker::new(),
        });
        Self {
            future: Box::pin(future),
            waker: Waker::from(woken.clone()),
            woken,
            task: None,
        }
    }
}

impl<F: Future> Future for WhenWoken<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let task = context.waker();
        // Registered before the flag is read, so that no wake-up is lost in between.
        if !self
            .task
            .as_ref()
            .is_some_and(|known| known.will_wake(task))
        {
            self.woken.task.register(task);
            self.task = Some(task.clone());
        }
        let is_woken = &self.woken.is_woken;
        // Reading is much cheaper than replacing, and it was rarely woken.
        if !is_woken.load(Ordering::Relaxed) || !is_woken.swap(false, Ordering::AcqRel) {
            return Poll::Pending;
        }
        let Self { future, waker, .. } = &mut *self;
        future.as_mut().poll(&mut Context::from_waker(waker))
    }
}

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.is_woken.store(true, Ordering::Release);
        self.task.wake();
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::future::poll_fn;
    use std::pin::pin;

    use futures_util::poll;
    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn a_future_is_polled_once_for_each_time_that_it_was_woken() {
        let (notify, polls) = (Notify::new(), Cell::new(0));
        let mut notified = pin!(notify.notified());
        let counted = poll_fn(|context| {
            polls.set(polls.get() + 1);
            notified.as_mut().poll(context)
        });
        let mut waiting = WhenWoken::new(counted);
        for _ in 0..3 {
            assert!(poll!(&mut waiting).is_pending());
        }
        assert_eq!(polls.get(), 1);
        notify.notify_one();
        waiting.await;
        assert_eq!(polls.get(), 2);
    }

    #[tokio::test]
    async fn the_task_that_polled_last_is_woken() {
        let notify = Arc::new(Notify::new());
        let waited = notify.clone();
        let mut waiting = WhenWoken::new(async move { waited.notified().await });
        assert!(poll!(&mut waiting).is_pending());
        let moved = tokio::spawn(waiting);
        tokio::task::yield_now().await;
        notify.notify_waiters();
        moved.await.unwrap();
    }
}
