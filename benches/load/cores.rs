//! Assignment of processes to CPU cores. The measured server has the second core to itself where the machine permits it;
//! clients and platform use the first.

use std::ffi::OsStr;
use std::io;
use std::process::{Command, Stdio};

/// How processes are assigned to cores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cores {
    /// Servers on the second core, everything else on the first.
    Apart,
    /// The operating system decides.
    Shared,
}

impl Cores {
    /// Binds this process to the first core. Call it before the process has threads, because existing threads are not bound.
    /// Binds nothing if there is no `taskset` or only one core.
    pub(crate) fn separate() -> io::Result<Self> {
        if std::thread::available_parallelism()?.get() < 2 {
            return Ok(Self::Shared);
        }
        let bound = Command::new("taskset")
            .args(["--pid", "--cpu-list", "0", &std::process::id().to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        Ok(match bound {
            Ok(status) if status.success() => Self::Apart,
            _ => Self::Shared,
        })
    }

    /// A command that starts `program` as the measured server.
    pub(crate) fn server(self, program: impl AsRef<OsStr>) -> Command {
        match self {
            Self::Shared => Command::new(program),
            Self::Apart => {
                // `taskset` replaces itself by the program, so the process id is the program's.
                let mut command = Command::new("taskset");
                command.args(["--cpu-list", "1"]).arg(program);
                command
            }
        }
    }

    /// Description for the heading of a table.
    pub(crate) fn description(self) -> &'static str {
        match self {
            Self::Apart => "the server runs on its own core, clients and platform on another",
            Self::Shared => {
                "server, clients and platform share all cores, because processes could not be bound to cores"
            }
        }
    }
}
