//! Limit of the bytes that are read from a WebSocket connection. The WebSocket library limits only whole messages, so a
//! client could send empty fragments of one message without end. HTTP requests have their own limits.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};

use parking_lot::{Mutex, MutexGuard};

/// The read limit of one connection, which handlers find in a request's extensions. Inactive until [`set`](Self::set) is
/// called.
#[derive(Debug, Clone, Default)]
pub struct ReadLimit(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    /// Whether the limit is active. Most connections never have one and skip the lock.
    is_set: AtomicBool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Bytes that may still be read; absent without a limit.
    left: Option<usize>,
    /// The task that reads, while it is blocked by the limit.
    reader: Option<Waker>,
    /// The task in [`ReadLimit::exhausted`].
    owner: Option<Waker>,
}

impl ReadLimit {
    /// Allows `bytes` to be read from now on.
    pub fn set(&self, bytes: usize) {
        let mut state = self.state();
        state.left = Some(bytes);
        self.0.is_set.store(true, Ordering::Release);
        if let Some(reader) = state.reader.take() {
            drop(state);
            reader.wake();
        }
    }

    /// Resolves when the limit is reached.
    pub async fn exhausted(&self) {
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

    /// Records that `bytes` were read. They may exceed the limit, because a read fills its buffer.
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
        self.0.state.lock()
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
    fn reading_stops_at_the_limit_and_continues_after_the_next_set() {
        let limit = ReadLimit::default();
        limit.count(1_000_000);
        assert!(may_read(&limit));
        limit.set(10);
        limit.count(9);
        assert!(may_read(&limit));
        assert!(limit.exhausted().now_or_never().is_none());
        limit.count(4);
        assert!(!may_read(&limit));
        assert!(limit.exhausted().now_or_never().is_some());
        limit.set(1);
        assert!(may_read(&limit));
        assert!(limit.exhausted().now_or_never().is_none());
    }

    #[tokio::test]
    async fn the_reader_and_the_owner_wake_each_other() {
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
            limit.exhausted().await;
            limit.set(1);
        }
        reads.await.unwrap();
    }
}
