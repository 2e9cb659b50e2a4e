//! Writes that no request waits for. When there are too many or Redis is unavailable, they are dropped and
//! counted: leases expire, values are fetched again, and responses correct the rate windows.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream;
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::availability::{Availability, Unavailable};
use super::command::Command;
use super::connection::Connection;

/// Number of jobs of one queue that may wait. Each is one value at most.
const QUEUE: usize = 1_024;
/// Number of jobs with values that are carried out at the same time.
const CONCURRENCY: usize = 16;
/// Number of urgent jobs that are carried out at the same time. They are short.
const URGENT_CONCURRENCY: usize = 64;
/// Maximum time of one job.
const TIMEOUT: Duration = Duration::from_secs(1);

/// Makes a command, which may take CPU time; `None` if there is nothing to do.
type Make = Box<dyn FnOnce() -> Option<Command> + Send>;

/// The queues of background work.
pub(super) struct Background {
    /// Counts, pauses and leases to give up, which do not wait for values.
    urgent: mpsc::Sender<Make>,
    values: mpsc::Sender<Make>,
    dropped: Arc<AtomicU64>,
}

impl Background {
    /// Starts to work. Ends with the last clone of the queues.
    pub(super) fn start(connection: &Arc<Connection>, availability: &Arc<Availability>) -> Self {
        let dropped = Arc::<AtomicU64>::default();
        let start = |concurrency, availability| {
            let (sender, jobs) = mpsc::channel(QUEUE);
            let worker = Worker {
                connection: connection.clone(),
                availability,
                dropped: dropped.clone(),
            };
            tokio::spawn(worker.work(jobs, concurrency));
            sender
        };
        Self {
            urgent: start(URGENT_CONCURRENCY, None),
            values: start(CONCURRENCY, Some(availability.clone())),
            dropped,
        }
    }

    /// Sends a command.
    pub(super) fn run(&self, command: Command) {
        self.run_made(move || Some(command));
    }

    /// Makes a command and sends it.
    pub(super) fn run_made(&self, make: impl FnOnce() -> Option<Command> + Send + 'static) {
        self.push(&self.values, Box::new(make));
    }

    /// Makes a short command and sends it before values.
    pub(super) fn run_urgent(&self, make: impl FnOnce() -> Option<Command> + Send + 'static) {
        self.push(&self.urgent, Box::new(make));
    }

    /// Number of commands that were dropped.
    pub(super) fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    fn push(&self, queue: &mpsc::Sender<Make>, make: Make) {
        if queue.try_send(make).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }
}

struct Worker {
    connection: Arc<Connection>,
    /// `None` if the jobs are also sent while Redis does not answer: they belong to earlier commands on its connection.
    availability: Option<Arc<Availability>>,
    dropped: Arc<AtomicU64>,
}

impl Worker {
    async fn work(self, jobs: mpsc::Receiver<Make>, concurrency: usize) {
        let jobs = stream::unfold(jobs, |mut jobs| async {
            let job = jobs.recv().await?;
            Some((job, jobs))
        });
        jobs.for_each_concurrent(concurrency, |make| async {
            // A job that takes too long is given up. A refusal is counted by the connection.
            match timeout(TIMEOUT, self.carry_out(make)).await {
                Ok(Ok(()) | Err(Unavailable::Failed)) => {}
                _ => drop(self.dropped.fetch_add(1, Ordering::Relaxed)),
            }
        })
        .await;
    }

    async fn carry_out(&self, make: Make) -> Result<(), Unavailable> {
        let availability = self.availability.as_ref();
        if availability.is_some_and(|availability| !availability.is_up()) {
            return Err(Unavailable::NotSent);
        }
        match make() {
            Some(command) => self.connection.call(&command).await.map(drop),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Background {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Background")
    }
}
