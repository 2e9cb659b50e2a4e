//! How many more bytes are read from a connection. HTTP has its own bounds; a WebSocket has none below a
//! whole message, so that empty fragments of one message could be sent without end.

use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// The read limit of one connection, which handlers find among a request's extensions. Without
/// [`set`](Self::set) there is none.
#[derive(Debug, Clone, Default)]
pub struct ReadLimit(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    /// Whether there is a limit: most connections never have one.
    is_set: AtomicBool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Bytes that may be read; absent without a limit.
    left: Option<usize>,
    /// The task that reads, while it waits for more.
    reader: Option<Waker>,
    /// The task in [`ReadLimit::is_used_up`].
    owner: Option<Waker>,
}

impl ReadLimit {
    /// Lets `bytes` more be read from now on.
    pub fn set(&self, bytes: usize) {
        let mut state = self.state();
        state.left = Some(bytes);
        self.0.is_set.store(true, Ordering::Release);
        if let Some(reader) = state.reader.take() {
            drop(state);
            reader.wake();
        }
    }

    /// Resolves when no byte may be read any more.
    pub async fn is_used_up(&self) {
        poll_fn(|context| {
            let mut state = self.state();
            if state.left == Some(0) {
                return Poll::Ready(());
            }
            state.owner = Some(context.waker().clone());
            Poll::Pending
        })
        .await;
    }

    /// Whether the connection may read now.
    pub(super) fn poll_ready(&self, context: &Context<'_>) -> Poll<()> {
        if !self.0.is_set.load(Ordering::Acquire) {
            return Poll::Ready(());
        }
        let mut state = self.state();
        if state.left != Some(0) {
            return Poll::Ready(());
        }
        state.reader = Some(context.waker().clone());
        Poll::Pending
    }

    /// The connection has read `bytes`. More than were left may be: a read fills its buffer.
    pub(super) fn count(&self, bytes: usize) {
        if !self.0.is_set.load(Ordering::Acquire) {
            return;
        }
        let mut state = self.state();
        let Some(left) = state.left else { return };
        let left = left.saturating_sub(bytes);
        state.left = Some(left);
        if left == 0
            && let Some(owner) = state.owner.take()
        {
            drop(state);
            owner.wake();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that runs under the lock panics halfway.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    fn may_read(limit: &ReadLimit) -> bool {
        let context = Context::from_waker(Waker::noop());
        limit.poll_ready(&context).is_ready()
    }

    #[test]
    fn reading_stops_at_the_limit_and_goes_on_with_a_new_one() {
        let limit = ReadLimit::default();
        limit.count(1_000_000);
        assert!(may_read(&limit));
        limit.set(10);
        limit.count(9);
        assert!(may_read(&limit));
        assert!(limit.is_used_up().now_or_never().is_none());
        limit.count(4);
        assert!(!may_read(&limit));
        assert!(limit.is_used_up().now_or_never().is_some());
        limit.set(1);
        assert!(may_read(&limit));
        assert!(limit.is_used_up().now_or_never().is_none());
    }

    #[tokio::test]
    async fn both_sides_wake_each_other() {
        let limit = ReadLimit::default();
        limit.set(1);
        let reader = limit.clone();
        let reads = tokio::spawn(async move {
            for _ in 0..3 {
                poll_fn(|context| reader.poll_ready(context)).await;
                reader.count(1);
            }
        });
        for _ in 0..3 {
            limit.is_used_up().await;
            limit.set(1);
        }
        reads.await.unwrap();
    }
}
