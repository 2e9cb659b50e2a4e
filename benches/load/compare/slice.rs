//! One server under one kind of load, measured in slices.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::closed_loop::{Bounds, Run, run_closed_loop};
use crate::http_client::{HttpClient, Reply};
use crate::recorded::{Query, Recorded, TOKEN};
use crate::server::Server;
use crate::tab::POPULAR;
use crate::{BenchError, ratio};

/// Number of requests before the measurement.
const WARM_UP: u64 = 40;

/// The number of the next request that must be for customers that no server has cached.
static NEXT: AtomicU64 = AtomicU64::new(1_000);

/// A running server.
#[derive(Clone)]
pub(super) struct Subject {
    pub(super) name: &'static str,
    pub(super) server: Arc<Server>,
    pub(super) client: HttpClient,
}

impl Subject {
    pub(super) fn new(name: &'static str, server: Server) -> Result<Self, BenchError> {
        Ok(Self {
            client: HttpClient::new(&server.url, TOKEN)?,
            name,
            server: Arc::new(server),
        })
    }

    /// Sends the request with this number and checks that the response has no errors.
    pub(super) async fn request(&self, query: Query, number: u64) -> Result<Reply, BenchError> {
        let reply = self.client.post(query.body(number)).await;
        let reply = reply.and_then(Reply::require_success);
        reply.map_err(|error| self.server.add_log(self.name, &error))
    }
}

/// A kind of load.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Load {
    /// Each customer once.
    Cold { clients: usize, latency: u64 },
    /// The same customers repeatedly.
    Warm { clients: usize },
}

impl Load {
    pub(super) fn clients(self) -> usize {
        match self {
            Self::Cold { clients, .. } | Self::Warm { clients } => clients,
        }
    }

    pub(super) fn latency(self) -> u64 {
        match self {
            Self::Cold { latency, .. } => latency,
            Self::Warm { .. } => 0,
        }
    }

    fn number(self) -> u64 {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        match self {
            Self::Cold { .. } => number,
            Self::Warm { .. } => number % POPULAR as u64,
        }
    }
}

/// The measurements of a server for one query under one kind of load.
pub(super) struct Slices {
    pub(super) subject: Subject,
    pub(super) query: Query,
    pub(super) load: Load,
    pub(super) run: Run,
    pub(super) calls: u64,
    cpu: Duration,
}

impl Slices {
    pub(super) fn new(subject: &Subject, query: Query, load: Load) -> Self {
        Self {
            subject: subject.clone(),
            query,
            load,
            run: Run::default(),
            calls: 0,
            cpu: Duration::ZERO,
        }
    }

    /// Opens connections and fills caches: with names and documents for cold loads, with all customers for warm ones.
    pub(super) async fn warm_up(&self, recorded: &Recorded) -> Result<(), BenchError> {
        recorded.set_latency(0);
        for _ in 0..WARM_UP {
            self.subject.request(self.query, self.load.number()).await?;
        }
        Ok(())
    }

    /// Measures one slice.
    pub(super) async fn measure(
        &mut self,
        time: Duration,
        recorded: &Recorded,
    ) -> Result<(), BenchError> {
        let (client, query, load) = (self.subject.client.clone(), self.query, self.load);
        let send = move || {
            let client = client.clone();
            async move {
                let reply = client.post(query.body(load.number())).await?;
                Ok(Some((reply.require_success()?.latency, 0)))
            }
        };
        let time = if load.latency() > 0 { time * 4 } else { time };
        recorded.set_latency(load.latency());
        let usage = self.subject.server.usage();
        let (before, calls) = (usage.cpu(), recorded.calls());
        let run = run_closed_loop(load.clients(), Bounds::time(time), send).await;
        let server = &self.subject.server;
        self.run
            .add(run.map_err(|error| server.add_log(self.subject.name, &error))?);
        let spent = before.zip(usage.cpu());
        let (before, after) = spent.ok_or("CPU time is available on Linux only")?;
        self.cpu += after.saturating_sub(before);
        self.calls += recorded.calls() - calls;
        Ok(())
    }

    /// CPU time per request, in milliseconds.
    pub(super) fn cost(&self) -> f64 {
        self.cpu.as_secs_f64() * 1_000.0 / ratio(self.run.latencies.len(), 1)
    }
}
