//! Writes that no request waits for. When there are too many or Redis is unavailable, they are dropped:
//! leases expire, and values are fetched again.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream;
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::availability::Availability;
use super::command::Command;
use super::connection::Connection;

/// Number of jobs that may wait. Each is one value at most.
const QUEUE: usize = 1_024;
/// Number of jobs that are carried out at the same time.
const CONCURRENCY: usize = 16;
/// Maximum time of one job.
const TIMEOUT: Duration = Duration::from_secs(1);

/// Makes a command, which may take CPU time; `None` if there is nothing to do.
type Make = Box<dyn FnOnce() -> Option<Command> + Send>;

/// The queue of background work.
pub(super) struct Background(mpsc::Sender<Make>);

impl Background {
    /// Starts to work. Ends with the last clone of the queue.
    pub(super) fn start(connection: Arc<Connection>, availability: Arc<Availability>) -> Self {
        let (sender, jobs) = mpsc::channel(QUEUE);
        tokio::spawn(work(jobs, connection, availability));
        Self(sender)
    }

    /// Sends a command.
    pub(super) fn run(&self, command: Command) {
        self.run_made(move || Some(command));
    }

    /// Makes a command and sends it.
    pub(super) fn run_made(&self, make: impl FnOnce() -> Option<Command> + Send + 'static) {
        // A full queue drops the job, see the module.
        let _ = self.0.try_send(Box::new(make));
    }
}

async fn work(
    jobs: mpsc::Receiver<Make>,
    connection: Arc<Connection>,
    availability: Arc<Availability>,
) {
    let jobs = stream::unfold(jobs, |mut jobs| async {
        let job = jobs.recv().await?;
        Some((job, jobs))
    });
    jobs.for_each_concurrent(CONCURRENCY, |make| async {
        if availability.is_up() {
            // A job that takes too long is given up.
            let _ = timeout(TIMEOUT, carry_out(make, &connection)).await;
        }
    })
    .await;
}

async fn carry_out(make: Make, connection: &Connection) {
    if let Some(command) = make() {
        // A failure is counted by the connection.
        let _ = connection.call(&command).await;
    }
}

impl fmt::Debug for Background {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Background")
    }
}
