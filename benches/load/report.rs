//! The table of the recipes bench.

use std::fmt::Write;
use std::time::Duration;

use super::closed_loop::Run;
use super::ratio;
use super::scenario::Scenario;
use super::usage::Usage;

/// The measurements of one table row.
pub(crate) struct Row {
    pub(crate) run: Run,
    pub(crate) calls_per_query: f64,
    /// CPU time of the gateway during the run.
    pub(crate) cpu: Option<Duration>,
}

/// The summary below the table.
pub(crate) struct Report {
    starts: Vec<Duration>,
    /// Resident memory of the idle gateway, in KiB.
    idle: Option<u64>,
}

/// The heading of the table.
pub(crate) fn heading(latency: Duration) -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let latency = humantime::format_duration(latency);
    format!(
        "{cores} cores, shared by gateway, clients and platform; upstream latency {latency}\n\n\
         {:<18} {:>7} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}\n\
         {:<18} {:>7} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}",
        "",
        "clients",
        "requests",
        "requests",
        "p50",
        "p99",
        "upstream",
        "gateway",
        "sessions",
        "",
        "",
        "",
        "/s",
        "ms",
        "ms",
        "calls",
        "CPU ms",
        "/response",
    )
}

impl Report {
    pub(crate) fn new(mut starts: Vec<Duration>, idle: Option<u64>) -> Self {
        starts.sort_unstable();
        Self { starts, idle }
    }

    /// One row. Calls and CPU time are averages per query.
    pub(crate) fn line(scenario: &Scenario, concurrency: usize, row: &Row) -> String {
        let requests = row.run.latencies.len();
        let mut latencies = row.run.latencies.clone();
        latencies.sort_unstable();
        let cpu = row.cpu.map(|cpu| milliseconds(cpu) / ratio(requests, 1));
        let cpu = cpu.map_or_else(|| "n/a".to_owned(), |cpu| format!("{cpu:.3}"));
        format!(
            "{:<18} {concurrency:>7} {requests:>9} {:>9.0} {:>9.2} {:>9.2} {:>9.2} {cpu:>9} {:>9.1}",
            scenario.name,
            ratio(requests, 1) / row.run.elapsed.as_secs_f64(),
            milliseconds(percentile(&latencies, 50)),
            milliseconds(percentile(&latencies, 99)),
            row.calls_per_query,
            ratio(row.run.sessions, requests),
        )
    }

    /// The lines below the table.
    pub(crate) fn end(&self, usage: &Usage) -> String {
        let mut text = String::new();
        let (first, last) = (percentile(&self.starts, 0), percentile(&self.starts, 100));
        // Writing to a `String` cannot fail.
        let _ = write!(
            text,
            "\ngateway: first response {:.1} ms after start (median of {}; {:.1} to {:.1}), memory {} idle, {} peak",
            milliseconds(percentile(&self.starts, 50)),
            self.starts.len(),
            milliseconds(first),
            milliseconds(last),
            mebibytes(self.idle),
            mebibytes(usage.peak()),
        );
        text
    }
}

/// The percentile of a sorted list, by nearest rank.
pub(crate) fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let rank = (sorted.len() * percent).div_ceil(100).max(1) - 1;
    sorted.get(rank).copied().unwrap_or_default()
}

pub(crate) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// Formats a size in KiB as MiB.
pub(crate) fn mebibytes(kib: Option<u64>) -> String {
    let tenths = kib.map(|kib| kib * 10 / 1024);
    let text = tenths.map(|tenths| format!("{}.{} MiB", tenths / 10, tenths % 10));
    text.unwrap_or_else(|| "n/a".to_owned())
}
