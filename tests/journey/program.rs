//! Starts the compiled binary as a child process, with a simulator in the test process as its platform.

use std::process::Stdio;
use std::time::Duration;

use journey_simulator::{Options, Simulator};
use serde_json::Value;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;

use super::harness::loopback;

/// Environment variables for identity `service` with the demo's OAuth client.
pub(super) const SERVICE_IDENTITY: &[(&str, &str)] = &[
    ("JOURNEY_GATEWAY_IDENTITY", "service"),
    ("JOURNEY_GATEWAY_SERVICE_CLIENT_ID", "demo-gateway"),
    ("JOURNEY_GATEWAY_SERVICE_CLIENT_SECRET", "demo-secret"),
    // Tests count upstream calls, which notifications would change.
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

/// The exit code and output of a command.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) code: Option<i32>,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

/// Runs a command with `input` on its standard input and waits until it exits.
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
    // A command that does not read its input may exit before this write.
    let _ = stdin.write_all(input.as_bytes()).await;
    drop(stdin);
    let output = child.wait_with_output().await.unwrap();
    Outcome {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A running `serve` process at a free port, with its collected output.
pub(super) struct Served {
    pub(super) child: Child,
    /// `http://ADDRESS:PORT`, or `https://` with TLS.
    pub(super) url: String,
    /// `ADDRESS:PORT` of the admin listener, if there is one.
    pub(super) admin: Option<String>,
    output: [JoinHandle<Vec<String>>; 2],
}

impl Served {
    /// Starts the process and waits until it listens. `RUST_LOG` must enable the log event with the address.
    pub(super) async fn start(platform: &str, environment: &[(&str, &str)]) -> Self {
        Self::start_with(platform, environment, &[]).await
    }

    /// Like [`start`](Self::start), with more arguments of `serve`.
    pub(super) async fn start_with(
        platform: &str,
        environment: &[(&str, &str)],
        arguments: &[&str],
    ) -> Self {
        let mut child = program(platform, environment)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let printed = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut logs = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut first_lines = Vec::new();
        let (url, admin) = loop {
            let line = logs.next_line().await.unwrap().expect("the process exited");
            let event: Value = serde_json::from_str(&line).expect(&line);
            first_lines.push(line);
            if event["address"].is_string() {
                let message = event["message"].as_str().unwrap();
                let (_, url) = message.split_once("serving GraphQL at ").unwrap();
                let admin = event["admin"].as_str().map(str::to_owned);
                break (url.replace("/graphql", ""), admin);
            }
        };
        Self {
            child,
            url,
            admin,
            output: [
                tokio::spawn(read(printed, Vec::new())),
                tokio::spawn(read(logs, first_lines)),
            ],
        }
    }

    /// A value of `/proc/PID/status` in KiB, for example `VmRSS`; `None` on systems other than Linux.
    pub(super) fn memory(&self, name: &str) -> Option<u64> {
        let path = format!("/proc/{}/status", self.child.id()?);
        let status = std::fs::read_to_string(path).ok()?;
        let mut lines = status.lines();
        let line = lines.find(|line| line.split(':').next() == Some(name))?;
        line.split_whitespace().nth(1)?.parse().ok()
    }

    /// A function that reads the CPU time of the process; it returns `None` on systems other than Linux.
    pub(super) fn cpu_time(&self) -> impl Fn() -> Option<Duration> + Send + Sync + 'static {
        let threads = format!("/proc/{}/task", self.child.id().unwrap_or_default());
        move || {
            let mut total = Duration::ZERO;
            for thread in std::fs::read_dir(&threads).ok()? {
                let path = thread.ok()?.path().join("schedstat");
                let schedstat = std::fs::read_to_string(path).ok()?;
                let nanoseconds = schedstat.split_whitespace().next()?.parse().ok()?;
                total += Duration::from_nanos(nanoseconds);
            }
            Some(total)
        }
    }

    pub(super) fn is_alive(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Sends a signal, such as `HUP`.
    #[cfg(unix)]
    pub(super) async fn signal(&self, name: &str) {
        let pid = self.child.id().unwrap().to_string();
        let signal = format!("-{name}");
        let signaled = Command::new("kill").args([&signal, &pid]).status().await;
        assert!(signaled.unwrap().success());
    }

    /// Sends SIGTERM, waits until the process exits, and returns every line that it wrote.
    #[cfg(unix)]
    pub(super) async fn stop(mut self) -> Vec<String> {
        self.signal("TERM").await;
        self.child.wait().await.unwrap();
        self.lines().await
    }

    /// Kills the process and returns every line that it wrote.
    pub(super) async fn end(mut self) -> Vec<String> {
        self.child.start_kill().unwrap();
        self.lines().await
    }

    async fn lines(self) -> Vec<String> {
        let mut lines = Vec::new();
        for reader in self.output {
            lines.extend(reader.await.unwrap());
        }
        lines
    }
}

/// Reads until the pipe closes. Without a reader, a full pipe would block the process.
async fn read<R: AsyncBufRead + Unpin>(mut lines: Lines<R>, mut read: Vec<String>) -> Vec<String> {
    while let Ok(Some(line)) = lines.next_line().await {
        read.push(line);
    }
    read
}
