//! Which processor core runs what. A server that is measured has the second core for itself, as far as
//! the machine lets it, and clients and platform have the first.

use std::ffi::OsStr;
use std::io;
use std::process::{Command, Stdio};

/// Who runs where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cores {
    /// Servers on the second core, everything else on the first.
    Apart,
    /// Wherever the system puts it.
    Shared,
}

impl Cores {
    /// Binds this process to the first core. To be called before it has threads: those that are there
    /// stay where they are. Where there is no `taskset`, or one core only, nothing is bound.
    pub(crate) fn part() -> io::Result<Self> {
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

    /// Starts `program` as a server that is measured.
    pub(crate) fn server(self, program: impl AsRef<OsStr>) -> Command {
        match self {
            Self::Shared => Command::new(program),
            Self::Apart => {
                // It becomes the program: the process is the same.
                let mut command = Command::new("taskset");
                command.args(["--cpu-list", "1"]).arg(program);
                command
            }
        }
    }

    /// For the heading of a table.
    pub(crate) fn about(self) -> &'static str {
        match self {
            Self::Apart => "the server on a core of its own, clients and platform on another",
            Self::Shared => {
                "server, clients and platform on the same cores: nothing could be bound"
            }
        }
    }
}
