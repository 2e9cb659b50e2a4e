//! Circuit breakers, one for each operation of the platform. One opens when at least half of the recent calls
//! failed, for several clients; then a single call at a time probes the operation.

mod circuit;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sha2::{Digest, Sha256};
use tokio::time::Instant;

use super::{Error, Operation};
use circuit::Circuit;

/// When an operation is not called any more, and for how long.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    /// As many calls within [`circuit::WINDOW`] are needed for a judgement.
    pub(super) calls: u32,
    /// The rest.
    pub(super) pause: Duration,
}

/// One breaker an operation.
#[derive(Debug)]
pub(super) struct Breakers {
    rule: Rule,
    circuits: Mutex<HashMap<Operation, Circuit>>,
}

impl Breakers {
    /// Every operation may be called.
    pub(super) fn new(rule: Rule) -> Arc<Self> {
        Arc::new(Self {
            rule,
            circuits: Mutex::default(),
        })
    }

    /// Refuses early what [`pass`](Self::pass) would refuse now.
    pub(super) fn check(&self, operation: Operation) -> Result<(), Error> {
        let now = Instant::now();
        let is_open = self.read(operation, |circuit| circuit.is_open(now));
        if is_open {
            Err(Error::Unavailable)
        } else {
            Ok(())
        }
    }

    /// Lets a call through, or not.
    pub(super) fn pass(
        self: &Arc<Self>,
        operation: Operation,
        client: Option<Client>,
    ) -> Result<Pass, Error> {
        let now = Instant::now();
        let turn = self
            .read(operation, |circuit| circuit.admit(now))
            .ok_or(Error::Unavailable)?;
        Ok(Pass {
            breakers: self.clone(),
            operation,
            client,
            turn,
            outcome: None,
        })
    }

    fn read<T>(&self, operation: Operation, read: impl FnOnce(&mut Circuit) -> T) -> T {
        let mut circuits = self.circuits.lock().unwrap_or_else(PoisonError::into_inner);
        read(circuits.entry(operation).or_default())
    }
}

/// The group of the client that causes a call. A few groups are enough to know in constant memory whether
/// failures concern several clients; clients of one group count as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Client(u8);

impl Client {
    const COUNT: usize = 64;

    /// The group of the client with this id.
    pub(super) fn new(id: &[u8]) -> Self {
        let [first, ..]: [u8; 32] = Sha256::digest(id).into();
        Self(first % 64)
    }

    fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// What came of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The platform answered, whatever it said.
    Answered,
    /// No answer, none in time, or a 5xx.
    Failed,
}

/// A call that was let through. Dropped without an outcome it says nothing.
#[derive(Debug)]
pub(super) struct Pass {
    breakers: Arc<Breakers>,
    operation: Operation,
    client: Option<Client>,
    turn: u64,
    outcome: Option<Outcome>,
}

impl Pass {
    /// The call is over.
    pub(super) fn settle(mut self, outcome: Outcome) {
        self.outcome = Some(outcome);
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let Self {
            client,
            turn,
            outcome,
            ..
        } = *self;
        let (rule, now) = (self.breakers.rule, Instant::now());
        let change = self.breakers.read(self.operation, |circuit| {
            circuit.settle(turn, client, outcome, rule, now)
        });
        match change {
            Some(true) => tracing::warn!(
                operation = ?self.operation,
                milliseconds = rule.pause.as_millis(),
                "most calls fail: the operation is not called for a while"
            ),
            Some(false) => {
                tracing::info!(operation = ?self.operation, "the operation is called again");
            }
            None => {}
        }
    }
}
