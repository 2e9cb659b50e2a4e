//! Clients that ask, wait for the answer and ask again, so many at once.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::Failure;

/// When a run ends: whatever comes first.
#[derive(Clone, Copy)]
pub(crate) struct Bounds {
    pub(crate) requests: usize,
    pub(crate) time: Duration,
}

impl Bounds {
    /// So many requests, however long they take.
    pub(crate) fn requests(requests: usize) -> Self {
        Self {
            requests,
            time: Duration::from_mins(10),
        }
    }

    /// As many as there are in that time.
    pub(crate) fn time(time: Duration) -> Self {
        Self {
            requests: usize::MAX,
            time,
        }
    }
}

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Run {
    /// In no order.
    pub(crate) latencies: Vec<Duration>,
    pub(crate) elapsed: Duration,
    /// In all answers together.
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

/// One answer: how long it took, and how many sessions it had.
pub(crate) type Asked = (Duration, usize);

/// Runs `concurrency` clients until `bounds` end it; the first failure ends it too. A client that gets
/// nothing from `ask` has nobody left to ask for.
pub(crate) async fn drive<F, Fut>(
    concurrency: usize,
    bounds: Bounds,
    ask: F,
) -> Result<Run, Failure>
where
    F: Fn() -> Fut + Clone + Send + 'static,
    Fut: Future<Output = Result<Option<Asked>, Failure>> + Send + 'static,
{
    let started = Instant::now();
    let turns = Turns {
        left: Arc::new(AtomicUsize::new(bounds.requests)),
        ended: Arc::default(),
        end: started + bounds.time,
    };
    let mut clients = JoinSet::new();
    for _ in 0..concurrency.max(1) {
        clients.spawn(one(turns.clone(), ask.clone()));
    }
    let mut run = Run::default();
    while let Some(part) = clients.join_next().await {
        run.add(part??);
    }
    run.elapsed = started.elapsed();
    if run.latencies.is_empty() {
        return Err("nothing was asked".into());
    }
    Ok(run)
}

/// How many more requests there may be.
#[derive(Clone)]
struct Turns {
    left: Arc<AtomicUsize>,
    ended: Arc<AtomicBool>,
    end: Instant,
}

impl Turns {
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

async fn one<F, Fut>(turns: Turns, ask: F) -> Result<Run, Failure>
where
    F: Fn() -> Fut,
    Fut: Future<Output = Result<Option<Asked>, Failure>>,
{
    let mut run = Run::default();
    while turns.take() {
        let asked = ask().await.inspect_err(|_| {
            turns.ended.store(true, Ordering::Relaxed);
        })?;
        let Some((latency, sessions)) = asked else {
            break;
        };
        run.latencies.push(latency);
        run.sessions += sessions;
    }
    Ok(run)
}
