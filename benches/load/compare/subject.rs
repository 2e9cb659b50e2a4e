//! One server under one kind of load, and its measurements.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::{Args, COMPARED, SESSIONS, opening};
use crate::closed_loop::{Bounds, Run, run_closed_loop};
use crate::http_client::{HttpClient, Reply};
use crate::platform::Platform;
use crate::server::Server;
use crate::targets::{Target, Targets};
use crate::{BenchError, ratio};

/// Number of requests in which upstream calls are counted.
const COUNTED: usize = 16;

/// The customers that a server is measured with.
pub(super) enum Load {
    /// The same customers repeatedly.
    Warm(Targets),
    /// Each customer once.
    Cold(Targets),
}

impl Load {
    /// No customers.
    pub(super) fn none() -> Self {
        Self::Warm(Targets::in_rotation([]))
    }
}

/// A server and its measurements.
pub(super) struct Subject {
    pub(super) name: &'static str,
    pub(super) server: Server,
    client: HttpClient,
    /// A request's body up to the customer's id.
    opening: Arc<str>,
    load: Load,
    pub(super) run: Run,
    pub(super) cpu: Duration,
    /// Average number of upstream calls per request, by operation.
    pub(super) calls: BTreeMap<&'static str, f64>,
}

impl Subject {
    pub(super) fn new(
        name: &'static str,
        server: Server,
        token: &str,
        load: Load,
    ) -> Result<Self, BenchError> {
        Ok(Self {
            client: HttpClient::new(&server.url, token)?,
            opening: opening()?.into(),
            name,
            server,
            load,
            run: Run::default(),
            cpu: Duration::ZERO,
            calls: BTreeMap::new(),
        })
    }

    /// Sends one request and checks that the response has no errors.
    pub(super) async fn request(&self, target: &Target) -> Result<Reply, BenchError> {
        let body = format!("{}{}\"}}}}", self.opening, target.id);
        let reply = self
            .client
            .post(body)
            .await
            .and_then(Reply::require_success);
        reply.map_err(|error| self.server.add_log(self.name, &error))
    }

    /// Fills the cache with shared data and, for warm loads, with the requested customers.
    pub(super) async fn warm_up(&self, uncached: &[Target]) -> Result<(), BenchError> {
        match &self.load {
            Load::Cold(_) => {
                for target in uncached.iter().take(COMPARED - COUNTED) {
                    self.request(target).await?;
                }
            }
            Load::Warm(targets) => {
                for _ in 0..2 * super::POPULAR {
                    if let Some(target) = targets.next() {
                        self.request(target).await?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Counts the upstream calls of each operation.
    pub(super) async fn count(
        &mut self,
        platform: &Platform,
        uncached: &[Target],
    ) -> Result<(), BenchError> {
        platform.count(true);
        for customer in uncached.iter().rev().take(COUNTED) {
            let target = match &self.load {
                Load::Cold(_) => Some(customer),
                Load::Warm(targets) => targets.next(),
            };
            self.request(target.ok_or("the bench has no customers")?)
                .await?;
        }
        let mut calls: BTreeMap<_, usize> = BTreeMap::new();
        for call in platform.calls() {
            *calls.entry(call.operation).or_default() += 1;
        }
        platform.count(false);
        let calls = calls.into_iter();
        self.calls = calls
            .map(|(operation, count)| (operation, ratio(count, COUNTED)))
            .collect();
        Ok(())
    }

    /// Runs one slice of the measurement.
    pub(super) async fn measure(&mut self, args: &Args) -> Result<(), BenchError> {
        let (targets, bounds) = match &self.load {
            Load::Warm(targets) => (targets, Bounds::time(args.slice)),
            Load::Cold(targets) => (targets, Bounds::requests(args.cold)),
        };
        let (client, opening, targets) =
            (self.client.clone(), self.opening.clone(), targets.clone());
        let send = move || {
            let (client, opening, targets) = (client.clone(), opening.clone(), targets.clone());
            async move {
                let Some(target) = targets.next() else {
                    return Ok(None);
                };
                let body = format!("{opening}{}\"}}}}", target.id);
                let reply = client.post(body).await?.require_success()?;
                Ok(Some((reply.latency, SESSIONS)))
            }
        };
        let usage = self.server.usage();
        let before = usage.cpu();
        let run = run_closed_loop(args.concurrency, bounds, send).await;
        self.run
            .add(run.map_err(|error| self.server.add_log(self.name, &error))?);
        let spent = before.zip(usage.cpu());
        let (before, after) = spent.ok_or("CPU time is available on Linux only")?;
        self.cpu += after.saturating_sub(before);
        Ok(())
    }

    /// CPU time per request, in milliseconds.
    pub(super) fn cost(&self) -> f64 {
        self.cpu.as_secs_f64() * 1_000.0 / ratio(self.run.latencies.len(), 1)
    }
}
