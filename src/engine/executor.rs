//! Cooperative executor: runs a query and its loaders alternately on one task. The query runs until it
//! waits for data and for nothing else; then the loaders run, and their batches are complete. No timer is
//! needed, dropping the query drops the loads, and no lock is held across an upstream call.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use async_graphql::runtime::Timer;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::task::{FutureObj, Spawn, SpawnError};
use parking_lot::Mutex;

use super::barrier::Barrier;

/// Tasks that loaders have spawned and the executor has not polled yet.
#[derive(Clone, Default)]
pub struct LoaderTasks(Arc<Mutex<Vec<FutureObj<'static, ()>>>>);

impl LoaderTasks {
    fn take(&self) -> Vec<FutureObj<'static, ()>> {
        std::mem::take(&mut *self.0.lock())
    }
}

impl Spawn for LoaderTasks {
    fn spawn_obj(&self, task: FutureObj<'static, ()>) -> Result<(), SpawnError> {
        self.0.lock().push(task);
        Ok(())
    }
}

/// Runs `query` to completion together with the tasks that its loaders spawn.
pub(crate) async fn run<F: Future>(query: F, tasks: &LoaderTasks) -> F::Output {
    let mut query = pin!(query);
    let mut running = FuturesUnordered::new();
    poll_fn(move |cx| {
        if let Poll::Ready(response) = query.as_mut().poll(cx) {
            return Poll::Ready(response);
        }
        running.extend(tasks.take());
        poll_all(&mut running, cx);
        Poll::Pending
    })
    .await
}

/// Polls the loaders' tasks. A completed task wakes the query through its loader's channel, so nothing else
/// has to.
fn poll_all(running: &mut FuturesUnordered<FutureObj<'static, ()>>, cx: &mut Context<'_>) {
    while let Poll::Ready(Some(())) = running.poll_next_unpin(cx) {}
}

/// Closes a loader's batch when the query can make no progress and no barrier has a pending load, whose result
/// could add keys to the batch.
#[derive(Clone, Default)]
pub(crate) struct AfterBarriers(Arc<[Barrier]>);

impl AfterBarriers {
    pub(crate) fn new(barriers: &[&Barrier]) -> Self {
        Self(barriers.iter().copied().cloned().collect())
    }
}

impl Timer for AfterBarriers {
    fn delay(&self, _: Duration) -> BoxFuture<'static, ()> {
        let barriers = self.0.clone();
        Box::pin(async move {
            loop {
                // The query runs first, so that it has processed the results that it received.
                yield_once().await;
                let Some(pending) = barriers.iter().find(|barrier| barrier.is_pending()) else {
                    return;
                };
                pending.cleared().await;
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
