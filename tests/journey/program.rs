//! The program as its users start it: a process of its own, before a simulator in this one.

use std::process::Stdio;

use journey_gateway::simulator::{Options, Simulator};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStderr, Command};

use super::stage::loopback;

/// Environment variables with which the gateway asks the platform as the demo's client.
pub(super) const SERVICE: &[(&str, &str)] = &[
    ("JOURNEY_GATEWAY_IDENTITY", "service"),
    ("JOURNEY_GATEWAY_SERVICE_CLIENT_ID", "demo-gateway"),
    ("JOURNEY_GATEWAY_SERVICE_CLIENT_SECRET", "demo-secret"),
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
    pub(super) told: String,
    pub(super) logged: String,
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
        told: String::from_utf8(output.stdout).unwrap(),
        logged: String::from_utf8(output.stderr).unwrap(),
    }
}

/// `serve` at a free port, with what it logs.
pub(super) struct Served {
    child: Child,
    logs: Lines<BufReader<ChildStderr>>,
    pub(super) graphql: String,
}

impl Served {
    /// Starts it and waits until it listens. `RUST_LOG` must let it say where.
    pub(super) async fn start(platform: &str, environment: &[(&str, &str)]) -> Self {
        let mut child = program(platform, environment)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut logs = BufReader::new(child.stderr.take().unwrap()).lines();
        loop {
            let line = logs.next_line().await.unwrap().expect("it ended");
            let event: Value = serde_json::from_str(&line).expect(&line);
            if let Some(address) = event["address"].as_str() {
                let graphql = format!("http://{address}/graphql");
                return Self {
                    child,
                    logs,
                    graphql,
                };
            }
        }
    }

    /// Ends it, and gives every line that it logged since it listened.
    pub(super) async fn end(mut self) -> Vec<String> {
        self.child.start_kill().unwrap();
        let mut lines = Vec::new();
        while let Some(line) = self.logs.next_line().await.unwrap() {
            lines.push(line);
        }
        lines
    }
}
