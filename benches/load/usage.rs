//! What a process has used, as Linux tells it. Elsewhere nothing is known.

use std::path::PathBuf;
use std::time::Duration;

/// What `utime` and `stime` count in: every Linux that matters shows user space 100 ticks a second.
const TICK: Duration = Duration::from_millis(10);

/// One process under `/proc`.
pub(crate) struct Usage(PathBuf);

impl Usage {
    /// Of the process with this id.
    pub(crate) fn of(process: u32) -> Self {
        Self(PathBuf::from(format!("/proc/{process}")))
    }

    /// Processor time of all its threads, its own and the kernel's on its behalf.
    pub(crate) fn cpu(&self) -> Option<Duration> {
        let stat = std::fs::read_to_string(self.0.join("stat")).ok()?;
        // The name, in parentheses, may hold anything; `utime` is the 12th field after it.
        let (_, fields) = stat.rsplit_once(')')?;
        let mut times = fields.split_whitespace().skip(11);
        let mut ticks = || times.next()?.parse::<u32>().ok();
        Some(TICK * (ticks()? + ticks()?))
    }

    /// Memory in use, in kB.
    pub(crate) fn resident(&self) -> Option<u64> {
        self.status("VmRSS:")
    }

    /// The most memory that was in use at any time, in kB.
    pub(crate) fn peak(&self) -> Option<u64> {
        self.status("VmHWM:")
    }

    fn status(&self, key: &str) -> Option<u64> {
        let status = std::fs::read_to_string(self.0.join("status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(key))?;
        line.split_whitespace().next()?.parse().ok()
    }
}
