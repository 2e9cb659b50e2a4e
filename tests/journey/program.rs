//! The program as its users start it: a process of its own, before a simulator in this one.

use std::process::Stdio;
use std::time::Duration;

use journey_simulator::{Options, Simulator};
use serde_json::Value;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;

use super::harness::loopback;

/// Environment variables with which the gateway asks the platform as the demo's client.
pub(super) const SERVICE_IDENTITY: &[(&str, &str)] = &[
    ("JOURNEY_GATEWAY_IDENTITY", "service"),
    ("JOURNEY_GATEWAY_SERVICE_CLIENT_ID", "demo-gateway"),
    ("JOURNEY_GATEWAY_SERVICE_CLIENT_SECRET", "demo-secret"),
    // Tests count calls.
    ("JOURNEY_GATEWAY_LIVE_COVER_QUERIES", "false"),
];

pub(super) async fn simulator() -> Simulator {
    Simulator::start(loopback(), Options::default())
        .await
        .unwrap()
}

fn program(platform: &str, environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_journey-gateway"));
    command
        .kill_on_drop(true)
        .env_clear()
        .env("JOURNEY_GATEWAY_PLATFORM_URL", platform)
        .env("JOURNEY_GATEWAY_LOGIN_URL", platform)
        .envs(environment.iter().copied());
    command
}

/// What a command that ends by itself left.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) code: Option<i32>,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

/// Runs a command to its end, with `input` on its standard input.
pub(super) async fn run(
    platform: &str,
    arguments: &[&str],
    environment: &[(&str, &str)],
    input: &str,
) -> Outcome {
    let mut child = program(platform, environment)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // Whoever does not read it may be gone before it is written.
    let _ = stdin.write_all(input.as_bytes()).await;
    drop(stdin);
    let output = child.wait_with_output().await.unwrap();
    Outcome {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// `serve` at a free port, with what it writes.
pub(super) struct Served {
    pub(super) child: Child,
    /// `http://ADDRESS:PORT`
    pub(super) url: String,
    written: [JoinHandle<Vec<String>>; 2],
}

impl Served {
    /// Starts it and waits until it listens. `RUST_LOG` must let it say where.
    pub(super) async fn start(platform: &str, environment: &[(&str, &str)]) -> Self {
        let mut child = program(platform, environment)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let printed = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut logs = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut begun = Vec::new();
        let address = loop {
            let line = logs.next_line().await.unwrap().expect("it ended");
            let event: Value = serde_json::from_str(&line).expect(&line);
            begun.push(line);
            if let Some(address) = event["address"].as_str() {
                break address.to_owned();
            }
        };
        Self {
            child,
            url: format!("http://{address}"),
            written: [
                tokio::spawn(read(printed, Vec::new())),
                tokio::spawn(read(logs, begun)),
            ],
        }
    }

    /// A figure of `/proc/PID/status` in KiB, such as `VmRSS`; nothing elsewhere than on Linux.
    pub(super) fn memory(&self, figure: &str) -> Option<u64> {
        let path = format!("/proc/{}/status", self.child.id()?);
        let status = std::fs::read_to_string(path).ok()?;
        let mut lines = status.lines();
        let line = lines.find(|line| line.split(':').next() == Some(figure))?;
        line.split_whitespace().nth(1)?.parse().ok()
    }

    /// What tells the time for which the process has kept processors busy; nothing elsewhere than on
    /// Linux.
    pub(super) fn busy(&self) -> impl Fn() -> Option<Duration> + Send + Sync + 'static {
        let threads = format!("/proc/{}/task", self.child.id().unwrap_or_default());
        move || {
            let mut all = Duration::ZERO;
            for thread in std::fs::read_dir(&threads).ok()? {
                let figures = thread.ok()?.path().join("schedstat");
                let figures = std::fs::read_to_string(figures).ok()?;
                let nanoseconds = figures.split_whitespace().next()?.parse().ok()?;
                all += Duration::from_nanos(nanoseconds);
            }
            Some(all)
        }
    }

    pub(super) fn is_alive(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Asks it to stop, and gives every line that it wrote.
    #[cfg(unix)]
    pub(super) async fn stop(mut self) -> Vec<String> {
        let pid = self.child.id().unwrap().to_string();
        let signaled = Command::new("kill").args(["-TERM", &pid]).status().await;
        assert!(signaled.unwrap().success());
        self.child.wait().await.unwrap();
        self.lines().await
    }

    /// Ends it, and gives every line that it wrote.
    pub(super) async fn end(mut self) -> Vec<String> {
        self.child.start_kill().unwrap();
        self.lines().await
    }

    async fn lines(self) -> Vec<String> {
        let mut lines = Vec::new();
        for written in self.written {
            lines.extend(written.await.unwrap());
        }
        lines
    }
}

/// Reads all the time: a full pipe would hold the process up.
async fn read<R: AsyncBufRead + Unpin>(mut lines: Lines<R>, mut read: Vec<String>) -> Vec<String> {
    while let Ok(Some(line)) = lines.next_line().await {
        read.push(line);
    }
    read
}
