//! The operations of one socket. They run inside the socket's task, so that an ended operation is dropped at once and
//! none outlives its socket.

use std::collections::{HashMap, VecDeque};
use std::panic::AssertUnwindSafe;
use std::pin::pin;

use futures_util::future::{AbortHandle, Abortable, BoxFuture};
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};

/// Maximum number of queries that wait for others of the same socket. No page starts that many at once; each holds the
/// memory of its message.
pub(super) const QUEUE: usize = 100;

/// Kind of an operation, for the socket's limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Waits if too many run.
    Query,
    /// Is rejected if too many run, because none of them ends by itself.
    Subscription,
}

/// Maximum number of running operations of each kind.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) queries: usize,
    pub(super) subscriptions: usize,
}

/// The socket has reached its limit for this kind of operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooManyOperations {
    pub(super) kind: Kind,
    pub(super) limit: usize,
}

/// An operation whose future panicked.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Panicked {
    pub(super) id: String,
    pub(super) number: u64,
}

/// An operation that the client has started.
#[derive(Debug)]
struct Entry {
    number: u64,
    kind: Kind,
    /// Aborts it; absent while it waits.
    running: Option<AbortHandle>,
}

type Running = Abortable<BoxFuture<'static, Option<Panicked>>>;

/// The operations of a socket by the client's ids.
pub(super) struct Operations {
    limits: Limits,
    entries: HashMap<String, Entry>,
    running: FuturesUnordered<Running>,
    waiting: VecDeque<(String, BoxFuture<'static, ()>)>,
    /// Number of the last operation. It distinguishes operations with the same id.
    number: u64,
}

impl Operations {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            entries: HashMap::new(),
            running: FuturesUnordered::new(),
            waiting: VecDeque::new(),
            number: 0,
        }
    }

    /// Whether an operation with this id runs or waits.
    pub(super) fn contains(&self, id: &str) -> bool {
        self.entries.contains_key(id)
    }

    /// Whether operation `number` is the current one with this id.
    pub(super) fn is_current(&self, id: &str, number: u64) -> bool {
        self.entries
            .get(id)
            .is_some_and(|entry| entry.number == number)
    }

    /// Starts an operation or queues it; `work` creates its future from its number.
    pub(super) fn begin<F>(
        &mut self,
        id: &str,
        kind: Kind,
        work: impl FnOnce(u64) -> F,
    ) -> Result<(), TooManyOperations>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let is_full = self.running(kind) >= self.limit(kind);
        let limit = match kind {
            Kind::Subscription => self.limits.subscriptions,
            Kind::Query => self.limits.queries + QUEUE,
        };
        if is_full && (kind == Kind::Subscription || self.waiting.len() >= QUEUE) {
            return Err(TooManyOperations { kind, limit });
        }
        self.number += 1;
        let entry = Entry {
            number: self.number,
            kind,
            running: None,
        };
        self.entries.insert(id.to_owned(), entry);
        let work = work(self.number).boxed();
        if is_full {
            self.waiting.push_back((id.to_owned(), work));
        } else {
            self.start(id, work);
        }
        Ok(())
    }

    /// Ends a running or waiting operation and starts the next waiting query.
    pub(super) fn end(&mut self, id: &str) {
        let Some(entry) = self.entries.remove(id) else {
            return;
        };
        match entry.running {
            // The next poll of `next_panic` drops the future.
            Some(handle) => handle.abort(),
            None => self.waiting.retain(|(waiting, _)| waiting != id),
        }
        while self.running(Kind::Query) < self.limit(Kind::Query)
            && let Some((id, work)) = self.waiting.pop_front()
        {
            self.start(&id, work);
        }
    }

    /// Whether no operation runs or waits.
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Ends all subscriptions; returns their ids.
    pub(super) fn end_subscriptions(&mut self) -> Vec<String> {
        let entries = self.entries.iter();
        let ids: Vec<_> = entries
            .filter(|(_, entry)| entry.kind == Kind::Subscription)
            .map(|(id, _)| id.clone())
            .collect();
        for id in &ids {
            self.end(id);
        }
        ids
    }

    /// Ends all operations.
    pub(super) fn end_all(&mut self) {
        self.running.clear();
        self.waiting.clear();
        self.entries.clear();
    }

    /// Runs the operations; resolves when one panics.
    pub(super) async fn next_panic(&mut self) -> Panicked {
        loop {
            match self.running.next().await {
                Some(Ok(Some(panicked))) => return panicked,
                Some(_) => {}
                None => std::future::pending().await,
            }
        }
    }

    /// Waits for `other` while the operations run: operations of other sockets may wait for locks that these operations hold.
    pub(super) async fn run_until<T>(
        &mut self,
        other: impl Future<Output = T>,
        panicked: &mut Vec<Panicked>,
    ) -> T {
        let mut other = pin!(other);
        loop {
            tokio::select! {
                biased;
                done = &mut other => return done,
                operation = self.next_panic() => panicked.push(operation),
            }
        }
    }

    fn start(&mut self, id: &str, work: BoxFuture<'static, ()>) {
        let Some(entry) = self.entries.get_mut(id) else {
            return;
        };
        let (handle, registration) = AbortHandle::new_pair();
        entry.running = Some(handle);
        let panicked = Panicked {
            id: id.to_owned(),
            number: entry.number,
        };
        // Shared state is behind locks that stay usable after a panic.
        let guarded = AssertUnwindSafe(work).catch_unwind();
        let guarded = guarded.map(|ended| ended.is_err().then_some(panicked));
        self.running
            .push(Abortable::new(guarded.boxed(), registration));
    }

    fn limit(&self, kind: Kind) -> usize {
        match kind {
            Kind::Query => self.limits.queries,
            Kind::Subscription => self.limits.subscriptions,
        }
    }

    fn running(&self, kind: Kind) -> usize {
        let entries = self.entries.values();
        entries
            .filter(|entry| entry.kind == kind && entry.running.is_some())
            .count()
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::sync::Arc;

    use super::*;

    const LIMITS: Limits = Limits {
        queries: 2,
        subscriptions: 1,
    };

    fn poll(operations: &mut Operations) -> Option<Panicked> {
        operations.next_panic().now_or_never()
    }

    #[test]
    fn an_ended_operation_is_dropped_at_once() {
        let held = Arc::new(());
        let mut operations = Operations::new(LIMITS);
        for number in 0..1_000 {
            let id = number.to_string();
            let held = held.clone();
            let work = |_| async move {
                pending::<()>().await;
                drop(held);
            };
            assert_eq!(operations.begin(&id, Kind::Subscription, work), Ok(()));
            assert_eq!(poll(&mut operations), None);
            operations.end(&id);
            assert_eq!(poll(&mut operations), None);
        }
        assert_eq!(Arc::strong_count(&held), 1);
    }

    #[test]
    fn excess_queries_wait_in_a_bounded_queue_and_excess_subscriptions_are_rejected() {
        let mut operations = Operations::new(LIMITS);
        let work = |_| pending::<()>();
        let begin =
            |operations: &mut Operations, id: String, kind| operations.begin(&id, kind, work);
        for number in 0..102 {
            let id = format!("q{number}");
            assert_eq!(begin(&mut operations, id, Kind::Query), Ok(()));
        }
        let rejected = begin(&mut operations, "q".into(), Kind::Query).unwrap_err();
        assert_eq!((rejected.kind, rejected.limit), (Kind::Query, 102));
        assert!(!operations.contains("q"));
        assert_eq!(
            begin(&mut operations, "s".into(), Kind::Subscription),
            Ok(())
        );
        let rejected = begin(&mut operations, "t".into(), Kind::Subscription).unwrap_err();
        assert_eq!((rejected.kind, rejected.limit), (Kind::Subscription, 1));
        // Ending a waiting query frees its queue entry; ending a running one starts the next.
        operations.end("q50");
        assert_eq!(begin(&mut operations, "q".into(), Kind::Query), Ok(()));
        assert_eq!(operations.running(Kind::Query), 2);
        operations.end("q0");
        assert_eq!(operations.running(Kind::Query), 2);
        assert!(operations.entries["q2"].running.is_some());
        assert_eq!(operations.end_subscriptions(), ["s"]);
        assert_eq!(operations.entries.len(), 101);
        operations.end_all();
        assert!(operations.is_empty());
        assert_eq!(poll(&mut operations), None);
    }

    #[test]
    fn a_panic_ends_only_its_own_operation() {
        let mut operations = Operations::new(LIMITS);
        let work = |_| async { panic!("a bug") };
        operations.begin("a", Kind::Query, work).unwrap();
        operations
            .begin("b", Kind::Query, |_| pending::<()>())
            .unwrap();
        let panicked = poll(&mut operations).unwrap();
        assert_eq!((panicked.id.as_str(), panicked.number), ("a", 1));
        assert!(operations.is_current("a", 1) && operations.is_current("b", 2));
    }
}
