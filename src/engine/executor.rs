//! Cooperative executor: runs a query and its loaders alternately on one task. The query runs until it
//! waits for data and for nothing else; then the loaders run, and their batches are complete. No timer is
//! needed, dropping the query drops the loads, and no lock is held across an upstream call.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use async_graphql::runtime::Timer;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::task::{AtomicWaker, FutureObj, Spawn, SpawnError};
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

/// How often query and loaders run in turn before other tasks of the thread get their time.
const MAX_ROUNDS: u32 = 64;

/// Runs `query` to completion together with the tasks that its loaders spawn. A wake-up of a load polls the loads only:
/// polling the query means polling all rows that wait.
pub(crate) async fn run<F: Future>(query: F, tasks: &LoaderTasks) -> F::Output {
    let mut query = pin!(query);
    let mut running = FuturesUnordered::new();
    let (query_part, query_waker) = Part::new();
    let (loads_part, loads_waker) = Part::new();
    poll_fn(move |cx| {
        query_part.task.register(cx.waker());
        loads_part.task.register(cx.waker());
        for _ in 0..MAX_ROUNDS {
            if query_part.take_woken() {
                let polled = query.as_mut().poll(&mut Context::from_waker(&query_waker));
                if let Poll::Ready(response) = polled {
                    return Poll::Ready(response);
                }
                let new = tasks.take();
                if !new.is_empty() {
                    running.extend(new);
                    loads_part.run_next_round();
                }
            } else if loads_part.take_woken() {
                // The query gets the result of a completed load before another batch closes.
                let polled = running.poll_next_unpin(&mut Context::from_waker(&loads_waker));
                if polled == Poll::Ready(Some(())) {
                    loads_part.run_next_round();
                }
            } else {
                return Poll::Pending;
            }
            if !tokio::task::coop::has_budget_remaining() {
                break;
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await
}

/// The query or its loads: whether they can make progress, and the task to wake then.
struct Part {
    is_woken: AtomicBool,
    task: AtomicWaker,
}

impl Part {
    /// A part that has not run yet.
    fn new() -> (Arc<Self>, Waker) {
        let part = Arc::new(Self {
            is_woken: AtomicBool::new(true),
            task: AtomicWaker::new(),
        });
        let waker = Waker::from(part.clone());
        (part, waker)
    }

    fn take_woken(&self) -> bool {
        self.is_woken.swap(false, Ordering::AcqRel)
    }

    /// Lets the part run in the next round.
    fn run_next_round(&self) {
        self.is_woken.store(true, Ordering::Release);
    }
}

impl Wake for Part {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.run_next_round();
        self.task.wake();
    }
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

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use tokio::sync::oneshot;

    use super::*;

    /// Counts how often the query is polled while `loads` of ten steps each run.
    async fn polls(loads: usize) -> usize {
        let tasks = LoaderTasks::default();
        let polls = Cell::new(0);
        let mut results = Vec::new();
        for _ in 0..loads {
            let (loaded, result) = oneshot::channel();
            let load = async move {
                for _ in 0..10 {
                    tokio::task::yield_now().await;
                }
                let _ = loaded.send(());
            };
            tasks.spawn_obj(FutureObj::new(Box::new(load))).unwrap();
            results.push(result);
        }
        let mut query = pin!(futures_util::future::join_all(results));
        let counted = poll_fn(|cx| {
            polls.set(polls.get() + 1);
            query.as_mut().poll(cx)
        });
        assert_eq!(run(counted, &tasks).await.len(), loads);
        polls.get()
    }

    #[tokio::test]
    async fn a_query_is_polled_when_a_load_has_completed_and_not_for_its_steps() {
        assert_eq!(polls(1).await, 2);
        let polls = polls(20).await;
        assert!(polls <= 21, "{polls} polls for 20 loads of 10 steps");
    }

    #[tokio::test]
    async fn a_load_without_end_leaves_the_thread_to_other_tasks() {
        let tasks = LoaderTasks::default();
        let spin = async {
            loop {
                yield_once().await;
            }
        };
        tasks.spawn_obj(FutureObj::new(Box::new(spin))).unwrap();
        let endless = run(std::future::pending::<()>(), &tasks);
        let other = tokio::task::yield_now();
        tokio::select! {
            biased;
            () = endless => unreachable!("the query does not end"),
            () = other => {}
        }
    }
}
