//! Stage 6: a queue in front of execution, with one permit per CPU.
//!
//! An operation whose data is cached never waits for I/O. Without this queue such operations would pile up in the
//! runtime's own queue, which is unbounded and invisible, and all of them would time out under overload. Here they are
//! counted: viewers take turns while the queue has capacity; beyond it the newest operations run first and the oldest
//! are rejected, because a queue that is always full delays every response.

mod queue;

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::thread::available_parallelism;

use parking_lot::{Mutex, MutexGuard};
use tokio::runtime::Handle;
use tokio::sync::oneshot::{Sender, channel};
use tokio::task::yield_now;
use tokio::time::Instant;

use crate::pipeline::operation::RequestError;
use crate::telemetry::{GateReading, Histogram};
use queue::Queue;

/// Minimum queue capacity per CPU. A CPU executes about this many cached operations between two polls of the sockets;
/// with fewer, it would idle while requests are rejected.
const MIN_CAPACITY_PER_CPU: usize = 4;

/// Maximum number of scheduler yields before permits are handed out, so that requests that are already readable on a
/// socket reach the queue first. Measured at four times the capacity: each yield finds a third as many requests as the
/// one before; five are enough, and more cost throughput. A yield during which no operation arrived is the last one,
/// because each costs an idle process a system call.
const MAX_YIELDS: usize = 5;

/// One permit per CPU, and the queue of operations that wait for one. Clones share the state.
#[derive(Debug, Clone)]
pub(super) struct CpuQueue {
    state: Arc<Mutex<State>>,
    /// Number of permits.
    cpus: usize,
    /// Times of the operations that got a permit.
    wait: Histogram,
}

#[derive(Debug)]
struct State {
    free_permits: usize,
    queue: Queue<Arc<str>, Sender<CpuPermit>>,
    /// Maximum number of waiting operations.
    capacity: u32,
    /// Whether a task is about to hand out free permits.
    is_dispatching: bool,
    /// Number of operations that have arrived since the start.
    arrived: u64,
}

/// Permission to execute on a CPU; dropping it hands it to the next operation.
#[derive(Debug)]
pub(super) struct CpuPermit(CpuQueue);

impl CpuQueue {
    /// Creates a permit for each CPU of this machine and a queue for `capacity` operations.
    /// Observes their times in `wait`.
    pub(super) fn new(capacity: u32, wait: Histogram) -> Self {
        let cpus = available_parallelism().map_or(1, usize::from);
        Self::with_cpus(cpus, capacity, wait)
    }

    fn with_cpus(cpus: usize, capacity: u32, wait: Histogram) -> Self {
        let state = State {
            free_permits: cpus,
            queue: Queue::new(capacity, cpus.saturating_mul(MIN_CAPACITY_PER_CPU)),
            capacity,
            is_dispatching: false,
            arrived: 0,
        };
        Self {
            state: Arc::new(Mutex::new(state)),
            cpus,
            wait,
        }
    }

    /// Changes the maximum number of waiting operations.
    pub(super) fn resize(&self, capacity: u32) {
        let mut state = self.state();
        state.capacity = capacity;
        state.queue.resize(capacity);
    }

    /// Waits for a permit for `viewer`; fails when newer operations displace this one from the queue.
    pub(super) async fn acquire(&self, viewer: &Arc<str>) -> Result<CpuPermit, RequestError> {
        let started = Instant::now();
        let (sender, permit) = channel();
        self.state().push(viewer.clone(), sender);
        self.dispatch();
        let permit = permit.await.map_err(|_| RequestError::CpuQueueFull {
            queue: self.state().capacity,
        })?;
        self.wait.observe(started.elapsed().as_secs_f64());
        Ok(permit)
    }

    /// Whether operations wait for a permit.
    pub(super) fn has_waiting(&self) -> bool {
        !self.state().queue.is_empty()
    }

    /// The state for the metrics.
    pub(super) fn reading(&self) -> GateReading {
        let state = self.state();
        let (waiting, rejected) = state.queue.counts();
        GateReading {
            gate: "cpu",
            in_use: self.cpus.saturating_sub(state.free_permits),
            limit: self.cpus,
            waiting,
            rejected,
        }
    }

    /// Hands free permits to waiting operations, in a task of its own.
    fn dispatch(&self) {
        // Without a runtime the process is ending, and no operation waits.
        let Ok(runtime) = Handle::try_current() else {
            return;
        };
        if self.state().needs_dispatch() {
            let queue = self.clone();
            runtime.spawn(async move {
                queue.wait_for_arrivals().await;
                queue.hand_out();
            });
        }
    }

    /// Yields as long as operations arrive, [`MAX_YIELDS`] times at most.
    async fn wait_for_arrivals(&self) {
        let mut arrived = self.state().arrived;
        for _ in 0..MAX_YIELDS {
            yield_now().await;
            let before = std::mem::replace(&mut arrived, self.state().arrived);
            if before == arrived {
                return;
            }
        }
    }

