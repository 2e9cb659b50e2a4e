//! A closed-loop load generator: a fixed number of clients that wait for a response before they send the next
//! request.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::BenchError;

/// When a run ends: at the number of requests or at the time limit, whichever comes first.
#[derive(Clone, Copy)]
pub(crate) struct Bounds {
    pub(crate) requests: usize,
    pub(crate) time: Duration,
}

impl Bounds {
    /// This number of requests, within ten minutes.
    pub(crate) fn requests(requests: usize) -> Self {
        Self {
            requests,
            time: Duration::from_mins(10),
        }
    }

    /// As many requests as possible in this time.
    pub(crate) fn time(time: Duration) -> Self {
        Self {
            requests: usize::MAX,
            time,
        }
    }
}

/// The measurements of a run.
#[derive(Debug, Default)]
pub(crate) struct Run {
    /// Latency of each request, unordered.
    pub(crate) latencies: Vec<Duration>,
    pub(crate) elapsed: Duration,
    /// Total number of sessions in all responses.
    pub(crate) sessions: usize,
}

impl Run {
    /// Adds another run that came later.
    pub(crate) fn add(&mut self, other: Self) {
        self.latencies.extend(other.latencies);
        self.sessions += other.sessions;
        self.elapsed += other.elapsed;
    }
}

/// Latency and number of sessions of one response.
pub(crate) type Measured = (Duration, usize);

/// Runs `concurrency` clients until a bound is reached, a request fails, or `send` returns `None` because no target is left.
pub(crate) async fn run_closed_loop<F, Fut>(
    concurrency: usize,
    bounds: Bounds,
    send: F,
) -> Result<Run, BenchError>
where
    F: Fn() -> Fut + Clone + Send + 'static,
    Fut: Future<Output = Result<Option<Measured>, BenchError>> + Send + 'static,
{
    let started = Instant::now();
    let remaining = Remaining {
        left: Arc::new(AtomicUsize::new(bounds.requests)),
        ended: Arc::default(),
        end: started + bounds.time,
    };
    let mut clients = JoinSet::new();
    for _ in 0..concurrency.max(1) {
        clients.spawn(run_client(remaining.clone(), send.clone()));
    }
    let mut run = Run::default();
    while let Some(part) = clients.join_next().await {
        run.add(part??);
    }
    run.elapsed = started.elapsed();
    if run.latencies.is_empty() {
        return Err("no request was sent".into());
    }
    Ok(run)
}

/// The requests that remain within the bounds, shared by all clients.
#[derive(Clone)]
struct Remaining {
    left: Arc<AtomicUsize>,
    ended: Arc<AtomicBool>,
    end: Instant,
}

impl Remaining {
    /// Takes one of the remaining requests; false if there is none.
    fn take(&self) -> bool {
        let one_less = |left: usize| left.checked_sub(1);
        !self.ended.load(Ordering::Relaxed)
            && Instant::now() < self.end
            && self
                .left
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less)
                .is_ok()
    }
}

async fn run_client<F, Fut>(remaining: Remaining, send: F) -> Result<Run, BenchError>
where
    F: Fn() -> Fut,
    Fut: Future<Output = Result<Option<Measured>, BenchError>>,
{
    let mut run = Run::default();
    while remaining.take() {
        let response = send().await.inspect_err(|_| {
            remaining.ended.store(true, Ordering::Relaxed);
        })?;
        let Some((latency, sessions)) = response else {
            break;
        };
        run.latencies.push(latency);
        run.sessions += sessions;
    }
    Ok(run)
}
