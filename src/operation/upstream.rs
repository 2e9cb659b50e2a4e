//! `extensions.journey.upstream`: how an answer came about.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use crate::error::FieldError;
use crate::load::KeyCounts;
use crate::platform::{Record, UpstreamCaller, waves};

/// How an answer came about.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Upstream {
    /// Of the whole operation.
    milliseconds: u64,
    /// The longest chain of calls that waited for each other.
    waves: usize,
    /// Calls that were sent, repeated ones included.
    calls: usize,
    /// Calls that the credential has left in the platform's present window.
    #[serde(skip_serializing_if = "Option::is_none")]
    budget_left: Option<u32>,
    operations: Vec<Called>,
    /// By kind of entry.
    cache: BTreeMap<String, KeyCounts>,
}

/// The calls of one operation.
#[derive(Debug, Serialize)]
struct Called {
    operation: String,
    calls: Vec<Call>,
}

#[derive(Debug, Serialize)]
struct Call {
    wave: usize,
    /// Asked for by id; none where a list was asked for.
    ids: usize,
    retries: u32,
    /// `OK`, or the code of an error.
    outcome: &'static str,
    milliseconds: u64,
}

impl Upstream {
    /// What the caller recorded, with what the loaders counted.
    pub fn of(
        caller: &UpstreamCaller,
        uses: BTreeMap<&'static str, KeyCounts>,
        duration: Duration,
    ) -> Self {
        let records = caller.records();
        let waves = waves(&records);
        let mut operations: BTreeMap<String, Vec<Call>> = BTreeMap::new();
        for (record, wave) in records.iter().zip(&waves) {
            let calls = operations.entry(record.operation.to_string()).or_default();
            calls.push(Call::of(record, *wave));
        }
        let of_one = |(operation, calls)| Called { operation, calls };
        let name = |(kind, uses): (&str, KeyCounts)| (camel_case(kind), uses);
        Self {
            milliseconds: milliseconds(duration),
            waves: waves.into_iter().max().unwrap_or(0),
            calls: caller.calls(),
            budget_left: caller.budget_left(),
            operations: operations.into_iter().map(of_one).collect(),
            cache: uses.into_iter().map(name).collect(),
        }
    }
}

impl Call {
    fn of(record: &Record, wave: usize) -> Self {
        let failure = record.error.clone().map(FieldError::Platform);
        Self {
            wave,
            ids: record.ids,
            retries: record.retries,
            outcome: failure.map_or("OK", |failure| failure.code()),
            milliseconds: milliseconds(record.ended.duration_since(record.began)),
        }
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// `SessionPage` as `sessionPage`.
fn camel_case(kind: &str) -> String {
    let (first, rest) = kind.split_at(kind.len().min(1));
    first.to_ascii_lowercase() + rest
}
