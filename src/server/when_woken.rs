//! A future that is polled only after it was woken, or by another task than before. Polling one that waits for a
//! notification takes locks, and a connection is polled several times for each request.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use futures_util::task::AtomicWaker;

/// A future that is polled only after it was woken, or by another task than before.
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
        let Self {
            future,
            woken,
            waker,
            task,
        } = &mut *self;
        let known = task.as_ref();
        let is_same = known.is_some_and(|known| known.will_wake(context.waker()));
        if is_same && !woken.is_woken.load(Ordering::Acquire) {
            return Poll::Pending;
        }
        // A wake-up removes the registration. So it is made after the flag is reset: while the flag is not set, the task is
        // registered.
        woken.is_woken.swap(false, Ordering::AcqRel);
        woken.task.register(context.waker());
        if !is_same {
            *task = Some(context.waker().clone());
        }
        let polled = future.as_mut().poll(&mut Context::from_waker(waker));
        if polled.is_pending() && woken.is_woken.load(Ordering::Acquire) {
            // Woken since, perhaps before the registration.
            context.waker().wake_by_ref();
        }
        polled
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
    use tokio::time::{Duration, timeout};

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
    async fn every_wake_up_reaches_the_task() {
        let notify = Arc::new(Notify::new());
        let waited = notify.clone();
        let waiting = WhenWoken::new(async move {
            for _ in 0..3 {
                waited.notified().await;
            }
        });
        let task = tokio::spawn(waiting);
        for _ in 0..3 {
            tokio::task::yield_now().await;
            notify.notify_one();
        }
        timeout(Duration::from_secs(10), task)
            .await
            .unwrap()
            .unwrap();
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