    fn hand_out(&self) {
        loop {
            let next = self.state().next();
            let Some(sender) = next else { return };
            // If the operation was canceled, the permit comes back and is dropped here.
            drop(sender.send(CpuPermit(self.clone())));
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }
}

impl State {
    fn push(&mut self, viewer: Arc<str>, sender: Sender<CpuPermit>) {
        self.arrived += 1;
        self.queue.push(viewer, sender, self.free_permits);
    }

    /// Whether a task has to be started that hands out permits; the caller starts it.
    fn needs_dispatch(&mut self) -> bool {
        let is_needed = self.free_permits > 0 && !self.queue.is_empty() && !self.is_dispatching;
        self.is_dispatching |= is_needed;
        is_needed
    }

    /// Takes a free permit for the next operation.
    fn next(&mut self) -> Option<Sender<CpuPermit>> {
        let next = (self.free_permits > 0).then(|| self.queue.pop()).flatten();
        match next {
            Some(_) => self.free_permits -= 1,
            None => self.is_dispatching = false,
        }
        next
    }
}

impl CpuPermit {
    /// Runs `work` and releases the permit after its first poll: an operation that then waits for I/O needs no CPU.
    pub(super) async fn run<T>(self, work: impl Future<Output = T>) -> T {
        let mut permit = Some(self);
        let mut work = pin!(work);
        poll_fn(|context| {
            let polled = work.as_mut().poll(context);
            permit = None;
            polled
        })
        .await
    }
}

impl Drop for CpuPermit {
    fn drop(&mut self) {
        let Self(queue) = self;
        queue.state().free_permits += 1;
        queue.dispatch();
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};
    use std::task::Poll;

    use futures_util::future::join_all;
    use futures_util::poll;

    use super::*;
    use crate::telemetry::durations;

    fn with_cpus(cpus: usize, capacity: u32) -> CpuQueue {
        CpuQueue::with_cpus(cpus, capacity, durations())
    }

    fn viewer() -> Arc<str> {
        "viewer".into()
    }

    fn full(queue: u32) -> RequestError {
        RequestError::CpuQueueFull { queue }
    }

    #[tokio::test]
    async fn excess_operations_are_rejected_before_any_runs() {
        let queue = with_cpus(2, 1);
        let execute = async |number| Ok(queue.acquire(&viewer()).await?.run(ready(number)).await);
        let results = join_all((0..5).map(execute)).await;
        let rejected = || Err(full(1));
        assert_eq!(results, [rejected(), rejected(), Ok(2), Ok(3), Ok(4)]);
        assert_eq!(execute(5).await, Ok(5));
    }

    /// How many scheduler yields the permit of one operation takes while others arrive, one during each yield.
    async fn yields_with_arrivals(others: usize) -> usize {
        let queue = with_cpus(1, 100);
        let viewer = viewer();
        let mut first = pin!(queue.acquire(&viewer));
        let mut arrived = Vec::new();
        for yields in 0.. {
            if poll!(first.as_mut()).is_ready() {
                return yields;
            }
            if arrived.len() < others {
                let mut other = Box::pin(queue.acquire(&viewer));
                assert!(poll!(other.as_mut()).is_pending());
                arrived.push(other);
            }
            yield_now().await;
        }
        unreachable!("the first operation gets its permit")
    }

    #[tokio::test]
    async fn permits_wait_while_operations_arrive_and_not_for_ever() {
        let alone = yields_with_arrivals(0).await;
        let yields = [1, 2, 3].map(async |others| yields_with_arrivals(others).await - alone);
        assert_eq!(join_all(yields).await, [0, 1, 2]);
        let longest = yields_with_arrivals(50).await - alone;
        assert_eq!(longest, MAX_YIELDS - 1);
    }

    #[tokio::test]
    async fn an_operation_that_waits_for_io_holds_no_permit() {
        let queue = with_cpus(1, 0);
        let permit = queue.acquire(&viewer()).await.unwrap();
        let mut waiting = pin!(permit.run(pending::<()>()));
        let rejected = async { queue.acquire(&viewer()).await.err() };
        let mut rejected = pin!(rejected);
        assert_eq!(poll!(rejected.as_mut()), Poll::Ready(Some(full(0))));
        assert_eq!(poll!(waiting.as_mut()), Poll::Pending);
        assert!(queue.acquire(&viewer()).await.is_ok());
    }

    #[tokio::test]
    async fn a_canceled_operation_releases_its_permit() {
        let queue = with_cpus(1, 2);
        let viewer = viewer();
        let permit = queue.acquire(&viewer).await.unwrap();
        let mut canceled_in_queue = Box::pin(queue.acquire(&viewer));
        assert!(poll!(canceled_in_queue.as_mut()).is_pending());
        drop(canceled_in_queue);
        let mut canceled_with_permit = Box::pin(queue.acquire(&viewer));
        assert!(poll!(canceled_with_permit.as_mut()).is_pending());
        drop(permit);
        while queue.state().is_dispatching {
            yield_now().await;
        }
        assert_eq!(queue.state().free_permits, 0);
        drop(canceled_with_permit);
        assert!(queue.acquire(&viewer).await.is_ok());
    }
}
