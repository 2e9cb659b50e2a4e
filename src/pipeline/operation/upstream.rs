//! `extensions.journey.upstream`: the upstream calls and cache use of one operation.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use crate::error::FieldError;
use crate::load::KeyCounts;
use crate::platform::{CallRecord, UpstreamCaller, waves};

/// Upstream calls and cache use of one operation.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Upstream {
    /// Duration of the whole operation.
    milliseconds: u64,
    /// Longest chain of calls that waited for each other.
    waves: usize,
    /// Calls sent, including retries.
    calls: usize,
    /// Calls left to the credential in the platform's current rate limit window.
    #[serde(skip_serializing_if = "Option::is_none")]
    budget_left: Option<u32>,
    operations: Vec<OperationCalls>,
    /// Cache use by kind of entry.
    cache: BTreeMap<String, KeyCounts>,
}

/// The calls of one platform operation.
#[derive(Debug, Serialize)]
struct OperationCalls {
    operation: String,
    /// The operation's name in metrics, logs and traces.
    name: &'static str,
    calls: Vec<Call>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Call {
    wave: usize,
    /// Number of requested ids; 0 for a list.
    ids: usize,
    retries: u32,
    /// The platform's id of the response, by which its support finds the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    correlation_id: Option<String>,
    /// `OK` or an error code.
    outcome: &'static str,
    milliseconds: u64,
}

impl Upstream {
    /// Combines the recorded calls of `caller` with the cache use that the loaders counted.
    pub fn new(
        caller: &UpstreamCaller,
        uses: BTreeMap<&'static str, KeyCounts>,
        duration: Duration,
    ) -> Self {
        let records = caller.records();
        let waves = waves(&records);
        let mut operations: BTreeMap<String, (&'static str, Vec<Call>)> = BTreeMap::new();
        for (record, wave) in records.iter().zip(&waves) {
            let operation = record.operation;
            let (_, calls) = operations
                .entry(operation.to_string())
                .or_insert((operation.name(), Vec::new()));
            calls.push(Call::new(record, *wave));
        }
        let grouped = |(operation, (name, calls))| OperationCalls {
            operation,
            name,
            calls,
        };
        let name = |(kind, uses): (&str, KeyCounts)| (camel_case(kind), uses);
        Self {
            milliseconds: milliseconds(duration),
            waves: waves.into_iter().max().unwrap_or(0),
            calls: caller.calls(),
            budget_left: caller.budget_left(),
            operations: operations.into_iter().map(grouped).collect(),
            cache: uses.into_iter().map(name).collect(),
        }
    }
}

impl Call {
    fn new(record: &CallRecord, wave: usize) -> Self {
        let error = record.error.clone().map(FieldError::Platform);
        Self {
            wave,
            ids: record.ids,
            retries: record.retries,
            correlation_id: record.correlation_id.as_ref().map(ToString::to_string),
            outcome: error.map_or("OK", |error| error.code()),
            milliseconds: milliseconds(record.ended.duration_since(record.began)),
        }
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Converts `SessionPage` to `sessionPage`.
fn camel_case(kind: &str) -> String {
    let (first, rest) = kind.split_at(kind.len().min(1));
    first.to_ascii_lowercase() + rest
}
