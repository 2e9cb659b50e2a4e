//! The standard metrics of a process. All but its start are from the system's files in `/proc`, and absent without them.

use std::fs;
use std::time::{Duration, SystemTime};

use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;

/// Ticks per second of the times in `/proc`: `USER_HZ`, which is 100 on every architecture that the gateway runs on.
const TICKS_PER_SECOND: u32 = 100;

/// Index of a value in `/proc/self/stat` after the name of the program, which may contain spaces.
const USER_TICKS: usize = 11;
const SYSTEM_TICKS: usize = 12;
const THREADS: usize = 17;

/// Registers what can be read. The start of the process is given, because a service manager may hide the start of the system,
/// from which it would follow.
pub(super) fn register(registry: &mut Registry, started: SystemTime) {
    let started = started.duration_since(SystemTime::UNIX_EPOCH);
    registry.register(
        "process_start_time_seconds",
        "Start of the process in seconds since the Unix epoch",
        ConstGauge::<f64>::new(started.unwrap_or_default().as_secs_f64()),
    );
    if let Some(stat) = Stat::read() {
        let cpu = stat.cpu.as_secs_f64();
        registry.register(
            "process_cpu_seconds",
            "User and system CPU time of the process",
            ConstCounter::<f64>::new(cpu),
        );
        register_gauge(
            registry,
            "process_threads",
            "Number of threads of the process",
            stat.threads,
        );
    }
    if let Ok(status) = fs::read_to_string("/proc/self/status") {
        for (key, name, help) in [
            (
                "VmRSS:",
                "process_resident_memory_bytes",
                "Memory of the process in RAM",
            ),
            (
                "VmSize:",
                "process_virtual_memory_bytes",
                "Address space of the process",
            ),
        ] {
            if let Some(kibibytes) = number_after(&status, key) {
                register_gauge(registry, name, help, kibibytes.saturating_mul(1024));
            }
        }
    }
    if let Ok(files) = fs::read_dir("/proc/self/fd") {
        // One of them is the directory that is being read.
        let open = files.count().saturating_sub(1);
        register_gauge(
            registry,
            "process_open_fds",
            "Number of open files and sockets of the process",
            open as u64,
        );
    }
    let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
    if let Some(limit) = number_after(&limits, "Max open files ") {
        register_gauge(
            registry,
            "process_max_fds",
            "Maximum number of open files and sockets of the process",
            limit,
        );
    }
}

fn register_gauge(registry: &mut Registry, name: &str, help: &str, value: u64) {
    let value = i64::try_from(value).unwrap_or(i64::MAX);
    registry.register(name, help, ConstGauge::<i64>::new(value));
}

/// The values of `/proc/self/stat` that the metrics report.
#[derive(Debug, PartialEq, Eq)]
struct Stat {
    cpu: Duration,
    threads: u64,
}

impl Stat {
    fn read() -> Option<Self> {
        Self::parse(&fs::read_to_string("/proc/self/stat").ok()?)
    }

    fn parse(text: &str) -> Option<Self> {
        let (_, values) = text.rsplit_once(')')?;
        let values: Vec<_> = values.split_whitespace().collect();
        let number = |index: usize| values.get(index)?.parse::<u64>().ok();
        Some(Self {
            cpu: from_ticks(number(USER_TICKS)?.saturating_add(number(SYSTEM_TICKS)?)),
            threads: number(THREADS)?,
        })
    }
}

fn from_ticks(ticks: u64) -> Duration {
    Duration::from_millis(ticks.saturating_mul(1_000)) / TICKS_PER_SECOND
}

/// The first number of the line that starts with `key`.
pub(super) fn number_after(text: &str, key: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(key))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_program_may_contain_spaces_and_parentheses() {
        let text =
            "42 (a (b) c) S 1 42 42 0 -1 4194304 500 0 0 0 250 150 0 0 20 0 9 0 12345 1000 200";
        let expected = Stat {
            cpu: Duration::from_secs(4),
            threads: 9,
        };
        assert_eq!(Stat::parse(text), Some(expected));
        assert_eq!(Stat::parse("42 (a) S 1"), None);
        assert_eq!(Stat::parse(""), None);
    }
}
