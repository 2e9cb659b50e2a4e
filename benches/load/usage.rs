//! CPU time and memory of a process from `/proc`, which only Linux has.

use std::path::PathBuf;
use std::time::Duration;

/// Unit of `utime` and `stime`: Linux reports 100 ticks per second to user space.
const TICK: Duration = Duration::from_millis(10);

/// One process under `/proc`.
pub(crate) struct Usage(PathBuf);

impl Usage {
    /// The usage of the process with this id.
    pub(crate) fn for_process(process: u32) -> Self {
        Self(PathBuf::from(format!("/proc/{process}")))
    }

    /// User and system CPU time of all threads.
    pub(crate) fn cpu(&self) -> Option<Duration> {
        let stat = std::fs::read_to_string(self.0.join("stat")).ok()?;
        // The process name, in parentheses, may contain any character; `utime` is the 12th field after it.
        let (_, fields) = stat.rsplit_once(')')?;
        let mut times = fields.split_whitespace().skip(11);
        let mut ticks = || times.next()?.parse::<u32>().ok();
        Some(TICK * (ticks()? + ticks()?))
    }

    /// Resident memory, in KiB.
    pub(crate) fn resident(&self) -> Option<u64> {
        self.status("VmRSS:")
    }

    /// Peak resident memory, in KiB.
    pub(crate) fn peak(&self) -> Option<u64> {
        self.status("VmHWM:")
    }

    fn status(&self, key: &str) -> Option<u64> {
        let status = std::fs::read_to_string(self.0.join("status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(key))?;
        line.split_whitespace().next()?.parse().ok()
    }
}
