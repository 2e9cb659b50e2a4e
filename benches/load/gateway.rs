//! The gateway: the program itself, in a process of its own.
#![expect(
    clippy::disallowed_methods,
    reason = "the bench is a client of the gateway, not the gateway calling the platform"
)]

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde::Deserialize;

use super::Failure;
use super::platform::Platform;
use super::scenario::Scenario;
use super::usage::Usage;

/// How long the gateway may take to say where it listens.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many of its last lines are kept to explain a failure.
const LINES: usize = 12;

type Log = Arc<Mutex<VecDeque<String>>>;

/// A gateway that serves; its process ends when this is dropped.
pub(crate) struct Gateway {
    process: Running,
    log: Log,
    /// Where it answers.
    pub(crate) url: String,
    /// From starting the process to the end of its first answer.
    pub(crate) started_in: Duration,
}

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail only where the process has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Gateway {
    /// Starts it in front of `platform` with its defaults, whatever the environment says, and waits
    /// for its first answer.
    pub(crate) async fn start(platform: &Platform) -> Result<Self, Failure> {
        let started = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_journey-gateway"))
            .args(["serve", "--listen", "127.0.0.1:0", "--platform-url"])
            .arg(platform.url())
            .env_clear()
            // One viewer asks as much as it can.
            .env(
                "JOURNEY_GATEWAY_LIMITS_VIEWER_COST_PER_MINUTE",
                "1000000000000",
            )
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let stderr = child.stderr.take().ok_or("the gateway has no log")?;
        let process = Running(child);
        let log = Log::default();
        let (found, address) = mpsc::channel();
        let kept = log.clone();
        thread::spawn(move || follow(stderr, &kept, &found));
        let address = address
            .recv_timeout(PATIENCE)
            .map_err(|_| format!("the gateway does not start:\n{}", tail(&log)))?;
        let url = format!("http://{address}/graphql");
        let answer = reqwest::Client::builder()
            .no_proxy()
            .build()?
            .post(&url)
            .bearer_auth(platform.token())
            .header("content-type", "application/json")
            .body(r#"{"query":"{ viewer { id } }"}"#)
            .send()
            .await?;
        let answer = answer.error_for_status()?.text().await?;
        let started_in = started.elapsed();
        if answer.contains("\"errors\"") {
            return Err(format!("the gateway's first answer is {answer}").into());
        }
        Ok(Self {
            process,
            log,
            url,
            started_in,
        })
    }

    /// What it has used.
    pub(crate) fn usage(&self) -> Usage {
        Usage::of(self.process.0.id())
    }

    /// A failure with all that helps to understand it.
    pub(crate) fn explain(
        &self,
        scenario: &Scenario,
        concurrency: usize,
        failure: &Failure,
    ) -> Failure {
        let name = scenario.name;
        let log = tail(&self.log);
        format!("{name}, {concurrency} at once: {failure}\nthe gateway's log ends with\n{log}")
            .into()
    }
}

fn tail(log: &Log) -> String {
    let lines = log.lock().unwrap_or_else(PoisonError::into_inner);
    lines.iter().cloned().collect::<Vec<_>>().join("\n")
}

/// The line that says where the gateway listens, among the lines of its log.
#[derive(Deserialize)]
struct Listening {
    address: String,
}

/// Reads the log to its end: a pipe that nobody empties would stop the gateway.
fn follow(log: impl Read, kept: &Log, found: &Sender<String>) {
    for line in BufReader::new(log).lines().map_while(Result::ok) {
        if let Ok(listening) = serde_json::from_str::<Listening>(&line) {
            // Only the first one is waited for.
            let _ = found.send(listening.address);
        }
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == LINES {
            kept.pop_front();
        }
        kept.push_back(line);
    }
}
