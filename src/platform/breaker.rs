//! Circuit breakers, one per operation of the platform. A breaker opens when at least half of the recent calls
//! failed, for several clients. After a pause, it lets one call at a time probe the operation.

mod circuit;
mod client;

use std::collections::HashMap;
use std::sync::Arc;

use ahash::RandomState;
use parking_lot::Mutex;
use tokio::time::Instant;

use super::error::Error;
use super::operation::Operation;
use crate::telemetry::BreakerReading;
use circuit::{Circuit, Transition};

pub(super) use circuit::{Outcome, Rule};
pub(super) use client::Client;

/// The breakers of all operations.
#[derive(Debug)]
pub(super) struct Breakers {
    rule: Rule,
    circuits: Mutex<HashMap<Operation, Circuit, RandomState>>,
}

impl Breakers {
    /// Creates closed breakers.
    pub(super) fn new(rule: Rule) -> Arc<Self> {
        Arc::new(Self {
            rule,
            circuits: Mutex::default(),
        })
    }

    /// Fails if [`admit`](Self::admit) would fail now; does not start a probe.
    pub(super) fn check(&self, operation: Operation) -> Result<(), Error> {
        let now = Instant::now();
        let is_open = self.with_circuit(operation, |circuit| circuit.is_open(now));
        if is_open {
            Err(Error::Unavailable(None))
        } else {
            Ok(())
        }
    }

    /// Admits a call, or fails if the breaker is open.
    pub(super) fn admit(
        self: &Arc<Self>,
        operation: Operation,
        client: Option<Client>,
    ) -> Result<AdmittedCall, Error> {
        let now = Instant::now();
        let epoch = self
            .with_circuit(operation, |circuit| circuit.admit(now))
            .ok_or(Error::Unavailable(None))?;
        Ok(AdmittedCall {
            breakers: self.clone(),
            operation,
            client,
            epoch,
            outcome: None,
        })
    }

    /// The state of each circuit.
    pub(super) fn readings(&self) -> Vec<BreakerReading> {
        let now = Instant::now();
        let circuits = self.circuits.lock();
        let readings = circuits.iter().map(|(operation, circuit)| BreakerReading {
            operation: operation.name(),
            state: circuit.state_name(now),
            opened: circuit.opened(),
        });
        readings.collect()
    }

    fn with_circuit<T>(&self, operation: Operation, access: impl FnOnce(&mut Circuit) -> T) -> T {
        access(self.circuits.lock().entry(operation).or_default())
    }
}

/// A call that the breaker admitted. Dropping it without an outcome counts neither as success nor as failure.
#[derive(Debug)]
pub(super) struct AdmittedCall {
    breakers: Arc<Breakers>,
    operation: Operation,
    client: Option<Client>,
    epoch: u64,
    outcome: Option<Outcome>,
}

impl AdmittedCall {
    /// Reports the outcome of the call.
    pub(super) fn complete(mut self, outcome: Outcome) {
        self.outcome = Some(outcome);
    }
}

impl Drop for AdmittedCall {
    fn drop(&mut self) {
        let Self {
            client,
            epoch,
            outcome,
            ..
        } = *self;
        let (rule, now) = (self.breakers.rule, Instant::now());
        let transition = self.breakers.with_circuit(self.operation, |circuit| {
            circuit.record(epoch, client, outcome, rule, now)
        });
        match transition {
            Some(Transition::Opened) => tracing::warn!(
                operation = self.operation.name(),
                pause_ms = rule.pause.as_millis(),
                "circuit breaker opened: most calls of the operation fail"
            ),
            Some(Transition::Closed) => {
                tracing::info!(operation = self.operation.name(), "circuit breaker closed");
            }
            None => {}
        }
    }
}
