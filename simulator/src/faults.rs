//! Injected faults: failures of calls at a given rate.

use std::str::FromStr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use parking_lot::RwLock;

use super::rng::SeededRng;

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// This HTTP status with an `ErrorBody`.
    Status(u16),
    /// One of 500, 502, 503 and 504 with an `ErrorBody`.
    ServerError,
    /// The connection closes without a response.
    Reset,
    /// `Content-Length` is larger than the body.
    Truncated,
    /// The response is correct, but ten seconds late.
    Slow,
    /// Status 200 with broken JSON.
    Malformed,
}

/// A kind of failure and the share of calls that it affects.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fault {
    /// From 0 (never) to 1 (always).
    pub rate: f64,
    /// How the call fails.
    pub kind: FaultKind,
}

/// A fault that cannot be parsed.
#[derive(Debug, thiserror::Error)]
#[error(
    "a fault is RATE:KIND, RATE between 0 and 1, KIND one of 5xx, reset, truncated, slow, malformed or an HTTP status (400-599)"
)]
pub struct FaultSyntax;

impl FromStr for Fault {
    type Err = FaultSyntax;

    fn from_str(text: &str) -> Result<Self, FaultSyntax> {
        let (rate, kind) = text.split_once(':').ok_or(FaultSyntax)?;
        let rate: f64 = rate.trim().parse().map_err(|_| FaultSyntax)?;
        let kind = match kind.trim() {
            "5xx" => FaultKind::ServerError,
            "reset" => FaultKind::Reset,
            "truncated" => FaultKind::Truncated,
            "slow" => FaultKind::Slow,
            "malformed" => FaultKind::Malformed,
            status => FaultKind::Status(status.parse().map_err(|_| FaultSyntax)?),
        };
        let known = !matches!(kind, FaultKind::Status(status) if !(400..600).contains(&status));
        (known && (0.0..=1.0).contains(&rate))
            .then_some(Self { rate, kind })
            .ok_or(FaultSyntax)
    }
}

/// The active faults.
#[derive(Debug)]
pub(crate) struct Faults {
    seed: u64,
    draws: AtomicU64,
    /// Lets calls skip the lock while no fault is active.
    any: AtomicBool,
    /// Each fault with its operation; `*` for all.
    active: RwLock<Vec<(String, Fault)>>,
}

impl Faults {
    pub(crate) fn new(seed: u64, start: &[Fault]) -> Self {
        let active: Vec<_> = start.iter().map(|fault| ("*".to_owned(), *fault)).collect();
        Self {
            seed,
            draws: AtomicU64::new(0),
            any: AtomicBool::new(!active.is_empty()),
            active: RwLock::new(active),
        }
    }

    pub(crate) fn inject_fault(&self, operation: &str, fault: Fault) {
        self.active.write().push((operation.to_owned(), fault));
        self.any.store(true, Ordering::Release);
    }

    pub(crate) fn clear_faults(&self) {
        self.any.store(false, Ordering::Release);
        self.active.write().clear();
    }

    /// Draws whether this call fails, and how.
    pub(crate) fn draw(&self, operation: &str) -> Option<FaultKind> {
        if !self.any.load(Ordering::Acquire) {
            return None;
        }
        let mut rng = SeededRng::for_entity(
            self.seed,
            [u64::MAX, self.draws.fetch_add(1, Ordering::Relaxed), 0],
        );
        let active = self.active.read();
        active
            .iter()
            .filter(|(name, _)| name == "*" || name == operation)
            .find(|(_, fault)| rng.fraction() < fault.rate)
            .map(|(_, fault)| match fault.kind {
                FaultKind::ServerError => FaultKind::Status(*rng.pick(&[500, 502, 503, 504])),
                kind => kind,
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_read_from_the_command_line() {
        let read = |text: &str| {
            text.parse::<Fault>()
                .ok()
                .map(|fault| (fault.rate, fault.kind))
        };
        assert_eq!(read("0.1:5xx"), Some((0.1, FaultKind::ServerError)));
        assert_eq!(read("1:429"), Some((1.0, FaultKind::Status(429))));
        assert_eq!(read("0.05:reset"), Some((0.05, FaultKind::Reset)));
        for wrong in [
            "",
            "0.1",
            "2:5xx",
            "0.1:200",
            "-1:slow",
            "x:slow",
            "0.1:later",
        ] {
            assert!(read(wrong).is_none(), "{wrong} is no fault");
        }
    }
}
