//! Runs a query and its loaders on one task, in turns: first the query, until it waits for data and
//! nothing else; then the loaders, whose batches are thereby complete. Nothing is timed, nothing is
//! left running when the query is dropped, and no lock is held across a call.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use async_graphql::runtime::Timer;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::task::{FutureObj, Spawn, SpawnError};

use super::gate::Gate;

/// Work that loaders have handed over and nobody drives yet.
#[derive(Clone, Default)]
pub struct Tasks(Arc<Mutex<Vec<FutureObj<'static, ()>>>>);

impl Tasks {
    fn take(&self) -> Vec<FutureObj<'static, ()>> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Spawn for Tasks {
    fn spawn_obj(&self, task: FutureObj<'static, ()>) -> Result<(), SpawnError> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(task);
        Ok(())
    }
}

/// Runs `query` to its end, and beside it the work that it causes.
pub async fn drive<F: Future>(query: F, tasks: &Tasks) -> F::Output {
    let mut query = pin!(query);
    let mut running = FuturesUnordered::new();
    poll_fn(move |cx| {
        if let Poll::Ready(answer) = query.as_mut().poll(cx) {
            return Poll::Ready(answer);
        }
        running.extend(tasks.take());
        poll_all(&mut running, cx);
        Poll::Pending
    })
    .await
}

/// A finished task wakes the query through its loader's channel, so its own end needs no notice.
fn poll_all(running: &mut FuturesUnordered<FutureObj<'static, ()>>, cx: &mut Context<'_>) {
    while let Poll::Ready(Some(())) = running.poll_next_unpin(cx) {}
}

/// When a loader closes its batch: once the query has nothing more to ask and no answer is pending
/// that could make it ask for more of the same.
pub(super) struct AfterGates(Arc<[Gate]>);

impl AfterGates {
    pub(super) fn none() -> Self {
        Self(Arc::new([]))
    }

    pub(super) fn of<const N: usize>(gates: [Gate; N]) -> Self {
        Self(Arc::new(gates))
    }
}

impl Timer for AfterGates {
    fn delay(&self, _: Duration) -> BoxFuture<'static, ()> {
        let gates = self.0.clone();
        Box::pin(async move {
            loop {
                // The query takes its turn, so that what it was just given has been looked at.
                yield_once().await;
                let Some(busy) = gates.iter().find(|gate| gate.is_busy()) else {
                    return;
                };
                busy.idle().await;
            }
        })
    }
}

async fn yield_once() {
    let mut yielded = false;
    poll_fn(|cx| {
        if yielded {
            return Poll::Ready(());
        }
        yielded = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
